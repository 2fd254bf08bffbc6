import { FLOAT64, typeName } from '#arrow'
import { type AggregateCall, convertsImplicitly, type Expression, type SortKey, typeOf } from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { refuseNested, refuseOuter } from './aggregates.ts'
import { noFunction } from './calls.ts'
import { asBoolean, castTo, coerce } from './coerce.ts'
import type { Env } from './env.ts'
import { hypotheticalRank, isHypothetical } from './hypothetical-sets.ts'
import { sortKeys } from './sort-keys.ts'

type OrderedSet = 'percentile_cont' | 'percentile_disc' | 'mode'

function isOrderedSet(name: string): name is OrderedSet {
  return name === 'percentile_cont' || name === 'percentile_disc' || name === 'mode'
}

/**
 * An aggregate WITHIN GROUP: of an ordered set, or the place a row would have among the others.
 * @throws ValidationError UNKNOWN_FUNCTION 42883 for other functions, UNSUPPORTED before OVER
 */
export function withinGroup(env: Env, name: string, node: FunctionNode): Expression {
  if (node.over !== undefined) {
    throw env.binding.error('UNSUPPORTED', `OVER is not possible for ${name} WITHIN GROUP.`, '0A000', node)
  }
  if (node.distinct) {
    throw env.binding.error('VALIDATION_ERROR', 'DISTINCT is not possible with WITHIN GROUP.', '42601', node)
  }
  refuseNested(env, node)
  if (isHypothetical(name)) return hypotheticalRank(env, name, node)
  if (isOrderedSet(name)) return orderedSet(env, name, node)
  const message = `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP.`
  throw env.binding.error('UNKNOWN_FUNCTION', message, '42883', node)
}

/** The error for an ordered-set aggregate that was called like any other. */
export function needsWithinGroup(env: Env, name: string, node: FunctionNode): void {
  if (!isOrderedSet(name) || node.within_group !== undefined) return
  const message = `WITHIN GROUP is required for the ordered-set aggregate ${name}.`
  const state = name === 'mode' ? '42809' : '42883'
  throw env.binding.error('UNKNOWN_FUNCTION', message, state, node)
}

function orderedSet(env: Env, name: OrderedSet, node: FunctionNode): AggregateCall {
  const inside = env.within({ noAggregates: 'an aggregate', noWindows: 'an aggregate', tableCalls: 'aggregates' })
  const [key, ...more] = sortKeys(inside, node.within_group ?? [])
  if (key === undefined || more.length > 0 || (node.args ?? []).length !== (name === 'mode' ? 0 : 1)) {
    throw noFunction(env.binding, name, [], node)
  }
  const sorted = name === 'percentile_cont' ? interpolated(env, key, node) : key
  const call: AggregateCall = {
    kind: 'aggregate',
    function: name,
    arguments: name === 'mode' ? [] : [fraction(env, name, node)],
    distinct: false,
    filter:
      node.filter === undefined ? null : asBoolean(env.binding, inside.operand(node.filter), 'FILTER', node.filter),
    orderBy: [sorted],
    type: typeOf(sorted.expression),
  }
  refuseOuter(env, call, name, node)
  return env.binding.derived(call, node)
}

/** percentile_cont goes between values, of floats or intervals. */
function interpolated(env: Env, key: SortKey, node: FunctionNode): SortKey {
  const type = typeOf(key.expression)
  if (type.kind === 'interval') return key
  if (!convertsImplicitly(type.kind, 'float64'))
    throw noFunction(env.binding, 'percentile_cont', [key.expression], node)
  return { ...key, expression: castTo(key.expression, FLOAT64) }
}

/** The fraction must be a constant: it is one for the whole group in any case. */
function fraction(env: Env, name: OrderedSet, node: FunctionNode): Expression {
  const [written] = node.args ?? []
  if (written === undefined) throw noFunction(env.binding, name, [], node)
  const operand = env.operand(written)
  if (name === 'percentile_disc' && operand.kind === 'unknown' && operand.value === null) {
    const message = `${name}(NULL) could be of one fraction or of several; write NULL::double precision.`
    throw env.binding.error('TYPE_ERROR', message, '42725', written)
  }
  const value = coerce(env.binding, operand, FLOAT64, written)
  if (value.kind !== 'literal') {
    const message = `The fraction of ${name} must be a constant, not a value of type ${typeName(typeOf(value))} that is computed.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', written)
  }
  const number = Number(value.value ?? 0)
  if (number >= 0 && number <= 1) return value
  const message = `The percentile value ${value.value} is not between 0 and 1.`
  throw env.binding.error('TYPE_ERROR', message, '22003', written)
}
