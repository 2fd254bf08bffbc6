import { type EngineType, isFloat, isInteger } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'
import { castArray } from './array-casts.ts'
import { bytesOfEscapes, bytesOfHex, hexOf } from './binary.ts'
import { bindOnce } from './bind-once.ts'
import { betweenDates, dateOfText, dateToText } from './date-casts.ts'
import { jsonbToScalar } from './jsonb-casts.ts'
import { floatToDecimal, floatToInteger, floatToText, textToNumber } from './number-text.ts'
import { OVERFLOW, raiseInvalidText, UNDERFLOW } from './raise.ts'
import { typeName } from './types.ts'
import { unmoved } from './unmoved.ts'

const UUID_FORM = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'

/** A conversion that gives PostgreSQL's value and raises where it does; undefined where DuckDB's differs. */
export function cast(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (from.kind === 'array' || to.kind === 'array') return castArray(value, from, to, cast)
  if (from.kind === 'string') return fromText(value, to)
  if (to.kind === 'string') return toText(value, from)
  if (isNumber(from) && isNumber(to)) return betweenNumbers(value, from, to)
  if (from.kind === 'json' && to.kind === 'json') return to.normalized === true ? undefined : value
  if (from.kind === 'json') return from.normalized === true ? jsonbToScalar(value, to) : undefined
  const name = typeName(to)
  switch (`${from.kind} ${to.kind}`) {
    case 'boolean int32':
    case 'int32 boolean':
      return sql`CAST(${value} AS ${name})`
    default:
      return betweenDates(value, from, to, name)
  }
}

function isNumber(type: EngineType): boolean {
  return isInteger(type) || isFloat(type) || type.kind === 'decimal'
}

function betweenNumbers(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  const name = typeName(to)
  if (isFloat(from) && to.kind === 'decimal') return floatToDecimal(value, from, to)
  if (isFloat(from) && isInteger(to)) return floatToInteger(value, to)
  if (from.kind === 'float64' && to.kind === 'float32') {
    return bindOnce([value], (at) => {
      const short = sql`CAST(${at(0)} AS FLOAT)`
      return sql`CASE WHEN isfinite(${at(0)}) AND isinf(${short}) THEN ${OVERFLOW} WHEN ${at(0)} <> 0 AND ${short} = 0 THEN ${UNDERFLOW} ELSE ${short} END`
    })
  }
  // A decimal of 15 digits is divided once by an exact power of ten; a longer one must be read as text to be rounded once.
  const long = from.kind === 'decimal' && isFloat(to) && from.precision > 15
  if (long) return sql`CAST(CAST(${value} AS VARCHAR) AS ${name})`
  const converted = sql`CAST(${value} AS ${name})`
  return isFloat(to) || mostDigits(from) <= sureDigits(to) ? converted : unmoved(converted)
}

const MOST_DIGITS: Readonly<Record<string, number>> = { int16: 5, int32: 10, int64: 19, uint64: 20 }
const SURE_DIGITS: Readonly<Record<string, number>> = { int16: 4, int32: 9, int64: 18 }

/** How many digits an exact number has before its point, at most. */
function mostDigits(type: EngineType): number {
  return type.kind === 'decimal' ? type.precision - type.scale : (MOST_DIGITS[type.kind] ?? 0)
}

/** How many digits before the point a type holds, whatever they and their sign are. */
function sureDigits(type: EngineType): number {
  return type.kind === 'decimal' ? type.precision - type.scale : (SURE_DIGITS[type.kind] ?? 0)
}

function fromText(value: Sql, to: EngineType): Sql | undefined {
  if (to.kind === 'binary') return textToBytes(value)
  if (to.kind === 'boolean') return textToBoolean(value)
  if (isNumber(to)) return textToNumber(value, to)
  return to.kind === 'uuid' ? textToUuid(value) : dateOfText(value, to, typeName(to))
}

function textToUuid(value: Sql): Sql {
  const trimmed = sql`trim(${value}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`
  return sql`CASE WHEN regexp_full_match(${trimmed}, '${UUID_FORM}') THEN lower(${trimmed}) WHEN ${value} IS NOT NULL THEN ${raiseInvalidText('uuid', value)} END`
}

/** Any unambiguous beginning of true, false, yes, no, on, off; or 1, 0. */
function textToBoolean(value: Sql): Sql {
  const word = sql`lower(trim(${value}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)))`
  return sql`CASE WHEN ${word} IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1') THEN TRUE WHEN ${word} IN ('f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0') THEN FALSE WHEN ${value} IS NOT NULL THEN ${raiseInvalidText('boolean', value)} END`
}

function toText(value: Sql, from: EngineType): Sql | undefined {
  switch (from.kind) {
    case 'boolean':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
    case 'decimal':
      return sql`CAST(${value} AS VARCHAR)`
    case 'json':
    case 'uuid':
      return value
    case 'float32':
    case 'float64':
      return floatToText(value, from)
    case 'binary':
      return sql`('\\x' || ${hexOf(value)})`
    default:
      return dateToText(value, from)
  }
}

/** Bytes as hexadecimal digits after `\x`, or as text with escapes. */
function textToBytes(text: Sql): Sql {
  const digits = bytesOfHex(sql`substr(${text}, 3)`)
  return sql`CASE WHEN starts_with(${text}, '\\x') THEN ${digits} ELSE ${bytesOfEscapes(text)} END`
}
