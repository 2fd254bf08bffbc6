import { type ColumnId, type Expression, type InList, isNullable, typeOf } from '#plan'
import { splitConjuncts } from '../expressions.ts'
import type { ColumnFacts } from './column-facts.ts'
import { likeShare } from './like-share.ts'
import { comparisonOf, type RangeBound, rangeShare } from './range-share.ts'

export type FactsOf = (id: ColumnId) => ColumnFacts | undefined

/** Guesses by the form of a condition alone, from System R (Selinger et al. 1979), where no statistics say more. */
const EQUAL = 0.1
const IS_NULL = 0.1
const OTHER = 1 / 3
const MOST_OF_A_LIST = 0.5

/** The share of rows that a predicate is believed to keep, from 0 to 1. */
export function selectivity(predicate: Expression, factsOf: FactsOf): number {
  const share = shareOf(predicate, factsOf)
  return Math.min(1, Math.max(0, share))
}

function shareOf(predicate: Expression, factsOf: FactsOf): number {
  if (predicate.kind === 'literal') return predicate.value === 'true' ? 1 : 0
  if (predicate.kind === 'in') return shareOfList(predicate, factsOf)
  if (predicate.kind !== 'call') return OTHER
  const [first, second] = predicate.arguments
  const each = (): readonly number[] => predicate.arguments.map((part) => selectivity(part, factsOf))
  switch (predicate.function) {
    case 'and':
      return shareOfAll(splitConjuncts(predicate), factsOf)
    case 'or':
      return 1 - each().reduce((product, part) => product * (1 - part), 1)
    case 'not':
      return 1 - (each()[0] ?? 0)
    case 'eq':
    case 'is_not_distinct_from':
      return first === undefined || second === undefined ? EQUAL : shareOfEqual(first, second, factsOf)
    case 'ne':
    case 'is_distinct_from': {
      if (first === undefined || second === undefined) return 1 - EQUAL
      return 1 - shareOfEqual(first, second, factsOf) - (factsIn(first, factsOf)?.nullFraction ?? 0)
    }
    case 'is_null':
      return first === undefined ? IS_NULL : shareOfNull(first, factsOf)
    case 'is_not_null':
      return first === undefined ? 1 - IS_NULL : 1 - shareOfNull(first, factsOf)
    case 'is_true':
      return each()[0] ?? OTHER
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return shareOfBounds(comparisonOf(predicate), factsOf) ?? OTHER
    case 'like':
      return likeShare(predicate, first === undefined ? undefined : factsIn(first, factsOf)) ?? OTHER
    default:
      return OTHER
  }
}

/** Conditions are taken to be independent, but the two ends of one range are not. */
function shareOfAll(conjuncts: readonly Expression[], factsOf: FactsOf): number {
  const ranges = new Map<ColumnId, RangeBound[]>()
  let share = 1
  for (const conjunct of conjuncts) {
    const bound = comparisonOf(conjunct)
    const known = bound !== undefined && shareOfBounds(bound, factsOf) !== undefined
    if (known) ranges.set(bound.id, [...(ranges.get(bound.id) ?? []), bound])
    else share *= selectivity(conjunct, factsOf)
  }
  for (const [id, bounds] of ranges) {
    const facts = factsOf(id)
    if (facts !== undefined) share *= rangeShare(bounds, facts) ?? 1
  }
  return share
}

function shareOfBounds(bound: RangeBound | undefined, factsOf: FactsOf): number | undefined {
  const facts = bound === undefined ? undefined : factsOf(bound.id)
  return bound === undefined || facts === undefined ? undefined : rangeShare([bound], facts)
}

function shareOfEqual(left: Expression, right: Expression, factsOf: FactsOf): number {
  const [a, b] = [factsIn(left, factsOf), factsIn(right, factsOf)]
  const [constant, facts] = left.kind === 'literal' ? [left, b] : [right, a]
  if (constant.kind === 'literal') {
    if (constant.value === null) return 0
    return facts === undefined ? EQUAL : (shareOfValue(constant.value, facts) ?? EQUAL)
  }
  const distinct = Math.max(a?.distinct ?? 0, b?.distinct ?? 0)
  return distinct === 0 ? EQUAL : 1 / distinct
}

/** A frequent value's own share; any other's is an equal part of what the frequent ones leave. */
function shareOfValue(value: string, facts: ColumnFacts): number | undefined {
  const { commonValues, distinct } = facts
  const common = commonValues.find((other) => other.value.trimEnd() === value.trimEnd())
  if (common !== undefined) return common.fraction
  if (distinct === null) return undefined
  const left = 1 - (facts.nullFraction ?? 0) - commonValues.reduce((sum, { fraction }) => sum + fraction, 0)
  return Math.max(0, left) / Math.max(1, distinct - commonValues.length)
}

function shareOfList({ argument, items, negated }: InList, factsOf: FactsOf): number {
  const facts = factsIn(argument, factsOf)
  const known = facts !== undefined && facts.distinct !== null
  const each = items.map((item) => shareOfEqual(argument, item, factsOf))
  const sum = each.reduce((all, one) => all + one, 0)
  const kept = Math.min(known ? 1 : MOST_OF_A_LIST, sum)
  return negated ? 1 - kept - (facts?.nullFraction ?? 0) : kept
}

function shareOfNull(value: Expression, factsOf: FactsOf): number {
  if (!isNullable(value)) return 0
  return factsIn(value, factsOf)?.nullFraction ?? IS_NULL
}

/** The facts of a plain column, or of one that is only read as another type of number. */
function factsIn(value: Expression, factsOf: FactsOf): ColumnFacts | undefined {
  if (value.kind === 'column') return factsOf(value.id)
  if (value.kind !== 'cast' || value.argument.kind !== 'column') return undefined
  return typeOf(value).kind === 'string' ? undefined : factsOf(value.argument.id)
}
