import { BOOLEAN } from '#arrow'
import type { Expression, SubqueryExpression } from '#plan'
import type { ExpressionNode, RowNode, SubqueryNode } from '../query-request.ts'
import { condition } from './calls.ts'
import { asBoolean } from './coerce.ts'
import type { Env } from './env.ts'
import { isRow } from './rows.ts'
import { type BoundTable, referenceTo } from './scope.ts'

/** What is compared with the rows of a subquery, and how. */
export interface Quantifier {
  readonly arg: ExpressionNode
  readonly op: string
  readonly form: 'in' | 'not in' | 'any' | 'all'
}

/** A value or row compared with every row of a subquery: ANY is the OR of the comparisons, ALL is their AND. */
export function quantified(
  env: Env,
  table: BoundTable,
  node: SubqueryNode,
  quantifier: Quantifier,
): SubqueryExpression {
  const { arg, op, form } = quantifier
  const holds = overColumns(env, table, node, arg, op)
  return {
    kind: 'subquery',
    form: 'any',
    argument: form === 'all' ? condition('not', [holds]) : holds,
    negated: form === 'all' || form === 'not in',
    plan: table.plan,
    type: BOOLEAN,
  }
}

/** `arg op (columns of the table)`, over the columns of the table and the query around it. */
export function overColumns(
  env: Env,
  table: BoundTable,
  node: SubqueryNode,
  arg: ExpressionNode,
  op: string,
): Expression {
  const width = isRow(arg) ? arg.row.length : 1
  if (table.columns.length !== width) {
    const message = `The subquery has ${table.columns.length} columns, but ${width} ${width === 1 ? 'is' : 'are'} compared.`
    throw env.binding.error('VALIDATION_ERROR', message, '42601', node)
  }
  const known = new Map(env.known)
  const columns = table.columns.map(({ column }): ExpressionNode => {
    const standIn = { column: column.name }
    known.set(standIn, referenceTo(column))
    return standIn
  })
  const [only] = columns
  const right: ExpressionNode | RowNode = isRow(arg) || only === undefined ? { row: columns } : only
  const written = env.binding.derived({ op, args: [arg, right] }, node)
  return asBoolean(env.binding, env.within({ known }).operand(written), 'ANY/ALL', node)
}
