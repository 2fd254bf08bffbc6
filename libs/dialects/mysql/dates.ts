import { type EngineType, sameType } from '#arrow'
import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, constantText } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { isDate, isRealDate } from './values.ts'

/** A part of a date, or of a date's time. */
const FIELDS: Readonly<Record<string, (value: Sql) => Sql>> = {
  year: (value) => sql`YEAR(${value})`,
  quarter: (value) => sql`QUARTER(${value})`,
  month: (value) => sql`MONTH(${value})`,
  day: (value) => sql`DAYOFMONTH(${value})`,
  doy: (value) => sql`DAYOFYEAR(${value})`,
  dow: (value) => sql`(DAYOFWEEK(${value}) - 1)`,
  isodow: (value) => sql`(WEEKDAY(${value}) + 1)`,
  week: (value) => sql`WEEK(${value}, 3)`,
  isoyear: (value) => sql`(YEARWEEK(${value}, 3) DIV 100)`,
  hour: (value) => sql`HOUR(${value})`,
  minute: (value) => sql`MINUTE(${value})`,
  second: (value) => sql`(SECOND(${value}) + MICROSECOND(${value}) * 0.000001)`,
}

/** Fields that a date without a time has too; of the others PostgreSQL knows none. */
const OF_TIME: ReadonlySet<string> = new Set(['hour', 'minute', 'second'])

const part: FunctionRewrite = (call, render) => {
  const name = constantText(call, 0, render).toLowerCase()
  const value = argument(call, 1, render)
  const field = FIELDS[name]
  const ofDateOnly = typeOf(value).kind === 'date' && OF_TIME.has(name)
  if (field === undefined || !isDate(value) || ofDateOnly) return render.refuse('FUNCTION_NOT_EXACT', call)
  const printed = render.value(value)
  return sql`CASE WHEN ${isRealDate(printed)} THEN ${asNumber(field(printed), call, render)} END`
}

function asNumber(value: Sql, call: PrintedCall, render: ExpressionRenderer): Sql {
  return call.type.kind === 'float64' ? sql`(${value} + 0e0)` : castTo(value, call.type, call, render)
}

/** The beginning of a unit as text of a date; weeks begin on Monday. */
const UNITS: Readonly<Record<string, (value: Sql) => Sql>> = {
  year: (value) => sql`DATE_FORMAT(${value}, '%Y-01-01')`,
  quarter: (value) => sql`CONCAT(DATE_FORMAT(${value}, '%Y-'), LPAD(QUARTER(${value}) * 3 - 2, 2, '0'), '-01')`,
  month: (value) => sql`DATE_FORMAT(${value}, '%Y-%m-01')`,
  week: (value) => sql`(CAST(${value} AS DATE) - INTERVAL WEEKDAY(${value}) DAY)`,
  day: (value) => sql`CAST(${value} AS DATE)`,
  hour: (value) => sql`DATE_FORMAT(${value}, '%Y-%m-%d %H:00:00')`,
  minute: (value) => sql`DATE_FORMAT(${value}, '%Y-%m-%d %H:%i:00')`,
  second: (value) => sql`DATE_FORMAT(${value}, '%Y-%m-%d %H:%i:%s')`,
}

const truncate: FunctionRewrite = (call, render) => {
  const value = argument(call, 1, render)
  const unit = UNITS[constantText(call, 0, render).toLowerCase()]
  const plain = call.arguments.length === 2 && isDate(value) && sameType(typeOf(value), call.type)
  if (unit === undefined || !plain) return render.refuse('FUNCTION_NOT_EXACT', call)
  const printed = render.value(value)
  return sql`CASE WHEN ${isRealDate(printed)} THEN CAST(${unit(printed)} AS DATETIME(6)) END`
}

const difference: FunctionRewrite = (call, render) => {
  const [left, right] = call.arguments.map((side) => render.value(side))
  if (left === undefined || right === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
  return sql`CASE WHEN ${isRealDate(left)} AND ${isRealDate(right)} THEN DATEDIFF(${left}, ${right}) END`
}

/** Dates; sessions are in UTC. What could lead out of MySQL's years, 1 to 9999, is not said: it gives NULL there. */
export const DATES: FunctionTable = {
  extract: part,
  date_part: part,
  date_trunc: truncate,
  date_difference: difference,
}

/** True for conversions between dates and instants, which a session in UTC prints alike. */
export function isCalendarCast(from: EngineType, to: EngineType): boolean {
  const stamps = ['timestamp', 'timestamptz']
  return (from.kind === 'date' || stamps.includes(from.kind)) && stamps.includes(to.kind)
}
