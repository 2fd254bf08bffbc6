import { type EngineType, isInteger, STRING, sameType, typeName } from '#arrow'
import { asKind, convertsExplicitly, type Expression, typeConvertsExplicitly, typeOf } from '#plan'
import type { CastNode } from '../query-request.ts'
import { callOf } from './calls.ts'
import { asExpression, castTo, decimalOfText, readUnknown, tightType } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { limitDigits } from './time-digits.ts'
import { faultOfTypeName } from './type-faults.ts'
import { type NamedType, parseTypeName } from './type-names.ts'

/** CAST. @throws ValidationError UNSUPPORTED for a type the engine does not have, TYPE_ERROR 42846 */
export function bindCast(env: Env, node: CastNode): Expression {
  return castToNamed(env, env.operand(node.cast), typeNamed(env, node.to, env.binding.derived({}, node, 'to')), node)
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
  const message = `The type ${name} is not supported; numeric may have up to 38 digits.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}

/** An operand as a value of a named type, whatever it was before. */
export function castToNamed(env: Env, operand: Operand, named: NamedType, place: object): Expression {
  if (operand.kind === 'unknown') {
    const type = named.anyScale ? decimalOfText(operand.value ?? '0') : named.type
    return limitDigits(cut(readUnknown(env.binding, operand, type, named.range), named), named)
  }
  if (named.anyScale) return castToAnyScale(env, operand, place)
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

/** `numeric` without digits: exact for integers and decimals; what a float or a text needs is not known before it is read. */
function castToAnyScale(env: Env, operand: Expression, place: object): Expression {
  const type = typeOf(operand)
  if (isInteger(type) || type.kind === 'decimal') return castTo(operand, asKind(tightType(operand), 'decimal'))
  if (!convertsExplicitly(type.kind, 'decimal')) throw cannotCast(env, type, 'numeric', place)
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
