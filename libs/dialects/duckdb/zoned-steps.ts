import { TIMESTAMPTZ } from '#arrow'
import type { FunctionRewrite } from '../base/dialect.ts'
import { argument } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { inTimestamps } from './calendar-range.ts'
import { clockOf, fromClock } from './clocks.ts'
import { daysOf, microsOf, monthsOf } from './intervals.ts'
import { moved } from './zoned-series.ts'
import { zoneOf } from './zones.ts'

/**
 * A moment moved by months, then by days of a zone, then by time. Where there are none it is not read by the zone's clock:
 * of an hour that it shows twice that would be the other one.
 */
export const addInZone: FunctionRewrite = (call, render) => {
  const [moment, step] = [0, 1].map((place) => render.value(argument(call, place, render)))
  if (moment === undefined || step === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
  const zone = zoneOf(argument(call, 2, render), call, render)
  const after = (clock: Sql, count: (interval: Sql) => Sql, unit: string): Sql =>
    bindOnce([clock, step], (at) => {
      const one = sql`${unit}(CAST(${count(at(1))} AS INTEGER))`
      const isStill = sql`${count(at(1))} = 0 OR NOT isfinite(${at(0)})`
      return sql`CASE WHEN ${isStill} THEN ${at(0)} ELSE ${moved(at(0), zone, one)} END`
    })
  const days = after(after(clockOf(moment, TIMESTAMPTZ), monthsOf, 'to_months'), daysOf, 'to_days')
  const clock = bindOnce([days, step], (at) => sql`(${at(0)} + to_microseconds(${microsOf(at(1))}))`)
  return fromClock(
    bindOnce([clock], (at) => inTimestamps(at(0))),
    TIMESTAMPTZ,
  )
}
