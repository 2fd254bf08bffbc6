import { INT32, INTERVAL, sameType, TIMESTAMP, TIMESTAMPTZ, type TypeKind } from '#arrow'
import { convertsImplicitly, type Expression, type ScalarFunction, typeOf } from '#plan'
import { arithmetic } from './arithmetic.ts'
import { comparable, condition, noFunction, scalarCall } from './calls.ts'
import { asExpression, coerce, readUnknown } from './coerce.ts'
import { formatCall } from './date-formats.ts'
import { fieldFunction } from './date-functions.ts'
import type { Env } from './env.ts'
import { isOfNumber, numberToChar } from './number-formats.ts'
import { type Operand, operandType } from './operand.ts'
import { zoneOfWritten, zoneOperand } from './zone-names.ts'

/** A call of a function of dates that needs more than its overload; undefined for any other. */
export function dateCall(
  env: Env,
  scalar: ScalarFunction,
  name: string,
  operands: readonly Operand[],
  place: object,
): Expression | undefined {
  switch (scalar) {
    case 'date_part':
    case 'date_trunc':
    case 'extract':
      return fieldFunction(env, scalar, operands, place)
    case 'age':
      return ageCall(env, operands, place)
    case 'timezone':
      return timezoneCall(env, operands, place)
    case 'overlaps':
      return overlapsCall(env, operands, place)
    case 'make_timestamptz':
      return makeTimestamptz(env, operands, place)
    case 'make_interval':
      return makeInterval(env, operands, place)
    case 'timestamp_of_epoch':
      return operands.length === 2 ? formatCall(env, 'text_to_timestamp', name, operands, place) : undefined
    case 'datetime_to_char':
      return isOfNumber(operands) ? numberToChar(env, operands, place) : formatCall(env, scalar, name, operands, place)
    case 'text_to_date':
      return formatCall(env, scalar, name, operands, place)
    default:
      return undefined
  }
}

/** age(moment) is counted from midnight of the query's day. */
function ageCall(env: Env, operands: readonly Operand[], place: object): Expression {
  const [only, ...more] = operands
  if (only === undefined || more.length > 0) return scalarCall(env.binding, 'age', 'age', operands, place)
  const midnight = readUnknown(env.binding, { kind: 'unknown', value: 'today', node: place }, TIMESTAMP)
  return scalarCall(env.binding, 'age', 'age', [midnight, asExpression(env.binding, only)], place)
}

/** AT TIME ZONE, and AT LOCAL, whose zone is the session's. */
function timezoneCall(env: Env, operands: readonly Operand[], place: object): Expression {
  const [first, second] = operands
  if (first === undefined || operands.length > 2) throw noFunction(env.binding, 'timezone', operands, place)
  const value = second ?? first
  const zone = second === undefined ? { kind: 'unknown' as const, value: 'UTC', node: place } : first
  if (operandType(value)?.kind === 'time') {
    const message = 'A time with a zone (timetz) is not supported; use a timestamp.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  return scalarCall(env.binding, 'timezone', 'timezone', [zoneOperand(env.binding, zone, place), value], place)
}

/** (start, end) OVERLAPS (start, end); an end may be an interval from its start. */
function overlapsCall(env: Env, operands: readonly Operand[], place: object): Expression {
  const [a, b, c, d] = operands
  if (a === undefined || b === undefined || c === undefined || d === undefined || operands.length > 4) {
    throw noFunction(env.binding, 'overlaps', operands, place)
  }
  const ends = [endOf(env, a, b, place), endOf(env, c, d, place)] as const
  const [start, end] = comparable(env.binding, 'OVERLAPS', a, ends[0], place)
  const [otherStart, otherEnd] = comparable(env.binding, 'OVERLAPS', c, ends[1], place)
  const [, type] = comparable(env.binding, 'OVERLAPS', start, otherStart, place).map(typeOf)
  const [, wide] = comparable(env.binding, 'OVERLAPS', end, otherEnd, place).map(typeOf)
  if (type === undefined || wide === undefined) throw noFunction(env.binding, 'overlaps', operands, place)
  if (!['date', 'time', 'timestamp', 'timestamptz'].includes(wide.kind) || !sameType(type, wide)) {
    throw noFunction(env.binding, 'overlaps', operands, place)
  }
  const args = [start, end, otherStart, otherEnd].map((operand) => coerce(env.binding, operand, wide, place))
  return condition('overlaps', args)
}

function endOf(env: Env, start: Operand, end: Operand, place: object): Operand {
  return operandType(end)?.kind === 'interval' ? arithmetic(env.binding, '+', start, end, place) : end
}

/** date_add and date_subtract: in the session's zone, which is UTC, or in the one given. */
export function movedInZone(env: Env, name: string, operands: readonly Operand[], place: object): Expression {
  const [moment, interval, zone, ...more] = operands
  if (moment === undefined || interval === undefined || more.length > 0) {
    throw noFunction(env.binding, name, operands, place)
  }
  const fits = (operand: Operand, kind: TypeKind): boolean => {
    const type = operandType(operand)
    return type === null || convertsImplicitly(type.kind, kind)
  }
  if (!fits(moment, 'timestamptz') || !fits(interval, 'interval')) throw noFunction(env.binding, name, operands, place)
  const args = [
    coerce(env.binding, moment, TIMESTAMPTZ, place),
    coerce(env.binding, interval, INTERVAL, place),
  ] as const
  const isAdding = name === 'date_add'
  if (zone === undefined) {
    const shift = isAdding ? 'timestamp_add_interval' : 'timestamp_subtract_interval'
    return scalarCall(env.binding, shift, name, args, place)
  }
  const step = isAdding ? args[1] : scalarCall(env.binding, 'interval_negate', name, [args[1]], place)
  const named = zoneOperand(env.binding, zone, place)
  if (named.value === null) return { ...named, type: TIMESTAMPTZ }
  return scalarCall(env.binding, 'timestamptz_add_in_zone', name, [args[0], step, named], place)
}

function makeTimestamptz(env: Env, operands: readonly Operand[], place: object): Expression {
  const zone = operands[6]
  if (zone === undefined) return scalarCall(env.binding, 'make_timestamptz', 'make_timestamptz', operands, place)
  const args = [...operands.slice(0, 6), zoneOfWritten(env.binding, zone, place), ...operands.slice(7)]
  return scalarCall(env.binding, 'make_timestamptz', 'make_timestamptz', args, place)
}

/** Parts that are left out are zero. */
function makeInterval(env: Env, operands: readonly Operand[], place: object): Expression {
  const zero: Expression = { kind: 'literal', value: '0', type: INT32 }
  const args = [...operands, ...Array<Expression>(Math.max(0, 7 - operands.length)).fill(zero)]
  return scalarCall(env.binding, 'make_interval', 'make_interval', args, place)
}
