import { unreachable } from '#core'
import type { ColumnId, Expression, Join, PlanNode } from '#plan'
import { allOf, equalitySides, freeColumns, splitConjuncts } from '../expressions.ts'
import { outputIds } from '../subplans.ts'
import { isUniqueOn, uniqueKeys } from '../unique-keys.ts'
import { factsOf } from './facts.ts'
import { selectivity } from './selectivity.ts'

type RowsOf = (node: PlanNode) => number | null

/**
 * By key, every value of the side with fewer is taken to be on the other (Selinger et al. 1979); a side that the key
 * names alone gives no more rows than the other has. Where nothing is known of the keys, a join is many-to-one.
 */
export function joinRows(join: Join, rowsOf: RowsOf): number | null {
  const [left, right] = [rowsOf(join.left), rowsOf(join.right)]
  const conjuncts = join.condition === null ? [] : splitConjuncts(join.condition)
  if (join.type === 'semi' || join.type === 'anti') {
    if (left === null) return null
    const kept = matchedShare(join, conjuncts, left, right)
    return left * (join.type === 'semi' ? kept : 1 - kept)
  }
  if (left === null || right === null) return null
  const matched = matchedRows(join, conjuncts, left, right)
  switch (join.type) {
    case 'inner':
    case 'cross':
      return matched
    case 'left':
      return Math.max(left, matched)
    case 'right':
      return Math.max(right, matched)
    case 'full':
      return Math.max(left + right, matched)
    default:
      return unreachable(join.type)
  }
}

function matchedRows(join: Join, conjuncts: readonly Expression[], left: number, right: number): number {
  const keys = conjuncts.filter((conjunct) => isKey(join, conjunct))
  const others = conjuncts.filter((conjunct) => !keys.includes(conjunct))
  const share = others.length === 0 ? 1 : selectivity(allOf(others), (id) => factsOf(join, id))
  if (keys.length === 0) return left * right * share
  const distinct = keys.map((key) => keyValues(join, key))
  const known = distinct.filter((count) => count !== null)
  if (known.length === 0) return Math.max(left, right) * share
  const matched = known.reduce((rows, count) => rows / Math.max(1, count), left * right)
  return bounded(join, keys, matched, left, right) * share
}

/** Keys of several columns are rarely independent: a side unique on them matches each row of the other about once. */
function bounded(join: Join, keys: readonly Expression[], matched: number, left: number, right: number): number {
  const uniqueLeft = isUniqueOn(uniqueKeys(join.left) ?? [], join.left, keys)
  const uniqueRight = isUniqueOn(uniqueKeys(join.right) ?? [], join.right, keys)
  if (!uniqueLeft && !uniqueRight) return keys.length === 1 ? matched : Math.max(matched, Math.min(left, right) / 10)
  const most = Math.min(uniqueRight ? left : Number.POSITIVE_INFINITY, uniqueLeft ? right : Number.POSITIVE_INFINITY)
  return Math.min(matched, most)
}

function isKey(join: Join, conjunct: Expression): boolean {
  const sides = equalitySides(conjunct)?.map(freeColumns)
  if (sides === undefined) return false
  const ids = new Set(outputIds(join.left))
  const [a = new Set<ColumnId>(), b = new Set<ColumnId>()] = sides
  if (a.size === 0 || b.size === 0) return false
  const isLeft = (side: ReadonlySet<ColumnId>): boolean => [...side].every((id) => ids.has(id))
  const isRight = (side: ReadonlySet<ColumnId>): boolean => [...side].every((id) => !ids.has(id))
  return (isLeft(a) && isRight(b)) || (isRight(a) && isLeft(b))
}

/** The different values of the side of a key that has more. */
function keyValues(join: Join, key: Expression): number | null {
  const counts = (equalitySides(key) ?? []).map((side) => (side.kind === 'column' ? factsOf(join, side.id) : undefined))
  const known = counts.flatMap((facts) => facts?.distinct ?? [])
  return known.length === 0 ? null : Math.max(...known)
}

/** The share of the left side's rows that a semi join keeps: those whose key is among the right side's. */
function matchedShare(join: Join, conjuncts: readonly Expression[], left: number, right: number | null): number {
  const ids = new Set(outputIds(join.left))
  const shares = conjuncts.flatMap((conjunct) => {
    if (!isKey(join, conjunct)) return []
    const sides = equalitySides(conjunct) ?? []
    const ours = sides.find((side) => side.kind === 'column' && ids.has(side.id))
    const theirs = sides.find((side) => side.kind === 'column' && !ids.has(side.id))
    if (ours?.kind !== 'column' || theirs?.kind !== 'column') return []
    const [mine, other] = [distinctIn(join.left, ours.id, left), distinctIn(join.right, theirs.id, right)]
    return mine === null || other === null ? [] : [Math.min(1, other / Math.max(1, mine))]
  })
  return shares.length === 0 ? UNKNOWN_MATCH : Math.min(...shares)
}

const UNKNOWN_MATCH = 0.5

function distinctIn(node: PlanNode, id: ColumnId, rows: number | null): number | null {
  const distinct = factsOf(node, id)?.distinct ?? null
  return distinct === null || rows === null ? distinct : Math.min(distinct, Math.max(1, rows))
}
