import { isNumeric, STRING } from '#arrow'
import { type Expression, type NumberFormat, parseNumberFormat } from '#plan'
import { scalarCall } from './calls.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'

const MAX_DIGITS = 38

/** Whether these are the arguments of to_char of a number. */
export function isOfNumber([value]: readonly Operand[]): boolean {
  const type = value === undefined ? undefined : operandType(value)
  return type !== null && type !== undefined && isNumeric(type)
}

/** to_char(number, format). @throws ValidationError UNSUPPORTED for a format that is not constant or has other parts */
export function numberToChar(env: Env, operands: readonly Operand[], place: object): Expression {
  const [value, format, ...more] = operands
  if (value === undefined || format === undefined || more.length > 0) {
    return scalarCall(env.binding, 'number_to_char', 'to_char', operands, place)
  }
  if (operandType(value)?.kind === 'float32') {
    const message = 'to_char of a real is not supported; cast it to double precision or numeric.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  const constant = constantFormat(env, 'to_char', format, place)
  return scalarCall(env.binding, 'number_to_char', 'to_char', [value, constant], place)
}

/** to_number(text, format). @throws ValidationError UNSUPPORTED for a format that is not constant or has other parts */
export function textToNumber(env: Env, operands: readonly Operand[], place: object): Expression {
  const [value, format, ...more] = operands
  if (value === undefined || format === undefined || more.length > 0) {
    return scalarCall(env.binding, 'text_to_number', 'to_number', operands, place)
  }
  const constant = constantFormat(env, 'to_number', format, place)
  const parsed = parsedFormat(env, 'to_number', constant, place)
  if (parsed !== undefined && !isReadable(parsed)) {
    const message = 'to_number takes formats of 9, 0, comma, G, point and D, up to 38 digits, after S or nothing.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  return scalarCall(env.binding, 'text_to_number', 'to_number', [value, constant], place)
}

function isReadable({ isBare, before, after, sign, digits, places }: NumberFormat): boolean {
  const isSigned = sign.style === 'plain' || (sign.style === 'S' && sign.stands === 'before')
  return !isBare && before === '' && after === '' && isSigned && digits + places <= MAX_DIGITS
}

function constantFormat(env: Env, name: string, format: Operand, place: object): Expression {
  const constant = format.kind === 'unknown' ? readUnknown(env.binding, format, STRING) : format
  if (constant.kind !== 'literal') {
    throw env.binding.error('UNSUPPORTED', `The format of ${name} must be a constant.`, '0A000', place)
  }
  parsedFormat(env, name, constant, place)
  return constant
}

/** The parts of a format that is not NULL. */
function parsedFormat(env: Env, name: string, format: Expression, place: object): NumberFormat | undefined {
  if (format.kind !== 'literal' || format.value === null) return undefined
  const parsed = parseNumberFormat(format.value)
  if (parsed !== undefined) return parsed
  const message = `The format '${format.value}' of ${name} is not supported; it may have FM, one sign (S, MI, PL, SG, PR), digits (9, 0) with commas or G, a point or D with digits after it, and text around them.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}
