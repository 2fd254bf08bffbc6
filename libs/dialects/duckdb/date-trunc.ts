import { type Expression, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { argument, constantText } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { inTimestamps } from './calendar-range.ts'
import { atUtc, fromUtcClock, utcClock } from './clocks.ts'
import { daysOf, intervalOf, microsOf, monthsOf } from './intervals.ts'
import { clockIn, fromZone, zoneOf } from './zones.ts'

/** Units that DuckDB cuts as PostgreSQL does; the years of the others are counted from 1, or before the year 1 otherwise. */
const OF_DAY: ReadonlySet<string> = new Set(['microseconds', 'milliseconds', 'second', 'minute', 'hour'])
const OF_CALENDAR: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year'])
/** Years of a unit, and the first year of one of them. */
const YEARS: Readonly<Record<string, readonly [size: string, first: string]>> = {
  decade: ['10', '0'],
  century: ['100', '1'],
  millennium: ['1000', '1'],
}

function truncated(unit: string, clock: Sql, call: PrintedCall, render: ExpressionRenderer): Sql {
  if (OF_DAY.has(unit) || OF_CALENDAR.has(unit)) return sql`CAST(date_trunc('${unit}', ${clock}) AS TIMESTAMP)`
  const [size, first] = YEARS[unit] ?? render.refuse('FUNCTION_NOT_EXACT', call)
  return bindOnce([clock], (at) => {
    const units = sql`CAST(floor((year(${at(0)}) - ${first}) / ${size}.0) AS BIGINT)`
    const cut = sql`make_timestamp(${units} * ${size} + ${first}, 1, 1, 0, 0, 0)`
    return sql`CASE WHEN isfinite(${at(0)}) THEN ${cut} ELSE ${at(0)} END`
  })
}

/** In a zone its clock is cut; below a day the offset stays what it was, above it is looked up again. */
function truncatedIn(zone: Expression, unit: string, value: Sql, call: PrintedCall, render: ExpressionRenderer): Sql {
  const name = zoneOf(zone, call, render)
  if (!OF_DAY.has(unit)) return fromZone(truncated(unit, clockIn(value, name), call, render), name)
  return bindOnce([utcClock(value), clockIn(value, name)], (at) => {
    const cut = truncated(unit, at(1), call, render)
    const moved = fromUtcClock(inTimestamps(sql`${at(0)} - (${at(1)} - ${cut})`))
    return sql`CASE WHEN isfinite(${at(0)}) THEN ${moved} ELSE ${fromUtcClock(at(0))} END`
  })
}

const INTERVAL_MONTHS: Readonly<Record<string, string>> = {
  month: '1',
  quarter: '3',
  year: '12',
  decade: '120',
  century: '1200',
  millennium: '12000',
}
const INTERVAL_MICROS: Readonly<Record<string, string>> = {
  microseconds: '1',
  milliseconds: '1000',
  second: '1000000',
  minute: '60000000',
  hour: '3600000000',
}

function truncatedInterval(unit: string, value: Sql, call: PrintedCall, render: ExpressionRenderer): Sql {
  return bindOnce([value], (at) => {
    const [months, days, micros] = [monthsOf(at(0)), daysOf(at(0)), microsOf(at(0))]
    const nothing = sql`${micros} * 0`
    const monthsKept = INTERVAL_MONTHS[unit]
    if (monthsKept !== undefined) return intervalOf(sql`${months} // ${monthsKept} * ${monthsKept}`, nothing, nothing)
    if (unit === 'day') return intervalOf(months, days, nothing)
    const microsKept = INTERVAL_MICROS[unit] ?? render.refuse('FUNCTION_NOT_EXACT', call)
    return intervalOf(months, days, sql`${micros} // ${microsKept} * ${microsKept}`)
  })
}

/** date_trunc(unit, value), or of an instant on the clock of a zone. */
export const dateTrunc: FunctionRewrite = (call, render) => {
  const unit = constantText(call, 0, render)
  const value = argument(call, 1, render)
  const type = typeOf(value)
  const zone = call.arguments[2]
  if (type.kind === 'interval') return truncatedInterval(unit, render.value(value), call, render)
  if (zone !== undefined) return truncatedIn(zone, unit, render.value(value), call, render)
  return atUtc(render.value(value), type, call, render, (clock) => inTimestamps(truncated(unit, clock, call, render)))
}
