import { type EngineType, isFloat, isInteger } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'
import { castArray } from './array-casts.ts'
import { bytesOfEscapes, bytesOfHex, hexOf } from './binary.ts'
import { betweenDates, dateOfText, dateToText } from './date-casts.ts'
import { OVERFLOW, raiseInvalidText, UNDERFLOW } from './raise.ts'
import { typeName } from './types.ts'

/** What text must look like to be a value, and PostgreSQL's name of the type. Stricter than DuckDB's own readings. */
const TEXT_FORMS: Readonly<Partial<Record<EngineType['kind'], { readonly form: string; readonly name: string }>>> = {
  int16: { form: '[+-]?[0-9]+', name: 'smallint' },
  int32: { form: '[+-]?[0-9]+', name: 'integer' },
  int64: { form: '[+-]?[0-9]+', name: 'bigint' },
  decimal: { form: '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)', name: 'numeric' },
  float64: {
    form: '[+-]?([0-9]+[.]?[0-9]*([eE][+-]?[0-9]+)?|[.][0-9]+([eE][+-]?[0-9]+)?|[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])',
    name: 'double precision',
  },
  uuid: { form: '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', name: 'uuid' },
}

/** A conversion that gives PostgreSQL's value and raises where it does; undefined where DuckDB's differs. */
export function cast(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (from.kind === 'array' || to.kind === 'array') return castArray(value, from, to, cast)
  if (from.kind === 'string') return fromText(value, to)
  if (to.kind === 'string') return toText(value, from)
  if (isNumber(from) && isNumber(to)) return betweenNumbers(value, from, to)
  if (from.kind === 'json' && to.kind === 'json') return to.normalized === true ? undefined : value
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
  // PostgreSQL reads a float as its 15 significant digits; DuckDB would scale the binary value.
  if (from.kind === 'float64' && to.kind === 'decimal') return sql`CAST(format('{:.15g}', ${value}) AS ${name})`
  if (from.kind === 'float32' && to.kind === 'decimal') return sql`CAST(format('{:.6g}', ${value}) AS ${name})`
  if (from.kind === 'float64' && to.kind === 'float32') {
    return sql`CASE WHEN isfinite(${value}) AND isinf(CAST(${value} AS FLOAT)) THEN ${OVERFLOW} WHEN ${value} <> 0 AND CAST(${value} AS FLOAT) = 0 THEN ${UNDERFLOW} ELSE CAST(${value} AS FLOAT) END`
  }
  // A decimal of 15 digits is divided once by an exact power of ten; a longer one must be read as text to be rounded once.
  const long = from.kind === 'decimal' && isFloat(to) && from.precision > 15
  return long ? sql`CAST(CAST(${value} AS VARCHAR) AS ${name})` : sql`CAST(${value} AS ${name})`
}

function fromText(value: Sql, to: EngineType): Sql | undefined {
  if (to.kind === 'binary') return textToBytes(value)
  if (to.kind === 'boolean') return textToBoolean(value)
  const rule = TEXT_FORMS[to.kind]
  if (rule === undefined) return dateOfText(value, to, typeName(to))
  const { form, name } = rule
  const trimmed = sql`trim(${value}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`
  const converted = to.kind === 'uuid' ? sql`lower(${trimmed})` : sql`CAST(${trimmed} AS ${typeName(to)})`
  const checked = to.kind === 'float64' ? finite(converted, trimmed) : converted
  return sql`CASE WHEN regexp_full_match(${trimmed}, '${form}') THEN ${checked} WHEN ${value} IS NOT NULL THEN ${raiseInvalidText(name, value)} END`
}

/** Text of digits beyond a float's range is an error, not infinity. */
function finite(number: Sql, text: Sql): Sql {
  return sql`CASE WHEN isinf(${number}) AND NOT contains(lower(${text}), 'inf') THEN ${OVERFLOW} ELSE ${number} END`
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
    case 'float64':
      return floatToText(value)
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

/** Both print the shortest digits that read back; PostgreSQL drops `.0` and goes to exponents from 1e15 on. */
function floatToText(value: Sql): Sql {
  const text = sql`CAST(${value} AS VARCHAR)`
  const plain = sql`regexp_replace(${text}, '[.]0$', '')`
  const digits = sql`replace(replace(${plain}, '-', ''), '.', '')`
  const mantissa = sql`rtrim(rtrim(left(${digits}, 1) || '.' || substr(${digits}, 2), '0'), '.')`
  const large = sql`CASE WHEN ${value} < 0 THEN '-' ELSE '' END || ${mantissa} || 'e+15'`
  return sql`CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN CASE WHEN ${value} > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN abs(${value}) >= 1e15 AND abs(${value}) < 1e16 THEN ${large} ELSE ${plain} END`
}
