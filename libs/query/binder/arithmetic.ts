import { type EngineType, FLOAT64, INTERVAL, isFloat, isInteger, isNumeric, TIMESTAMP, type TypeKind } from '#arrow'
import { type Expression, operandKind, productType, type ScalarFunction, scalarRecord, typeOf } from '#plan'
import type { Binding } from './binding.ts'
import { callOf, noOperator, scalarCall } from './calls.ts'
import { castTo, coerceToKind, readUnknown } from './coerce.ts'
import { fitsInteger } from './literals/numbers.ts'
import { type Operand, operandType, type Unknown } from './operand.ts'

const NUMBER_OPERATORS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['+', 'add'],
  ['-', 'subtract'],
  ['*', 'multiply'],
  ['/', 'divide'],
  ['%', 'modulo'],
])

/** True for the operators of two operands that this file binds. */
export function isArithmetic(op: string): boolean {
  return NUMBER_OPERATORS.has(op) || op === '^'
}

/**
 * `left op right` over numbers, dates, times and intervals.
 * @throws ValidationError TYPE_ERROR 42883 for types the operator does not take, 42725 for two untyped literals
 */
export function arithmetic(binding: Binding, op: string, left: Operand, right: Operand, place: object): Expression {
  const [a, b] = typedOperands(binding, op, left, right, place)
  if (op === '^') return scalarCall(binding, 'power', 'power', [a, b], place)
  if (isNumeric(typeOf(a)) && isNumeric(typeOf(b))) return onNumbers(binding, op, a, b, place)
  if (op === '+' && typeOf(a).kind === 'time' && typeOf(b).kind === 'time') throw notUnique(binding, op, place)
  return onDates(op, a, b) ?? fail(noOperator(binding, op, [a, b], place))
}

function fail(error: Error): never {
  throw error
}

function onNumbers(binding: Binding, op: string, left: Expression, right: Expression, place: object): Expression {
  const name = NUMBER_OPERATORS.get(op)
  const kind = operandKind(typeOf(left), typeOf(right))
  const wanted = kind === 'uint64' ? 'decimal' : kind
  if (name === undefined || (name === 'modulo' && (wanted === 'float64' || wanted === 'float32'))) {
    throw noOperator(binding, op, [left, right], place)
  }
  const args = [coerceToKind(binding, left, wanted, place), coerceToKind(binding, right, wanted, place)] as const
  const [a, b] = args
  if (name === 'multiply' && productType(typeOf(a), typeOf(b)) === undefined) {
    const message = 'The product has more than 38 digits after the point; round an operand to fewer first.'
    throw binding.error('UNSUPPORTED', message, '0A000', place)
  }
  const [signature] = scalarRecord(name).signatures
  return callOf(name, args, signature === undefined ? FLOAT64 : signature.result(args))
}

type DateRule = readonly [
  op: string,
  left: TypeKind,
  right: TypeKind,
  name: ScalarFunction,
  order: 'as written' | 'swapped',
]

/** Dates are shifted by intervals as timestamps, and compared with timestamps as such. */
const DATE_RULES: readonly DateRule[] = [
  ['+', 'date', 'int32', 'date_add_days', 'as written'],
  ['+', 'int32', 'date', 'date_add_days', 'swapped'],
  ['-', 'date', 'int32', 'date_subtract_days', 'as written'],
  ['-', 'date', 'date', 'date_difference', 'as written'],
  ['+', 'date', 'time', 'date_add_time', 'as written'],
  ['+', 'time', 'date', 'date_add_time', 'swapped'],
  ['-', 'time', 'time', 'time_difference', 'as written'],
  ['+', 'time', 'interval', 'time_add_interval', 'as written'],
  ['+', 'interval', 'time', 'time_add_interval', 'swapped'],
  ['-', 'time', 'interval', 'time_subtract_interval', 'as written'],
  ['+', 'timestamp', 'interval', 'timestamp_add_interval', 'as written'],
  ['+', 'timestamptz', 'interval', 'timestamp_add_interval', 'as written'],
  ['+', 'interval', 'timestamp', 'timestamp_add_interval', 'swapped'],
  ['+', 'interval', 'timestamptz', 'timestamp_add_interval', 'swapped'],
  ['-', 'timestamp', 'interval', 'timestamp_subtract_interval', 'as written'],
  ['-', 'timestamptz', 'interval', 'timestamp_subtract_interval', 'as written'],
  ['-', 'timestamp', 'timestamp', 'timestamp_difference', 'as written'],
  ['-', 'timestamptz', 'timestamptz', 'timestamp_difference', 'as written'],
  ['+', 'interval', 'interval', 'interval_add', 'as written'],
  ['-', 'interval', 'interval', 'interval_subtract', 'as written'],
  ['*', 'interval', 'float64', 'interval_multiply', 'as written'],
  ['*', 'float64', 'interval', 'interval_multiply', 'swapped'],
  ['/', 'interval', 'float64', 'interval_divide', 'as written'],
]

function onDates(op: string, left: Expression, right: Expression): Expression | undefined {
  const [first, second] = timesAsIntervals(op, left, right)
  const [a, b] = alignDates(widenOther(first, typeOf(second)), widenOther(second, typeOf(first)))
  const rule = DATE_RULES.find(([it, x, y]) => it === op && x === typeOf(a).kind && y === typeOf(b).kind)
  if (rule === undefined) return undefined
  const [, , , name, order] = rule
  const args = order === 'swapped' ? [b, a] : [a, b]
  const signature = scalarRecord(name).signatures.find(({ parameters }) => parameters[0] === typeOf(args[0] ?? a).kind)
  return signature === undefined ? undefined : callOf(name, args, signature.result(args))
}

/** Beside an interval a date is a timestamp and a number a float64; beside a date a short integer is an int32. */
function widenOther(side: Expression, other: EngineType): Expression {
  const type = typeOf(side)
  if (other.kind === 'interval' && type.kind === 'date') return castTo(side, TIMESTAMP)
  if (other.kind === 'interval' && isNumeric(type)) return castTo(side, FLOAT64)
  if (other.kind === 'date' && type.kind === 'int16') return castTo(side, { kind: 'int32' })
  return side
}

/** A time is an interval where a timestamp is shifted by it, or where it is taken from a date or an interval. */
function timesAsIntervals(op: string, left: Expression, right: Expression): readonly [Expression, Expression] {
  const [a, b] = [typeOf(left).kind, typeOf(right).kind]
  const isInstant = (kind: TypeKind): boolean => kind === 'timestamp' || kind === 'timestamptz'
  if (b === 'time' && (isInstant(a) || (op === '-' && (a === 'date' || a === 'interval')))) {
    return [left, castTo(right, INTERVAL)]
  }
  return op === '+' && a === 'time' && isInstant(b) ? [castTo(left, INTERVAL), right] : [left, right]
}

const MOMENTS: readonly TypeKind[] = ['date', 'timestamp', 'timestamptz']

/** Two moments of different kinds as the wider of both. */
function alignDates(left: Expression, right: Expression): readonly [Expression, Expression] {
  const a = MOMENTS.indexOf(typeOf(left).kind)
  const b = MOMENTS.indexOf(typeOf(right).kind)
  if (a === -1 || b === -1 || a === b) return [left, right]
  return a < b ? [castTo(left, typeOf(right)), right] : [left, castTo(right, typeOf(left))]
}

function typedOperands(
  binding: Binding,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): readonly [Expression, Expression] {
  if (left.kind === 'unknown') {
    if (right.kind === 'unknown') throw notUnique(binding, op, place)
    return [typed(binding, op, left, right, place), right]
  }
  return [left, right.kind === 'unknown' ? typed(binding, op, right, left, place) : right]
}

/** PostgreSQL first takes an untyped literal to be of the other operand's type; only then looks for other operators. */
function typed(binding: Binding, op: string, unknown: Unknown, other: Expression, place: object): Expression {
  const type = typeOf(other)
  if (type.kind !== 'array' && isNumeric(type)) return coerceToKind(binding, unknown, type.kind, place)
  if (type.kind === 'interval') return readUnknown(binding, unknown, op === '*' || op === '/' ? FLOAT64 : INTERVAL)
  if (op === '-' && (MOMENTS.includes(type.kind) || type.kind === 'time')) return readUnknown(binding, unknown, type)
  if (op === '+' && type.kind === 'time') return readUnknown(binding, unknown, INTERVAL)
  if (op === '+' && (type.kind === 'timestamp' || type.kind === 'timestamptz')) {
    return readUnknown(binding, unknown, INTERVAL)
  }
  if (op === '+' && type.kind === 'date') throw notUnique(binding, op, place)
  throw noOperator(binding, op, [other, unknown], place)
}

function notUnique(binding: Binding, op: string, place: object): Error {
  const message = `The operator ${op} fits several types here; give an operand one with CAST, as in INTERVAL '1 day'.`
  return binding.error('TYPE_ERROR', message, '42725', place)
}

/** `- operand` and `+ operand`; of a constant the constant. */
export function signed(binding: Binding, op: string, operand: Operand, place: object): Expression {
  const type = operandType(operand)
  const isNumber = operand.kind !== 'unknown' && type !== null && isNumeric(type)
  if (op === '+' && isNumber) return operand
  if (op === '-' && isNumber) return negated(binding, operand, place)
  if (op === '-' && operand.kind !== 'unknown' && type?.kind === 'interval') {
    return callOf('interval_negate', [operand], INTERVAL)
  }
  throw noOperator(binding, op, [operand], place)
}

function negated(binding: Binding, operand: Expression, place: object): Expression {
  const isExactConstant = operand.kind === 'literal' && operand.value !== null && !isFloat(operand.type)
  if (!isExactConstant) return scalarCall(binding, 'negate', '-', [operand], place)
  const { value } = operand
  if (value === null || !/[1-9]/.test(value)) return operand
  // -(-2^63) does not fit, and negating a constant must not change its type: the call raises it.
  const opposite = value.startsWith('-') ? value.slice(1) : `-${value}`
  if (isInteger(operand.type) && !fitsKind(opposite, operand.type))
    return scalarCall(binding, 'negate', '-', [operand], place)
  return { ...operand, value: opposite }
}

function fitsKind(value: string, { kind }: EngineType): boolean {
  return (kind === 'int16' || kind === 'int32' || kind === 'int64') && fitsInteger(BigInt(value), kind)
}
