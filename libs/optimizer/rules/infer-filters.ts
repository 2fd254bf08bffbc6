import { sameType } from '#arrow'
import { type ColumnReference, type Expression, type Join, mapChildren, type PlanNode, typeOf } from '#plan'
import { equalitySides, freeColumns, splitConjuncts, substitute, withoutRepeats } from '../expressions.ts'
import { isWithin } from '../id-sets.ts'
import { filterOver } from '../nodes.ts'
import { identicalWhenEqual, raises } from '../raising.ts'
import { outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * What is known of one side's join key holds for every row of the other side that can match, so that side is filtered
 * too. Only for types whose equal values are identical, and only onto a side whose unmatched rows the join drops.
 */
export const inferFilters: Rule = { name: 'infer-filters', apply: infer }

function infer(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, infer)
  return node.kind === 'join' ? inferForJoin(node) : node
}

function inferForJoin(join: Join): Join {
  const on = join.condition === null ? [] : splitConjuncts(join.condition)
  const { toLeft, toRight } = targetsOf(join.type)
  const left = toLeft ? addInferred(join.left, join.right, on) : join.left
  const right = toRight ? addInferred(join.right, join.left, on) : join.right
  return { ...join, left, right }
}

function targetsOf(type: Join['type']): { readonly toLeft: boolean; readonly toRight: boolean } {
  switch (type) {
    case 'inner':
    case 'semi':
      return { toLeft: true, toRight: true }
    case 'left':
    case 'anti':
      return { toLeft: false, toRight: true }
    case 'right':
      return { toLeft: true, toRight: false }
    case 'cross':
    case 'full':
      return { toLeft: false, toRight: false }
  }
}

function addInferred(target: PlanNode, other: PlanNode, on: readonly Expression[]): PlanNode {
  const facts = factsOf(other)
  const known = new Set(factsOf(target).map((fact) => JSON.stringify(fact)))
  const inferred = keysBetween(target, other, on).flatMap(({ column, value }) =>
    facts.filter((fact) => isOnlyAbout(fact, column)).map((fact) => substitute(fact, new Map([[column.id, value]]))),
  )
  return filterOver(
    target,
    withoutRepeats(inferred).filter((conjunct) => !known.has(JSON.stringify(conjunct))),
  )
}

interface KeyPair {
  /** A column of the side whose facts are known. */
  readonly column: ColumnReference
  /** What it equals on the side that gets the filter. */
  readonly value: Expression
}

function keysBetween(target: PlanNode, other: PlanNode, on: readonly Expression[]): readonly KeyPair[] {
  const targetIds = new Set(outputIds(target))
  const otherIds = new Set(outputIds(other))
  return on.flatMap((conjunct) => {
    const sides = equalitySides(conjunct)
    if (sides === undefined) return []
    return [sides, [sides[1], sides[0]] as const].flatMap(([column, value]) => {
      if (column.kind !== 'column' || !otherIds.has(column.id)) return []
      if (!identicalWhenEqual(column.type) || !sameType(column.type, typeOf(value))) return []
      const ids = freeColumns(value)
      return ids.size > 0 && isWithin(ids, targetIds) && !raises(value) ? [{ column, value }] : []
    })
  })
}

function isOnlyAbout(fact: Expression, column: ColumnReference): boolean {
  const columns = freeColumns(fact)
  return columns.size === 1 && columns.has(column.id) && !raises(fact)
}

/** Conjuncts that are true of every row the node produces, in terms of its columns. */
function factsOf(node: PlanNode): readonly Expression[] {
  switch (node.kind) {
    case 'filter':
      return [...splitConjuncts(node.predicate), ...factsOf(node.input)]
    case 'sort':
    case 'limit':
    case 'window':
      return factsOf(node.input)
    case 'project':
      return factsThroughProject(node)
    case 'join':
      return factsOfJoin(node)
    default:
      return []
  }
}

function factsThroughProject(node: Extract<PlanNode, { kind: 'project' }>): readonly Expression[] {
  const renamed = new Map<string, Expression>()
  for (const { column, expression } of node.expressions) {
    if (expression.kind === 'column') {
      renamed.set(expression.id, { kind: 'column', id: column.id, type: column.type, nullable: column.nullable })
    }
  }
  const visible = new Set(renamed.keys())
  return factsOf(node.input)
    .filter((fact) => !raises(fact) && isWithin(freeColumns(fact), visible))
    .map((fact) => substitute(fact, renamed))
}

function factsOfJoin(join: Join): readonly Expression[] {
  switch (join.type) {
    case 'inner':
    case 'cross':
      return [...factsOf(join.left), ...factsOf(join.right)]
    case 'left':
    case 'semi':
    case 'anti':
      return factsOf(join.left)
    case 'right':
      return factsOf(join.right)
    case 'full':
      return []
  }
}
