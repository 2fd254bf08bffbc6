import { INTERVAL, STRING } from '#arrow'
import type { Literal } from '#plan'
import { offsetZone } from '#plan'
import type { Binding } from './binding.ts'
import { readUnknown } from './coerce.ts'
import { orFault } from './literals/bad-field.ts'
import { isFault } from './literals/parsed.ts'
import { zoneNamed } from './literals/zones.ts'
import type { Operand } from './operand.ts'

/**
 * A zone operand as the text plans know: it must be a constant, of text or an interval of hours.
 * @throws ValidationError UNSUPPORTED for a zone that differs from row to row, TYPE_ERROR 22023 for one that is not known
 */
export function zoneOperand(binding: Binding, operand: Operand, place: object): Literal {
  const constant = operand.kind === 'unknown' ? readUnknown(binding, operand, STRING) : operand
  if (constant.kind !== 'literal' || (constant.type.kind !== 'string' && constant.type.kind !== INTERVAL.kind)) {
    const message = `The time zone must be a constant, as in AT TIME ZONE 'Europe/Rome'.`
    throw binding.error('UNSUPPORTED', message, '0A000', place)
  }
  const { value, type } = constant
  if (value === null) return { kind: 'literal', value, type: STRING }
  const zone = type.kind === 'interval' ? offsetOf(binding, value, place) : named(binding, value, place)
  return { kind: 'literal', value: zone, type: STRING }
}

const WRITTEN_OFFSET = /^([+-])(?:(\d{3,4})|(\d+)(?::(\d+)(?::(\d+))?)?)$/
const LARGEST_HOUR = 15

/**
 * The zone that make_timestamptz takes: a bare offset counts as in a written timestamp, east of Greenwich as positive,
 * and not as in AT TIME ZONE.
 */
export function zoneOfWritten(binding: Binding, operand: Operand, place: object): Literal {
  const text = operand.kind === 'unknown' || operand.kind === 'literal' ? operand.value : null
  const fault = (message: string): Error => binding.error('TYPE_ERROR', message, '22023', place)
  if (text !== null && /^\d/.test(text)) throw fault(`Invalid input syntax for type numeric time zone: "${text}".`)
  const [, sign, digits, hours = digits?.slice(0, -2), minutes = digits?.slice(-2) ?? '0', seconds = '0'] =
    WRITTEN_OFFSET.exec(text ?? '') ?? []
  if (sign === undefined) return zoneOperand(binding, operand, place)
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)]
  if (h > LARGEST_HOUR || m > 59 || s > 59) throw fault(`Numeric time zone "${text}" out of range.`)
  const offset = (h * 60 + m) * 60 + s
  return { kind: 'literal', value: offsetZone(sign === '-' && offset > 0 ? -offset : offset), type: STRING }
}

function named(binding: Binding, text: string, place: object): string {
  const zone = orFault(() => ({ value: zoneNamed(text) }), 'time zone', text)
  if (!isFault(zone)) return zone.value
  const message = `${zone.message.charAt(0).toUpperCase()}${zone.message.slice(1)}.`
  throw binding.error(zone.sqlState === '0A000' ? 'UNSUPPORTED' : 'TYPE_ERROR', message, zone.sqlState, place)
}

/** Fractions of a second are cut off, as PostgreSQL does. */
function offsetOf(binding: Binding, interval: string, place: object): string {
  const [months, days, micros = '0'] = interval.split(' ')
  if (months === '0' && days === '0') return offsetZone(Number(BigInt(micros) / 1_000_000n))
  const message = 'An interval that is a time zone must not have months or days.'
  throw binding.error('TYPE_ERROR', message, '22023', place)
}
