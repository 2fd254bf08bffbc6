import type { CteReference, OutputColumn, PlanNode } from '#plan'
import type { Binding } from '../binding.ts'
import { referenceTo } from '../scope.ts'

/** A plan that gives further columns of a WITH table it reads, and these columns as it gives them. */
export interface Carried {
  readonly plan: PlanNode
  readonly columns: readonly OutputColumn[]
}

/**
 * The recursive term with more columns of the table it reads: `read` puts the reference with them in its place. They
 * pass FROM, WHERE and the select list; undefined where the table is not read at the top of such a query.
 */
export function carryColumns(
  binding: Binding,
  plan: PlanNode,
  name: string,
  read: (reference: CteReference) => Carried,
): Carried | undefined {
  if (plan.kind !== 'project') return undefined
  const below = inRows(plan.input, name, read)
  if (below === undefined) return undefined
  const passed = below.columns.map((column) => {
    return { column: binding.newColumn(column.name, column.type, column.nullable), expression: referenceTo(column) }
  })
  return {
    plan: { ...plan, input: below.plan, expressions: [...plan.expressions, ...passed] },
    columns: passed.map(({ column }) => column),
  }
}

/** Joins, filters and windows give the columns of what is below them. */
function inRows(plan: PlanNode, name: string, read: (reference: CteReference) => Carried): Carried | undefined {
  switch (plan.kind) {
    case 'cte_reference':
      return plan.name === name ? read(plan) : undefined
    case 'filter':
    case 'window': {
      const input = inRows(plan.input, name, read)
      return input === undefined ? undefined : { ...input, plan: { ...plan, input: input.plan } }
    }
    case 'join':
    case 'lateral_join': {
      const left = inRows(plan.left, name, read)
      if (left !== undefined) return { ...left, plan: { ...plan, left: left.plan } }
      const right = inRows(plan.right, name, read)
      return right === undefined ? undefined : { ...right, plan: { ...plan, right: right.plan } }
    }
    default:
      return undefined
  }
}
