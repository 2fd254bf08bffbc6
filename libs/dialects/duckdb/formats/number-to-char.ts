import type { EngineType } from '#arrow'
import { type NumberFormat, parseNumberFormat, typeOf } from '#plan'
import type { FunctionRewrite } from '../../base/dialect.ts'
import { argument, constantText } from '../../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../../base/sql.ts'
import { bindOnce } from '../bind-once.ts'
import { raise } from '../raise.ts'

/** A float has no more digits to show; PostgreSQL cuts the format then. */
const MOST_FLOAT_DIGITS = 15

/** to_char of a number by a constant format. */
export const numberToChar: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const format = parseNumberFormat(constantText(call, 1, render)) ?? render.refuse('FUNCTION_NOT_EXACT', call)
  return bindOnce([render.value(value)], (given) => {
    const rounded = roundedText(given(0), typeOf(value), format.places) ?? render.refuse('TYPE_NOT_EXACT', call)
    return bindOnce([rounded], (text) => {
      const whole = sql`ltrim(split_part(${text(0)}, '.', 1), '-')`
      const known = sql`CASE WHEN ${whole} = '' THEN '0' ELSE ${whole} END`
      const fraction = sql`rpad(split_part(${text(0)}, '.', 2), ${String(format.places)}, '0')`
      return bindOnce([sql`starts_with(${text(0)}, '-')`, known, fraction], (part) =>
        printed(format, { isNegative: part(0), whole: part(1), fraction: part(2) }),
      )
    })
  })
}

/** The number with its sign, rounded to the places; undefined for a type that is not covered. */
function roundedText(value: Sql, type: EngineType, places: number): Sql | undefined {
  const text = sql`CAST(${value} AS VARCHAR)`
  switch (type.kind) {
    case 'int32':
    case 'int64':
      return text
    case 'decimal':
      return type.scale > places ? sql`CAST(round(${value}, ${String(places)}) AS VARCHAR)` : text
    case 'float64':
      return floatText(value, places)
    default:
      return undefined
  }
}

function floatText(value: Sql, places: number): Sql {
  const digits = sql`length(format('{:.0f}', abs(${value}))) + ${String(places)}`
  const isTooFine = places === 0 ? raw('false') : sql`${digits} > ${String(MOST_FLOAT_DIGITS)}`
  const isNone = sql`isnan(${value}) OR isinf(${value})`
  return sql`CASE WHEN ${value} IS NULL THEN NULL WHEN ${isNone} THEN ${NO_DIGITS} WHEN ${isTooFine} THEN ${TOO_FINE} ELSE format('{:.${String(places)}f}', ${value}) END`
}

const NO_DIGITS = raise('0A000', 'to_char by a format has no text for NaN and infinity here')
const TOO_FINE = raise('0A000', 'to_char shows up to 15 digits of a double precision here; cast it to numeric')

interface Parts {
  readonly isNegative: Sql
  readonly whole: Sql
  readonly fraction: Sql
}

/** Where the digits are too many all of them are #. */
function printed(format: NumberFormat, { isNegative, whole, fraction }: Parts): Sql {
  const isOver = sql`length(${whole}) > ${String(format.digits)}`
  const fitting = (text: Sql, width: number): Sql =>
    sql`CASE WHEN ${isOver} THEN repeat('#', ${String(width)}) ELSE ${text} END`
  const all = fitting(fraction, format.places)
  const kept = String(format.keptPlaces)
  return bindOnce([fitting(whole, format.digits), all, isNegative], (fitted) => {
    const trimmed = sql`(left(${fitted(1)}, ${kept}) || rtrim(substr(${fitted(1)}, ${kept} + 1), '0'))`
    const shown = format.isBare ? trimmed : fitted(1)
    const decimals = format.places === 0 ? raw(`''`) : sql`('.' || ${shown})`
    const digits = grouped(format, wholeDigits(format, fitted(0), shown))
    return sql`(${quoted(format.before)} || ${signed(format, digits, decimals, fitted(2))} || ${quoted(format.after)})`
  })
}

/** The digits before the point: a lone zero before decimals is left out where no 0 asks for it. */
function wholeDigits({ zeros, places, isBare }: NumberFormat, whole: Sql, shown: Sql): Sql {
  if (zeros > 0) return sql`lpad(${whole}, CAST(greatest(length(${whole}), ${String(zeros)}) AS INTEGER), '0')`
  if (places === 0) return whole
  const isOmitted = isBare ? sql`${whole} = '0' AND ${shown} <> ''` : sql`${whole} = '0'`
  return sql`CASE WHEN ${isOmitted} THEN '' ELSE ${whole} END`
}

/** The digits with the commas that stand between them. */
function grouped({ whole, digits }: NumberFormat, shown: Sql): Sql {
  if (!whole.includes(',')) return shown
  return bindOnce([sql`lpad(${shown}, ${String(digits)}, ' ')`], (padded) => {
    const groups = whole.split(',')
    let start = 1
    const parts = groups.map((group) => {
      const part = sql`substr(${padded(0)}, ${String(start)}, ${String(group.length)})`
      start += group.length
      return part
    })
    return sql`ltrim(${joinSql(parts, ` || ',' || `)}, ' ,')`
  })
}

function signed(format: NumberFormat, digits: Sql, decimals: Sql, isNegative: Sql): Sql {
  const { style, stands } = format.sign
  const either = (negative: string, positive: string): Sql =>
    sql`CASE WHEN ${isNegative} THEN '${negative}' ELSE '${positive}' END`
  const blank = format.isBare ? '' : ' '
  const width = format.whole.length
  const filled = (text: Sql, wide: number): Sql => (format.isBare ? text : sql`lpad(${text}, ${String(wide)}, ' ')`)
  const slotted = (slot: Sql): Sql => sql`${filled(sql`(${slot} || ${digits})`, width + 1)} || ${decimals}`
  const bare = sql`${filled(digits, width)} || ${decimals}`
  const beside = (sign: Sql, number: Sql): Sql =>
    stands === 'before' ? sql`(${sign} || ${number})` : sql`(${number} || ${sign})`
  switch (style) {
    case 'plain':
      return slotted(either('-', blank))
    case 'S':
      return stands === 'before' ? slotted(either('-', '+')) : beside(either('-', '+'), bare)
    case 'MI':
      return beside(either('-', blank), bare)
    case 'SG':
      return beside(either('-', '+'), bare)
    case 'PL':
      return beside(either(blank, '+'), slotted(either('-', blank)))
    case 'PR':
      return sql`${slotted(either('<', blank))} || ${either('>', blank)}`
  }
}

function quoted(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`)
}
