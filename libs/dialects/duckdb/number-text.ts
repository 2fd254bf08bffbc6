import { type EngineType, isInteger } from '#arrow'
import { raw, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { BEFORE, DIGIT } from './lambda-names.ts'
import { raise, raiseInvalidText } from './raise.ts'
import { typeName } from './types.ts'

const DIGITS = '[0-9](_?[0-9])*'
const DECIMAL_INTEGER = `[+-]?${DIGITS}`
const RADIX_INTEGER = '[+-]?0([xX](_?[0-9a-fA-F])+|[oO](_?[0-7])+|[bB](_?[01])+)'
const NUMERIC = `[+-]?(${DIGITS}([.](${DIGITS})?)?|[.]${DIGITS})([eE][+-]?${DIGITS})?`
const FLOAT =
  '[+-]?([0-9]+[.]?[0-9]*([eE][+-]?[0-9]+)?|[.][0-9]+([eE][+-]?[0-9]+)?|[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])'
const SPECIAL = '[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])'

/** What PostgreSQL calls the types of numbers. */
export const NUMBER_NAMES: Readonly<Partial<Record<EngineType['kind'], string>>> = {
  int16: 'smallint',
  int32: 'integer',
  int64: 'bigint',
  decimal: 'numeric',
  float32: 'real',
  float64: 'double precision',
}

/** What PostgreSQL's numeric can be and a decimal cannot. */
const FIELD_OVERFLOW = raise('22003', 'numeric field overflow')
const NO_NUMBER = raise('0A000', 'NaN and infinity cannot be numeric here; keep them in double precision')

/** Text as a number, by PostgreSQL's rules; undefined for a type they do not cover. */
export function textToNumber(value: Sql, to: EngineType): Sql | undefined {
  const name = NUMBER_NAMES[to.kind]
  if (name === undefined) return undefined
  return bindOnce([value], (at) => numberOfText(at(0), to, name))
}

function numberOfText(value: Sql, to: EngineType, name: string): Sql {
  const text = trimmed(value)
  const fault = sql`WHEN ${value} IS NOT NULL THEN ${raiseInvalidText(name, value)}`
  const matches = (form: string): Sql => sql`regexp_full_match(${text}, '${form}')`
  if (to.kind === 'float32' || to.kind === 'float64') {
    return sql`CASE WHEN ${matches(FLOAT)} THEN ${inRange(sql`CAST(${text} AS ${typeName(to)})`, text, name)} ${fault} END`
  }
  const written = sql`CAST(${withoutUnderscores(text)} AS ${typeName(to)})`
  const radix = sql`WHEN ${matches(RADIX_INTEGER)} THEN CAST(${radixValue(text)} AS ${typeName(to)})`
  if (isInteger(to)) {
    const beyond = sql`error('22003: value "' || ${value} || '" is out of range for type ${name}')`
    const overflow = sql`WHEN ${overflowsFirst(text, to.kind)} THEN ${beyond}`
    return sql`CASE WHEN ${matches(DECIMAL_INTEGER)} THEN ${written} ${radix} ${overflow} ${fault} END`
  }
  return sql`CASE WHEN ${matches(NUMERIC)} THEN ${written} ${radix} WHEN ${matches(SPECIAL)} THEN ${NO_NUMBER} ${fault} END`
}

/** The largest number that may have one more digit. */
const TENTHS: Readonly<Partial<Record<EngineType['kind'], string>>> = {
  int16: '3276',
  int32: '214748364',
  int64: '922337203685477580',
}

/** PostgreSQL reads digit after digit, and may find the number too large before it meets what is no digit. */
function overflowsFirst(text: Sql, kind: EngineType['kind']): Sql {
  const digits = sql`ltrim(${withoutUnderscores(sql`regexp_extract(${text}, '^[+-]?(${DIGITS})', 1)`)}, '0')`
  const tenths = TENTHS[kind]
  if (tenths === undefined) return raw('FALSE')
  return sql`CASE WHEN length(${digits}) > 20 THEN TRUE WHEN length(${digits}) > 1 THEN CAST(left(${digits}, length(${digits}) - 1) AS HUGEINT) > ${tenths} ELSE FALSE END`
}

function trimmed(value: Sql): Sql {
  return sql`trim(${value}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`
}

function withoutUnderscores(text: Sql): Sql {
  return sql`replace(${text}, '_', '')`
}

/** The value of an integer written with 0x, 0o or 0b, digit after digit. */
function radixValue(text: Sql): Sql {
  const digits = sql`regexp_replace(lower(${withoutUnderscores(text)}), '^[+-]?0[xob]', '')`
  const base = sql`CASE WHEN contains(lower(${text}), 'x') THEN 16 WHEN contains(lower(${text}), 'o') THEN 8 ELSE 2 END`
  const values = sql`list_transform(string_split(${digits}, ''), lambda ${DIGIT}: CAST(strpos('0123456789abcdef', ${DIGIT}) - 1 AS HUGEINT))`
  return sql`(CASE WHEN starts_with(${text}, '-') THEN -1 ELSE 1 END * list_reduce(${values}, lambda ${BEFORE}, ${DIGIT}: ${BEFORE} * (${base}) + ${DIGIT}))`
}

/** Digits beyond a float's range are an error: neither infinity, nor zero unless they are zeros. */
function inRange(number: Sql, text: Sql, name: string): Sql {
  const digits = sql`regexp_matches(regexp_replace(${text}, '[eE].*$', ''), '[1-9]')`
  const beyond = sql`error('22003: "' || ${text} || '" is out of range for type ${name}')`
  return sql`CASE WHEN isinf(${number}) AND NOT contains(lower(${text}), 'inf') THEN ${beyond} WHEN ${number} = 0 AND ${digits} THEN ${beyond} ELSE ${number} END`
}

/** A float as the decimal of its significant digits, 15 or 6 as PostgreSQL has it. */
export function floatToDecimal(value: Sql, from: EngineType, to: EngineType): Sql {
  return bindOnce(
    [value],
    (at) =>
      sql`CASE WHEN isnan(${at(0)}) THEN ${NO_NUMBER} WHEN abs(${at(0)}) >= 1e38 THEN ${FIELD_OVERFLOW} ELSE CAST(${significant(at(0), from)} AS ${typeName(to)}) END`,
  )
}

function significant(value: Sql, from: EngineType): Sql {
  return sql`format('{:.${from.kind === 'float32' ? '6' : '15'}g}', ${value})`
}

const BITS: Readonly<Record<string, number>> = { int16: 15, int32: 31, int64: 63 }

/** A float as the nearest integer, the even one of two, as DuckDB casts it; at the range's edges it wraps around or raises. */
export function floatToInteger(value: Sql, to: EngineType): Sql {
  const bits = BITS[to.kind]
  if (bits === undefined) return sql`CAST(${value} AS ${typeName(to)})`
  const low = `${-(2 ** bits) - 0.5}e0`
  const high = `${2 ** bits - 0.5}e0`
  const outOfRange = raise('22003', `${NUMBER_NAMES[to.kind] ?? 'value'} out of range`)
  return bindOnce(
    [value],
    (at) =>
      sql`CASE WHEN isnan(${at(0)}) OR ${at(0)} < ${low} OR ${at(0)} >= ${high} THEN ${outOfRange} ELSE CAST(CAST(${at(0)} AS BIGINT) AS ${typeName(to)}) END`,
  )
}

const TOO_FINE = raise(
  '22003',
  'the number has more digits than a decimal(38,20) holds; cast it to numeric(precision, scale)',
)

/** A float or a text as a decimal of the type, which must hold all its digits. */
export function exactDecimal(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (to.kind !== 'decimal') return undefined
  if (from.kind === 'string') {
    const converted = textToNumber(value, to)
    return converted === undefined
      ? undefined
      : sql`CASE WHEN ${finerThan(trimmed(value), to.scale)} THEN ${TOO_FINE} ELSE ${converted} END`
  }
  const decimal = sql`CAST(${significant(value, from)} AS ${typeName(to)})`
  const same = sql`CAST(CAST(${decimal} AS VARCHAR) AS DOUBLE) = CAST(${significant(value, from)} AS DOUBLE)`
  const large = `1e${to.precision - to.scale}`
  return sql`CASE WHEN isnan(${value}) OR isinf(${value}) THEN ${NO_NUMBER} WHEN abs(${value}) >= ${large} THEN ${TOO_FINE} WHEN ${same} THEN ${decimal} WHEN ${value} IS NOT NULL THEN ${TOO_FINE} END`
}

/** Whether a text that is a numeric has more places than these; of any other text, false. */
function finerThan(text: Sql, scale: number): Sql {
  const plain = withoutUnderscores(text)
  const fraction = sql`length(rtrim(regexp_extract(${plain}, '[.]([0-9]*)', 1), '0'))`
  const exponent = sql`CAST('0' || regexp_extract(${plain}, '[eE][+]?([0-9]{1,6})$', 1) AS INTEGER) - CAST('0' || regexp_extract(${plain}, '[eE]-([0-9]{1,6})$', 1) AS INTEGER)`
  return sql`regexp_full_match(${text}, '${NUMERIC}') AND ${fraction} - (${exponent}) > ${String(scale)}`
}

/**
 * A float as text: both print the shortest digits that read back, but PostgreSQL drops `.0` and goes to exponents from
 * 1e15 on, of float32 from 1e6 on, where DuckDB waits until 1e16.
 */
export function floatToText(value: Sql, from: EngineType): Sql {
  return bindOnce([value], (at) => {
    const number = at(0)
    const text = sql`CAST(${number} AS VARCHAR)`
    const plain = sql`regexp_replace(${text}, '[.]0$', '')`
    const digits = sql`replace(replace(${plain}, '-', ''), '.', '')`
    const mantissa = sql`rtrim(rtrim(left(${digits}, 1) || '.' || substr(${digits}, 2), '0'), '.')`
    const exponent = sql`lpad(CAST(length(split_part(replace(${plain}, '-', ''), '.', 1)) - 1 AS VARCHAR), 2, '0')`
    const large = sql`CASE WHEN ${number} < 0 THEN '-' ELSE '' END || ${mantissa} || 'e+' || ${exponent}`
    const from1 = from.kind === 'float32' ? '1e6' : '1e15'
    return sql`CASE WHEN isnan(${number}) THEN 'NaN' WHEN isinf(${number}) THEN CASE WHEN ${number} > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN abs(${number}) >= ${from1} AND NOT contains(${text}, 'e') THEN ${large} ELSE ${plain} END`
  })
}
