import { type ColumnId, type Join, mapChildren, type PlanNode } from '#plan'
import { freeColumns } from '../expressions.ts'
import { isWithin, without } from '../id-sets.ts'
import { connectionsOf, outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * Moves a semi or anti join down to the one table it is about, where its other side is on the same connection, which
 * can then do it. Elsewhere it stays above the joins: down there it would keep a connection from joining its tables.
 */
export const sinkSemiJoins: Rule = { name: 'sink-semi-joins', apply: sinkAll }

function sinkAll(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, sinkAll)
  if (node.kind !== 'join' || (node.type !== 'semi' && node.type !== 'anti') || node.condition === null) return node
  const used = without(freeColumns(node.condition), new Set(outputIds(node.right)))
  return sink(node.left, node, used) ?? node
}

/** The target with the join inside it, deep enough to be of one connection; undefined where there is no such place. */
function sink(target: PlanNode, join: Join, used: ReadonlySet<ColumnId>): PlanNode | undefined {
  if (!isWithin(used, new Set(outputIds(target)))) return undefined
  const deeper = sinkBelow(target, join, used)
  if (deeper !== undefined) return deeper
  const connections = new Set([...connectionsOf(target), ...connectionsOf(join.right)])
  return connections.size === 1 ? { ...join, left: target } : undefined
}

function sinkBelow(target: PlanNode, join: Join, used: ReadonlySet<ColumnId>): PlanNode | undefined {
  if (target.kind === 'filter') {
    const input = sinkBelow(target.input, join, used)
    return input === undefined ? undefined : { ...target, input }
  }
  if (target.kind !== 'join') return undefined
  if (keepsLeftRows(target)) {
    const left = sink(target.left, join, used)
    if (left !== undefined) return { ...target, left }
  }
  const right = keepsRightRows(target) ? sink(target.right, join, used) : undefined
  return right === undefined ? undefined : { ...target, right }
}

/** True when a row of the left side may be removed before the join as well as after it. */
function keepsLeftRows({ type }: Join): boolean {
  return type !== 'right' && type !== 'full'
}

function keepsRightRows({ type }: Join): boolean {
  return type === 'inner' || type === 'cross' || type === 'right'
}
