import { arrayOf, FLOAT64, readArrayText, typeName } from '#arrow'
import { type AggregateCall, convertsImplicitly, type Expression, type Literal, type SortKey, typeOf } from '#plan'
import type { ExpressionNode, FunctionNode } from '../query-request.ts'
import { refuseNested, refuseOuter } from './aggregates.ts'
import { nested } from './array-values.ts'
import { callOf, condition, noFunction } from './calls.ts'
import { asBoolean, castTo, coerce } from './coerce.ts'
import type { Env } from './env.ts'
import { hypotheticalRank, isHypothetical } from './hypothetical-sets.ts'
import { operandType } from './operand.ts'
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

function orderedSet(env: Env, name: OrderedSet, node: FunctionNode): Expression {
  const inside = env.within({ noAggregates: 'an aggregate', noWindows: 'an aggregate', tableCalls: 'aggregates' })
  const [key, ...more] = sortKeys(inside, node.within_group ?? [])
  if (key === undefined || more.length > 0 || (node.args ?? []).length !== (name === 'mode' ? 0 : 1)) {
    throw noFunction(env.binding, name, [], node)
  }
  const sorted = name === 'percentile_cont' ? interpolated(env, key, node) : key
  const filter =
    node.filter === undefined ? null : asBoolean(env.binding, inside.operand(node.filter), 'FILTER', node.filter)
  const call = (fn: OrderedSet, args: readonly Expression[]): AggregateCall => {
    const type = typeOf(sorted.expression)
    const over: AggregateCall = {
      kind: 'aggregate',
      function: fn,
      arguments: args,
      distinct: false,
      filter,
      orderBy: [sorted],
      type,
    }
    refuseOuter(env, over, name, node)
    return env.binding.derived(over, node)
  }
  if (name === 'mode') return call(name, [])
  const { fractions, form } = fractionsOf(env, name, node)
  if (form === 'one') return call(name, fractions)
  return arrayOfEach(
    env,
    fractions.map((fraction) => call(name, [fraction])),
    call('percentile_disc', [FIRST]),
    node,
  )
}

const FIRST: Literal = { kind: 'literal', value: '0', type: FLOAT64 }

/** The array of what each fraction gives; NULL, as the `first` value is, where there are no values. */
function arrayOfEach(env: Env, each: readonly AggregateCall[], first: AggregateCall, node: FunctionNode): Expression {
  if (first.type.kind === 'array') throw nested(env, node)
  const type = arrayOf(each[0]?.type ?? first.type)
  return {
    kind: 'case',
    branches: [{ when: condition('is_null', [first]), then: { kind: 'literal', value: null, type } }],
    otherwise: each.length === 0 ? { kind: 'literal', value: '{}', type } : callOf('array_of', each, type),
    type,
  }
}

/** percentile_cont goes between values, of floats or intervals. */
function interpolated(env: Env, key: SortKey, node: FunctionNode): SortKey {
  const type = typeOf(key.expression)
  if (type.kind === 'interval') return key
  if (!convertsImplicitly(type.kind, 'float64'))
    throw noFunction(env.binding, 'percentile_cont', [key.expression], node)
  return { ...key, expression: castTo(key.expression, FLOAT64) }
}

/** The fraction, or several as an array, must be constant: they are the same for the whole group in any case. */
function fractionsOf(
  env: Env,
  name: OrderedSet,
  node: FunctionNode,
): { readonly fractions: readonly Literal[]; readonly form: 'one' | 'several' } {
  const [written] = node.args ?? []
  if (written === undefined) throw noFunction(env.binding, name, [], node)
  const operand = env.operand(written)
  if (name === 'percentile_disc' && operand.kind === 'unknown' && operand.value === null) {
    const message = `${name}(NULL) could be of one fraction or of several; write NULL::double precision.`
    throw env.binding.error('TYPE_ERROR', message, '42725', written)
  }
  const type = operandType(operand)
  const isSeveral = type?.kind === 'array'
  const number = isSeveral ? type.element : type
  if (number !== null && !convertsImplicitly(number.kind, 'float64')) {
    throw noFunction(env.binding, name, [operand], node)
  }
  const value = coerce(env.binding, operand, isSeveral ? arrayOf(FLOAT64) : FLOAT64, written)
  if (value.kind !== 'literal') {
    const message = `The fraction of ${name} must be a constant, not a value of type ${typeName(typeOf(value))} that is computed.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', written)
  }
  if (!isSeveral) return { fractions: [inRange(env, value, written)], form: 'one' }
  const texts = value.value === null ? [] : readArrayText(value.value)
  if (value.value === null || !Array.isArray(texts)) {
    const message = `The fractions of ${name} must be an array of numbers, as ARRAY[0.25, 0.5].`
    throw env.binding.error('UNSUPPORTED', message, '0A000', written)
  }
  const fractions = texts.map((text) => inRange(env, { kind: 'literal', value: text, type: FLOAT64 }, written))
  return { fractions, form: 'several' }
}

/** @throws ValidationError 22003 for what is no fraction */
function inRange(env: Env, value: Literal, written: ExpressionNode): Literal {
  const number = Number(value.value ?? 0)
  if (number >= 0 && number <= 1) return value
  const message = `The percentile value ${value.value} is not between 0 and 1.`
  throw env.binding.error('TYPE_ERROR', message, '22003', written)
}
