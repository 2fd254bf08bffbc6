import {
  arrayOf,
  decimal,
  type EngineType,
  isFloat,
  isInteger,
  MAX_DECIMAL_PRECISION,
  STRING,
  sameType,
  typeName,
} from '#arrow'
import { asKind, type Expression, typeConvertsExplicitly, typeOf } from '#plan'
import type { ArrayNode, CastNode, ExpressionNode } from '../query-request.ts'
import { arrayOfItems } from './array-values.ts'
import { callOf, scalarCall } from './calls.ts'
import { asExpression, castTo, readUnknown, tightType, typeOfText } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { limitDigits } from './time-digits.ts'
import { faultOfTypeName } from './type-faults.ts'
import { type NamedType, parseTypeName } from './type-names.ts'

/** CAST. @throws ValidationError UNSUPPORTED for a type the engine does not have, TYPE_ERROR 42846 */
export function bindCast(env: Env, node: CastNode): Expression {
  const named = typeNamed(env, node.to, env.binding.derived({}, node, 'to'))
  if ('array' in node.cast && named.element !== null) return castArray(env, node.cast, named, named.element)
  return castToNamed(env, operandOfCast(env, node.cast, named), named, node)
}

/** A number that becomes a float is read as one, whose range is larger than a decimal's. */
function operandOfCast(env: Env, node: ExpressionNode, named: NamedType): Operand {
  const isNumber = 'value' in node && node.type === 'numeric' && typeof node.value === 'string'
  return isNumber && isFloat(named.type) ? { kind: 'unknown', value: node.value, node } : env.operand(node)
}

/** ARRAY[...]::type[] reads each item as the type of the elements. */
function castArray(env: Env, node: ArrayNode, named: NamedType, element: NamedType): Expression {
  if (node.array.length === 0) return env.binding.derived({ kind: 'literal', value: '{}', type: named.type }, node)
  const items = node.array.map((item) => castToNamed(env, env.operand(item), element, item))
  return arrayOfItems(env, items, node)
}

/** The type of that name. @throws ValidationError UNSUPPORTED */
export function typeNamed(env: Env, name: string, place: object): NamedType {
  const type = parseTypeName(name)
  if (type !== undefined) return type
  if (/^(time with time zone|timetz)\b/i.test(name)) {
    const message = 'The type time with time zone is not supported; use time, or timestamptz.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  const fault = faultOfTypeName(name)
  if (fault !== undefined) throw env.binding.error('TYPE_ERROR', fault.message, fault.sqlState, place)
  const message = /^(?:numeric|decimal)\b/i.test(name)
    ? `The type ${name} is not supported; numeric may have up to 38 digits.`
    : `Values of type ${name} are not supported; read them as text, numbers or times instead.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}

/** An operand as a value of a named type, whatever it was before. */
export function castToNamed(env: Env, operand: Operand, named: NamedType, place: object): Expression {
  if (operand.kind === 'unknown') {
    const type = named.anyScale ? typeOfText(operand.value ?? '', named.type) : named.type
    return limitDigits(cut(readUnknown(env.binding, operand, type, named.range), named), named)
  }
  if (named.anyScale) {
    if ((typeOf(operand).kind === 'array') !== (named.element !== null)) {
      throw cannotCast(env, typeOf(operand), typeName(named.type), place)
    }
    return castToAnyScale(env, operand, place)
  }
  return limitDigits(cut(explicitCast(env, operand, named.type, place), named), named)
}

/** varchar(n) keeps the first n characters. */
function cut(expression: Expression, { length }: NamedType): Expression {
  if (length === null) return expression
  if (expression.kind === 'literal' && expression.value !== null) {
    return { ...expression, value: Array.from(expression.value).slice(0, length).join('') }
  }
  return callOf('left', [expression, { kind: 'literal', value: String(length), type: { kind: 'int32' } }], STRING)
}

/** `numeric` without digits: a float, a text or jsonb gets 20 places, and raises where it needs more. */
function castToAnyScale(env: Env, operand: Expression, place: object): Expression {
  const type = typeOf(operand)
  if (isInteger(type) || type.kind === 'decimal') return castTo(operand, asKind(tightType(operand), 'decimal'))
  if (type.kind === 'array' && (isInteger(type.element) || type.element.kind === 'decimal')) {
    return castTo(operand, arrayOf(asKind(type.element, 'decimal')))
  }
  const from = type.kind === 'array' ? type.element : type
  if (!typeConvertsExplicitly(from, decimal(MAX_DECIMAL_PRECISION, 0))) throw cannotCast(env, type, 'numeric', place)
  if (type.kind === 'string' || type.kind === 'json' || isFloat(type)) {
    return env.binding.derived(scalarCall(env.binding, 'exact_numeric', 'numeric', [operand], place), place)
  }
  const message = `Casting ${typeName(type)} to numeric needs the digits to keep: write numeric(precision, scale).`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}

/** An explicit conversion to a type. @throws ValidationError TYPE_ERROR 42846 when PostgreSQL has none */
export function explicitCast(env: Env, operand: Operand, type: EngineType, place: object): Expression {
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, type)
  const from = typeOf(operand)
  if (sameType(from, type)) return operand
  if (!typeConvertsExplicitly(from, type)) throw cannotCast(env, from, typeName(type), place)
  return env.binding.derived(castTo(asExpression(env.binding, operand), type), place)
}

function cannotCast(env: Env, from: EngineType, to: string, place: object): Error {
  return env.binding.error('TYPE_ERROR', `A value of type ${typeName(from)} cannot be cast to ${to}.`, '42846', place)
}
