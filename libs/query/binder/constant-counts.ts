import { type EngineType, INT64, isFloat, isInteger, isNumeric, typeName } from '#arrow'
import { type Expression, typeOf } from '#plan'
import type { Binding } from './binding.ts'
import { castTo, readUnknown } from './coerce.ts'
import { fitsInteger } from './literals/numbers.ts'
import type { Operand } from './operand.ts'

/**
 * The value of a constant expression as a bigint, by PostgreSQL's assignment: decimals round half away from zero, floats
 * half to even. Null for NULL.
 * @throws ValidationError UNSUPPORTED for what is not a constant, 42804 for other types, 22012, 22003
 */
export function constantCount(binding: Binding, operand: Operand, clause: string, place: object): bigint | null {
  if (operand.kind === 'unknown') return numberOf(readUnknown(binding, operand, INT64))
  const type = typeOf(operand)
  if (!isNumeric(type)) {
    const message = `The argument of ${clause} must be a number, not ${typeName(type)}.`
    throw binding.error('TYPE_ERROR', message, '42804', place)
  }
  const settled = settle(binding, operand, place)
  if (settled?.kind !== 'literal') {
    throw binding.error(
      'UNSUPPORTED',
      `${clause} must be a constant, a parameter or arithmetic of them.`,
      '0A000',
      place,
    )
  }
  return numberOf(toInt64(binding, settled, place))
}

function numberOf(expression: Expression): bigint | null {
  return expression.kind === 'literal' && expression.value !== null ? BigInt(expression.value) : null
}

function toInt64(binding: Binding, constant: Extract<Expression, { kind: 'literal' }>, place: object): Expression {
  const { value, type } = constant
  const whole = value !== null && isFloat(type) ? integer(halfToEven(Number(value)), INT64) : castTo(constant, INT64)
  if (whole?.kind === 'literal') return whole
  throw binding.error('VALIDATION_ERROR', 'The number is out of range for bigint.', '22003', place)
}

function halfToEven(value: number): bigint | undefined {
  if (!Number.isFinite(value)) return undefined
  const floor = Math.floor(value)
  const rest = value - floor
  return BigInt(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor)
}

function integer(value: bigint | undefined, type: EngineType): Expression | undefined {
  if (value === undefined || (type.kind !== 'int16' && type.kind !== 'int32' && type.kind !== 'int64')) return undefined
  return fitsInteger(value, type.kind) ? { kind: 'literal', value: value.toString(), type } : undefined
}

/** A constant expression as a literal, where it is arithmetic of integers, a cast or a choice of them. */
function settle(binding: Binding, expression: Expression, place: object): Expression | undefined {
  if (expression.kind === 'literal') return expression
  if (expression.kind === 'cast') {
    const argument = settle(binding, expression.argument, place)
    return argument === undefined ? undefined : castTo(argument, expression.type)
  }
  if (expression.kind !== 'call') return undefined
  const args = expression.arguments.map((argument) => settle(binding, argument, place))
  const literals = args.flatMap((argument) => (argument?.kind === 'literal' ? [argument] : []))
  if (literals.length !== args.length) return undefined
  if (expression.function === 'coalesce') return literals.find(({ value }) => value !== null) ?? literals[0]
  if (!literals.every(({ type }) => isInteger(type)) || !isInteger(expression.type)) return undefined
  const [left, right = null] = literals.map(numberOf)
  if (left === undefined || left === null || (literals.length > 1 && right === null)) {
    return { kind: 'literal', value: null, type: expression.type }
  }
  const value = calculated(expression.function, left, right ?? 0n)
  if (value === undefined) return undefined
  if (value === 'division by zero') throw binding.error('VALIDATION_ERROR', 'Division by zero.', '22012', place)
  const result = integer(value, expression.type)
  if (result !== undefined) return result
  throw binding.error(
    'VALIDATION_ERROR',
    `The number is out of range for ${typeName(expression.type)}.`,
    '22003',
    place,
  )
}

function calculated(name: string, left: bigint, right: bigint): bigint | 'division by zero' | undefined {
  switch (name) {
    case 'add':
      return left + right
    case 'subtract':
      return left - right
    case 'multiply':
      return left * right
    case 'divide':
      return right === 0n ? 'division by zero' : left / right
    case 'modulo':
      return right === 0n ? 'division by zero' : left % right
    case 'negate':
      return -left
    default:
      return undefined
  }
}
