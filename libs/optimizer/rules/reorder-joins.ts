import { type Expression, type Join, mapChildren, outputColumns, type PlanNode } from '#plan'
import { allOf, equalitySides, freeColumns, splitConjuncts } from '../expressions.ts'
import { isDisjoint, isWithin, union } from '../id-sets.ts'
import { exactly, filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { connectionsOf, outputIds } from '../subplans.ts'
import { isUniqueOn, uniqueKeys } from '../unique-keys.ts'
import type { Rule } from './rule.ts'

/**
 * Joins the tables of one connection first where a key links them, so that the connection can do it, and puts off cross
 * products until nothing else is left. Where the primary keys say that a join multiplies rows, it waits too. Only for inner and cross joins of three tables or more; ties keep their order.
 */
export const reorderJoins: Rule = { name: 'reorder-joins', apply: reorder }

function reorder(plan: PlanNode): PlanNode {
  if (!isReorderable(plan)) return mapChildren(plan, reorder)
  const group: Group = { relations: [], conjuncts: [] }
  flatten(plan, group)
  const relations = group.relations.map((relation) => mapChildren(relation, reorder))
  if (relations.length < 3) return mapChildren(plan, reorder)
  return exactly(assemble(relations, group.conjuncts), outputColumns(plan))
}

interface Group {
  readonly relations: PlanNode[]
  readonly conjuncts: Expression[]
}

function isReorderable(node: PlanNode): node is Join {
  if (node.kind !== 'join') return false
  if (node.type === 'cross') return true
  return node.type === 'inner' && node.condition !== null && !raises(node.condition)
}

function flatten(node: PlanNode, group: Group): void {
  if (!isReorderable(node)) {
    group.relations.push(node)
    return
  }
  flatten(node.left, group)
  flatten(node.right, group)
  if (node.condition !== null) group.conjuncts.push(...splitConjuncts(node.condition))
}

function assemble(relations: readonly PlanNode[], conjuncts: readonly Expression[]): PlanNode {
  const open = [...conjuncts]
  const clusters: PlanNode[] = []
  const rest = [...relations]
  for (let seed = rest.shift(); seed !== undefined; seed = rest.shift()) {
    clusters.push(growWithinConnection(seed, rest, open))
  }
  let joined = clusters.shift()
  while (joined !== undefined && clusters.length > 0) {
    const base = joined
    const [chosen] = clusters.splice(nextCluster(base, clusters, open), 1)
    if (chosen !== undefined) joined = joinOn(base, chosen, open)
  }
  return filterOver(joined ?? { kind: 'values', columns: [], rows: [[]] }, open)
}

/** One linked by a key; rather one whose rows the key does not multiply, or else the first that is linked at all. */
function nextCluster(base: PlanNode, clusters: readonly PlanNode[], open: readonly Expression[]): number {
  const byKey = clusters.map((cluster) => open.some((conjunct) => isKeyBetween(conjunct, base, cluster)))
  const calm = clusters.findIndex((cluster, index) => byKey[index] === true && !multiplies(base, cluster, open))
  if (calm >= 0) return calm
  if (byKey.includes(true)) return byKey.indexOf(true)
  return Math.max(
    0,
    clusters.findIndex((cluster) => open.some((conjunct) => links(conjunct, base, cluster))),
  )
}

/** True when many rows of each side are known to match many of the other: such a join sends more than it reads. */
function multiplies(left: PlanNode, right: PlanNode, open: readonly Expression[]): boolean {
  const ofLeft = uniqueKeys(left)
  const ofRight = uniqueKeys(right)
  if (ofLeft === undefined || ofRight === undefined) return false
  const on = open.filter((conjunct) => isKeyBetween(conjunct, left, right))
  return !isUniqueOn(ofLeft, left, on) && !isUniqueOn(ofRight, right, on)
}

/** Takes out of `rest` what the seed's connection can join to it by a key, without multiplying its rows. */
function growWithinConnection(seed: PlanNode, rest: PlanNode[], open: Expression[]): PlanNode {
  let cluster = seed
  for (;;) {
    const base = cluster
    const next = rest.findIndex(
      (relation) =>
        union(connectionsOf(base), connectionsOf(relation)).size === 1 &&
        open.some((conjunct) => isKeyBetween(conjunct, base, relation)) &&
        !multiplies(base, relation, open),
    )
    const [relation] = next < 0 ? [] : rest.splice(next, 1)
    if (relation === undefined) return cluster
    cluster = joinOn(base, relation, open)
  }
}

/** Joins on every open conjunct that both sides together can answer, and takes those out of `open`. */
function joinOn(left: PlanNode, right: PlanNode, open: Expression[]): PlanNode {
  const ids = new Set([...outputIds(left), ...outputIds(right)])
  const usable = open.filter((conjunct) => isWithin(freeColumns(conjunct), ids))
  for (const conjunct of usable) open.splice(open.indexOf(conjunct), 1)
  if (usable.length === 0) return { kind: 'join', type: 'cross', left, right, condition: null }
  return { kind: 'join', type: 'inner', left, right, condition: allOf(usable) }
}

function links(conjunct: Expression, left: PlanNode, right: PlanNode): boolean {
  const columns = freeColumns(conjunct)
  const leftIds = new Set(outputIds(left))
  const rightIds = new Set(outputIds(right))
  if (!isWithin(columns, union(leftIds, rightIds))) return false
  return !isDisjoint(columns, leftIds) && !isDisjoint(columns, rightIds)
}

function isKeyBetween(conjunct: Expression, left: PlanNode, right: PlanNode): boolean {
  const sides = equalitySides(conjunct)
  if (sides === undefined || !links(conjunct, left, right)) return false
  const [a, b] = sides.map(freeColumns)
  const leftIds = new Set(outputIds(left))
  if (a === undefined || b === undefined) return false
  return (isWithin(a, leftIds) && isDisjoint(b, leftIds)) || (isWithin(b, leftIds) && isDisjoint(a, leftIds))
}
