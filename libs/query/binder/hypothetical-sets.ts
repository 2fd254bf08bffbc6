import { BOOLEAN, FLOAT64, INT64 } from '#arrow'
import { type AggregateCall, type Expression, isNullable, type Literal, type SortKey } from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { refuseOuter } from './aggregates.ts'
import { callOf, comparable, condition, joined, noFunction } from './calls.ts'
import { asBoolean, castTo } from './coerce.ts'
import type { Env } from './env.ts'
import { sortKeys } from './sort-keys.ts'

type Hypothetical = 'rank' | 'dense_rank' | 'percent_rank' | 'cume_dist'

/** True for the functions that, WITHIN GROUP, place a row that is not there. */
export function isHypothetical(name: string): name is Hypothetical {
  return name === 'rank' || name === 'dense_rank' || name === 'percent_rank' || name === 'cume_dist'
}

/** One key of the order beside the value the row would have there. */
interface Place {
  readonly key: SortKey
  readonly value: Expression
}

const TRUE: Literal = { kind: 'literal', value: 'true', type: BOOLEAN }
const FALSE: Literal = { kind: 'literal', value: 'false', type: BOOLEAN }
const number = (value: string): Literal => ({ kind: 'literal', value, type: INT64 })

/**
 * The place the row would have, by counting: rank is one more than the rows before it, percent_rank and cume_dist are
 * shares of all rows, dense_rank counts the different values before it.
 * @throws ValidationError UNSUPPORTED for a row that is not constant, and for dense_rank by several keys
 */
export function hypotheticalRank(env: Env, name: Hypothetical, node: FunctionNode): Expression {
  const inside = env.within({ noAggregates: 'an aggregate', noWindows: 'an aggregate', tableCalls: 'aggregates' })
  const places = placesOf(env, inside, name, node)
  const filter = node.filter === undefined ? TRUE : asBoolean(env.binding, inside.operand(node.filter), 'FILTER', node)
  const counted = (rows: Expression, distinct: readonly Expression[] = []): AggregateCall => {
    const call: AggregateCall = {
      kind: 'aggregate',
      function: 'count',
      arguments: distinct,
      distinct: distinct.length > 0,
      filter: condition('and', [filter, rows]),
      orderBy: [],
      type: INT64,
    }
    refuseOuter(env, call, name, node)
    return env.binding.derived(call, node)
  }
  const before = counted(isBefore(places))
  if (name === 'rank') return sum(before, number('1'))
  if (name === 'dense_rank') return denseRank(env, places, counted, node)
  const all = counted(TRUE)
  if (name === 'cume_dist') {
    return share(sum(counted(condition('or', [isBefore(places), isSame(places)])), number('1')), sum(all, number('1')))
  }
  const none = condition('eq', [all, number('0')])
  const zero: Literal = { kind: 'literal', value: '0', type: FLOAT64 }
  return { kind: 'case', branches: [{ when: none, then: zero }], otherwise: share(before, all), type: FLOAT64 }
}

function placesOf(env: Env, inside: Env, name: string, node: FunctionNode): readonly Place[] {
  const args = node.args ?? []
  const keys = sortKeys(inside, node.within_group ?? [])
  if (args.length !== keys.length || keys.length === 0) throw noFunction(env.binding, name, [], node)
  return keys.flatMap((key, index) => {
    const written = args[index]
    if (written === undefined) return []
    const [expression, value] = comparable(env.binding, '<', key.expression, env.operand(written), written)
    if (value.kind !== 'literal' && (isNullable(value) || value.kind === 'column')) {
      const message = `The values before WITHIN GROUP of ${name} must be constants.`
      throw env.binding.error('UNSUPPORTED', message, '0A000', written)
    }
    return [{ key: { ...key, expression }, value }]
  })
}

/** The rows that come before: by the first key, or equal there and before by the others. */
function isBefore([first, ...others]: readonly Place[]): Expression {
  if (first === undefined) return FALSE
  const earlier = precedes(first)
  if (others.length === 0) return earlier
  return condition('or', [earlier, condition('and', [isSame([first]), isBefore(others)])])
}

function precedes({ key, value }: Place): Expression {
  const isNull = value.kind === 'literal' && value.value === null
  if (isNull) return key.nullsFirst ? FALSE : condition('is_not_null', [key.expression])
  const compared = condition(key.descending ? 'gt' : 'lt', [key.expression, value])
  return key.nullsFirst ? condition('or', [compared, condition('is_null', [key.expression])]) : compared
}

function isSame(places: readonly Place[]): Expression {
  const [first = TRUE, ...others] = places.map(({ key, value }) =>
    condition('is_not_distinct_from', [key.expression, value]),
  )
  return joined('and', [first, ...others])
}

/** Different values; NULL is one of them, which DISTINCT leaves out. */
function denseRank(
  env: Env,
  places: readonly Place[],
  counted: (rows: Expression, distinct?: readonly Expression[]) => AggregateCall,
  node: FunctionNode,
): Expression {
  const [place, ...more] = places
  if (place === undefined || more.length > 0) {
    const message = 'dense_rank WITHIN GROUP takes one key; count the different rows in a subquery instead.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const { expression } = place.key
  const different = sum(counted(precedes(place), [expression]), number('1'))
  const nulls = counted(condition('and', [precedes(place), condition('is_null', [expression])]))
  const some = condition('gt', [nulls, number('0')])
  const one: Expression = {
    kind: 'case',
    branches: [{ when: some, then: number('1') }],
    otherwise: number('0'),
    type: INT64,
  }
  return sum(different, one)
}

function sum(a: Expression, b: Expression): Expression {
  return callOf('add', [a, b], INT64)
}

function share(part: Expression, whole: Expression): Expression {
  return callOf('divide', [castTo(part, FLOAT64), castTo(whole, FLOAT64)], FLOAT64)
}
