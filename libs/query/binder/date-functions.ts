import { FLOAT64, isInteger, STRING, TIMESTAMP, typeName } from '#arrow'
import { didYouMean } from '#core'
import { type Expression, type Literal, typeOf } from '#plan'
import { noFunction, scalarCall } from './calls.ts'
import { castTo, coerce, readUnknown } from './coerce.ts'
import { fieldNamed, fieldNames, hasField, isTimeField } from './date-fields.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'
import { zoneOperand } from './zone-names.ts'

/**
 * date_part, date_trunc and extract: the field must be a constant, so that it is checked here.
 * @throws ValidationError TYPE_ERROR 22023 for an unknown field, 0A000 for one the type does not have
 */
export function fieldFunction(
  env: Env,
  name: 'date_part' | 'date_trunc' | 'extract',
  operands: readonly Operand[],
  place: object,
): Expression {
  const [fieldOperand, value, zone, ...more] = operands
  const hasZone = zone !== undefined && name === 'date_trunc'
  if (fieldOperand === undefined || value === undefined || more.length > 0 || (zone !== undefined && !hasZone)) {
    return scalarCall(env.binding, name, name, operands, place)
  }
  const fieldType = operandType(fieldOperand)
  if (fieldType !== null && fieldType.kind !== 'string') throw noFunction(env.binding, name, operands, place)
  const field = constantField(env, name, fieldOperand, place)
  const type = operandType(value)
  // PostgreSQL has no date_part of an integer; the difference of two dates is one, and its days are meant.
  if (name === 'date_part' && field.value === 'day' && type !== null && isInteger(type) && value.kind !== 'unknown') {
    return castTo(value, FLOAT64)
  }
  const timeOfDate = name === 'date_part' && type?.kind === 'date' && isTimeField(field.value ?? '')
  const source = timeOfDate ? coerce(env.binding, value, TIMESTAMP, place) : value
  const zones = zone === undefined ? [] : [zoneOperand(env.binding, zone, place)]
  const call = scalarCall(env.binding, name, name, [field, source, ...zones], place)
  checkField(env, name, field, call.arguments[1], place)
  return call
}

function constantField(env: Env, name: string, operand: Operand, place: object): Literal {
  const field = operand.kind === 'unknown' ? readUnknown(env.binding, operand, STRING) : operand
  if (field.kind !== 'literal' || field.value === null) {
    const message = `The field of ${name} must be a constant, as in ${name}('month', ...).`
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  const canonical = fieldNamed(field.value)
  if (canonical !== undefined) return { ...field, value: canonical }
  const message = `The field "${field.value}" of ${name} is not known.${didYouMean(field.value, fieldNames())}`
  throw env.binding.error('TYPE_ERROR', message, '22023', place)
}

function checkField(env: Env, name: string, field: Literal, value: Expression | undefined, place: object): void {
  if (value === undefined || field.value === null) return
  const type = typeOf(value)
  if (hasField(type.kind, field.value, name === 'date_trunc' ? 'truncate' : 'extract')) return
  const message = `The field "${field.value}" is not supported by ${name} for type ${typeName(type)}.`
  throw env.binding.error('TYPE_ERROR', message, '0A000', place)
}
