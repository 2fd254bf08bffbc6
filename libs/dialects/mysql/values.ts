import type { TypeKind } from '#arrow'
import { type Expression, typeOf } from '#plan'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { joinSql, type Sql, sql } from '../base/sql.ts'

/**
 * How values of a kind compare there: as PostgreSQL's do; so but for zero dates, which are no dates to us; by their
 * bytes, when they are asked for; or otherwise. A float32 is compared as a rounded double.
 */
export const COMPARED: Readonly<Record<TypeKind, 'exact' | 'but_zero_dates' | 'by_bytes' | 'otherwise'>> = {
  boolean: 'exact',
  int16: 'exact',
  int32: 'exact',
  int64: 'exact',
  uint64: 'exact',
  float32: 'otherwise',
  float64: 'exact',
  decimal: 'exact',
  string: 'by_bytes',
  binary: 'exact',
  date: 'but_zero_dates',
  time: 'exact',
  timestamp: 'but_zero_dates',
  timestamptz: 'but_zero_dates',
  interval: 'otherwise',
  json: 'otherwise',
  uuid: 'otherwise',
  array: 'otherwise',
}

/** Kinds that can be counted, added and compared as numbers. */
const NUMBERS: ReadonlySet<TypeKind> = new Set(['int16', 'int32', 'int64', 'uint64', 'float64', 'decimal'])

/** True for expressions whose values are numbers that MySQL computes with as PostgreSQL does. */
export function isNumber(expression: Expression): boolean {
  return NUMBERS.has(typeOf(expression).kind)
}

/** True for expressions whose values are dates of the calendar, with or without a time. */
export function isDate(expression: Expression): boolean {
  return COMPARED[typeOf(expression).kind] === 'but_zero_dates'
}

export function isText(expression: Expression): boolean {
  return typeOf(expression).kind === 'string'
}

/** The text as UTF-8 bytes: equal only when every byte is, spaces and case included, whatever the collation. */
export function bytes(value: Sql): Sql {
  return sql`CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`
}

/** The text as characters that are told apart by their code, for functions that look for some in others. */
export function characters(value: Sql): Sql {
  return sql`CONVERT(${value} USING utf8mb4) COLLATE utf8mb4_bin`
}

/** True for a column of text that MySQL itself compares by bytes: of a binary collation without padding. */
export function isBinary(expression: Expression, render: ExpressionRenderer): boolean {
  return render.entry(expression)?.column?.comparison === 'binary'
}

/**
 * True for texts MySQL compares by bytes. A constant takes the collation of the column beside it; constants alone take
 * the connection's, which may know no case.
 */
export function areBinary(sides: readonly Expression[], render: ExpressionRenderer): boolean {
  const columns = sides.filter((side) => side.kind !== 'literal')
  return columns.length > 0 && columns.every((column) => isBinary(column, render))
}

/** Characters whose bytes are all looked at in sorting and grouping: max_sort_length is 1,024 bytes. */
const SORTED_CHARACTERS = 255
const SHORT = /^(?:var)?char\((\d+)\)/

/** True for a column of text that is never longer than what MySQL sorts by. */
export function isShortText(expression: Expression, render: ExpressionRenderer): boolean {
  const length = SHORT.exec(render.entry(expression)?.column?.sourceType ?? '')?.[1]
  return length !== undefined && Number(length) <= SORTED_CHARACTERS
}

/** True for a date PostgreSQL has: not `0000-00-00`, `2200-00-08`, `2024-02-31` or of the year 0. */
export function isRealDate(value: Sql): Sql {
  const days = sql`COALESCE(DAYOFMONTH(LAST_DAY(${value})), 0)`
  // A comparison costs a row less than YEAR() does.
  return sql`${value} >= DATE'0001-01-01' AND DAYOFMONTH(${value}) BETWEEN 1 AND ${days}`
}

/** The value; NULL for a date that PostgreSQL has not. */
export function realDate(value: Sql): Sql {
  return sql`CASE WHEN ${isRealDate(value)} THEN ${value} END`
}

/** The value as MySQL may compute with it: a date only where it is one. */
export function realValue(expression: Expression, render: ExpressionRenderer): Sql {
  const value = render.value(expression)
  return isDate(expression) && expression.kind !== 'literal' ? realDate(value) : value
}

/** The sides whose dates may not be real ones. */
export function datesAmong(sides: readonly Expression[]): readonly Expression[] {
  return sides.filter((side) => isDate(side) && side.kind !== 'literal')
}

/** A condition on dates that holds of none that PostgreSQL has not. */
export function onRealDates(call: PrintedCall, condition: Sql, render: ExpressionRenderer): Sql {
  const dates = datesAmong(call.arguments)
  if (dates.length === 0) return condition
  const real = joinSql(
    dates.map((side) => isRealDate(render.value(side))),
    ' AND ',
  )
  return call.positive ? sql`(${condition} AND ${real})` : sql`(CASE WHEN ${real} THEN ${condition} END)`
}
