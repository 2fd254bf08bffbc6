import { type EngineType, isFloat, isInteger, readArrayText, sameType, writeArrayText } from '#arrow'
import type { Literal } from '#plan'
import { isTimestamp, microsOfMoment, printMoment } from './literals/calendar.ts'
import { parseJsonb } from './literals/jsonb.ts'
import {
  type ExactNumber,
  fitsInteger,
  parseExact,
  parseFloatText,
  printExact,
  rescale,
  wholeDigits,
} from './literals/numbers.ts'
import { isFault } from './literals/parsed.ts'

/** The constant in another type, where the conversion is plain and cannot fail; undefined to leave it to a Cast. */
export function convertLiteral(literal: Literal, type: EngineType): Literal | undefined {
  if (literal.value === null) return { kind: 'literal', value: null, type }
  const value = convertValue(literal.value, literal.type, type)
  return value === undefined ? undefined : { kind: 'literal', value, type }
}

function convertValue(value: string, from: EngineType, to: EngineType): string | undefined {
  if (from.kind === 'array' && to.kind === 'array') return convertElements(value, from.element, to.element)
  if (isInteger(from) || from.kind === 'decimal') return convertNumber(value, to)
  if (value.endsWith('infinity') && to.kind !== 'string') return to.kind === 'time' ? undefined : value
  if (from.kind === 'date' && (to.kind === 'timestamp' || to.kind === 'timestamptz')) return midnightOf(value)
  if (from.kind === 'timestamp' && to.kind === 'timestamptz') return value
  if (from.kind === 'timestamptz' && to.kind === 'timestamp') return value
  if ((from.kind === 'timestamp' || from.kind === 'timestamptz') && to.kind === 'date') {
    const [date, , era] = value.split(' ')
    return era === undefined ? date : `${date} ${era}`
  }
  if (from.kind === 'boolean' && to.kind === 'string') return value
  if (from.kind === 'json') return convertJson(value, to)
  return undefined
}

function convertJson(value: string, to: EngineType): string | undefined {
  if (to.kind !== 'json' || to.normalized !== true)
    return to.kind === 'json' || to.kind === 'string' ? value : undefined
  const parsed = parseJsonb(value)
  return isFault(parsed) ? undefined : parsed.value
}

/** Undefined beyond the range of timestamps: the cast fails where it is run. */
function midnightOf(date: string): string | undefined {
  const micros = microsOfMoment(date)
  return isTimestamp(micros) ? printMoment(micros) : undefined
}

function convertElements(text: string, from: EngineType, to: EngineType): string | undefined {
  const elements = readArrayText(text)
  if (!Array.isArray(elements)) return undefined
  const converted = elements.map((value) => {
    return value === null || sameType(from, to) ? value : convertValue(value, from, to)
  })
  const known = converted.filter((value) => value !== undefined)
  return known.length === converted.length ? writeArrayText(known) : undefined
}

function convertNumber(value: string, to: EngineType): string | undefined {
  const exact = parseExact(value)
  if (exact === undefined) return undefined
  if (to.kind === 'string') return value
  if (to.kind === 'decimal') return convertToDecimal(exact, to.precision, to.scale)
  if (isFloat(to)) {
    const parsed = parseFloatText(value, to.kind === 'float32' ? 'float32' : 'float64')
    return isFault(parsed) ? undefined : parsed.value
  }
  if (to.kind !== 'int16' && to.kind !== 'int32' && to.kind !== 'int64' && to.kind !== 'uint64') return undefined
  const { unscaled } = rescale(exact, 0)
  return fitsInteger(unscaled, to.kind) ? unscaled.toString() : undefined
}

function convertToDecimal(exact: ExactNumber, precision: number, scale: number): string | undefined {
  const rounded = rescale(exact, scale)
  return wholeDigits(rounded) <= precision - scale ? printExact(rounded) : undefined
}
