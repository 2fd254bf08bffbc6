import type { ColumnId, Expression, Literal } from '#plan'
import type { ColumnFacts } from './column-facts.ts'
import { positionOf, shareBelow } from './value-order.ts'

/** `column < value`, whichever way round it was written. */
export interface RangeBound {
  readonly id: ColumnId
  readonly isLower: boolean
  readonly inclusive: boolean
  readonly value: string
}

const MIRRORED = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const

/** The bound that a comparison of a column with a constant sets; undefined for anything else. */
export function comparisonOf(predicate: Expression): RangeBound | undefined {
  if (predicate.kind !== 'call') return undefined
  const name = predicate.function
  if (name !== 'lt' && name !== 'le' && name !== 'gt' && name !== 'ge') return undefined
  const [left, right] = predicate.arguments.map(withoutCast)
  if (left?.kind === 'column' && right?.kind === 'literal') return boundOf(left.id, name, right)
  if (left?.kind === 'literal' && right?.kind === 'column') return boundOf(right.id, MIRRORED[name], left)
  return undefined
}

function boundOf(id: ColumnId, name: keyof typeof MIRRORED, { value }: Literal): RangeBound | undefined {
  if (value === null) return undefined
  return { id, isLower: name === 'gt' || name === 'ge', inclusive: name === 'le' || name === 'ge', value }
}

function withoutCast(value: Expression): Expression {
  return value.kind === 'cast' && value.type.kind !== 'string' ? value.argument : value
}

/** The share of rows between all the bounds on one column; undefined where its values are unknown. */
export function rangeShare(bounds: readonly RangeBound[], facts: ColumnFacts): number | undefined {
  const { commonValues, histogram, nullFraction } = facts
  if (commonValues.length === 0 && histogram.length < 2) return undefined
  const common = commonValues.filter(({ value }) => bounds.every((bound) => holds(bound, value, facts)))
  const inCommon = common.reduce((sum, { fraction }) => sum + fraction, 0)
  const others = 1 - (nullFraction ?? 0) - commonValues.reduce((sum, { fraction }) => sum + fraction, 0)
  if (others <= 0) return inCommon
  const between = shareBetween(bounds, facts)
  // The frequent values alone say little of the others.
  if (between === undefined) return others > 0.5 ? undefined : inCommon + others / 3
  return inCommon + others * between
}

function shareBetween(bounds: readonly RangeBound[], { histogram, distinct, type }: ColumnFacts): number | undefined {
  let [from, to] = [0, 1]
  for (const { isLower, value } of bounds) {
    const below = shareBelow(histogram, value, type)
    if (below === undefined) return undefined
    if (isLower) from = Math.max(from, below)
    else to = Math.min(to, below)
  }
  // No range that holds a value at all is taken to hold less than one value's share.
  const least = distinct === null || distinct <= 0 ? 0 : 1 / distinct
  return Math.max(to - from, Math.min(least, 1))
}

function holds({ isLower, inclusive, value: limit }: RangeBound, value: string, { type }: ColumnFacts): boolean {
  const [a, b] = type.kind === 'string' ? [value, limit] : [positionOf(value, type), positionOf(limit, type)]
  if (a === undefined || b === undefined) return false
  if (a === b) return inclusive
  return isLower ? a > b : a < b
}
