import type { ZoneText } from '#plan'
import { raw, type Sql, sql } from '../base/sql.ts'
import { fromUtcClock, utcClock } from './clocks.ts'
import { letIn } from './json.ts'
import { BEFORE, GIVEN, ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'
import { structOf } from './structs.ts'
import { fromZone, toZone } from './zones.ts'

/** Each moment is computed from the one before it, in a list that is copied every time. */
const MAX_ROWS = 20_000
const TOO_MANY = raise('54000', `a series by days or months of a zone has more than ${MAX_ROWS} rows`)
/** A day of a zone may be so much shorter, as at the beginning of summer time. */
const LEAST_DAY = 22 * 3600
const LEAST_MONTH = 28 * LEAST_DAY

/** Months, days and microseconds that all go one way; not all of them are zero. */
export interface SeriesStep {
  readonly months: number
  readonly days: number
  readonly micros: number
}

/** What a zone's clock shows, moved and read again: at a moment that it leaves out, as the zone's rules have it. */
export function moved(clock: Sql, zone: ZoneText, interval: Sql): Sql {
  const instant = fromZone(sql`${toZone(fromUtcClock(clock), zone)} + ${interval}`, zone)
  return utcClock(instant)
}

/**
 * The moments from start to stop, as UTC clocks in a list: like PostgreSQL, each is the one before it moved by months,
 * then by days of the zone, then by time. Months and days are of the zone's calendar, so that no formula says the n-th.
 */
export function zonedSeries(start: Sql, stop: Sql, { months, days, micros }: SeriesStep, zone: ZoneText): Sql {
  const [from, to] = [raw(`${GIVEN}.start`), raw(`${GIVEN}.stop`)]
  const last = raw(`${BEFORE}[-1]`)
  const afterMonths = months === 0 ? last : moved(last, zone, raw(`INTERVAL '${months} months'`))
  const afterDays = days === 0 ? afterMonths : moved(afterMonths, zone, raw(`INTERVAL '${days} days'`))
  const next = micros === 0 ? afterDays : sql`${afterDays} + INTERVAL '${String(micros)} microseconds'`
  const isUp = months > 0 || days > 0 || micros > 0
  const least = Math.abs(months) * LEAST_MONTH + Math.abs(days) * LEAST_DAY + Math.abs(micros) / 1e6
  const rows = sql`CAST(ceil(abs(epoch(${to}) - epoch(${from})) / ${`${least}e0`}) AS BIGINT) + 1`
  const empty = sql`CAST([] AS TIMESTAMP[])`
  const places = sql`list_transform(range(${rows}), lambda ${ITEM}: ${empty})`
  const all = sql`list_reduce(list_concat([[${from}]], ${places}), lambda ${BEFORE}, ${ITEM}: list_append(${BEFORE}, ${next}))`
  const isWithin = (moment: Sql): Sql => sql`${moment} ${isUp ? '<=' : '>='} ${to}`
  const kept = letIn(
    ITEM,
    all,
    sql`CASE WHEN ${isWithin(raw(`${ITEM}[-1]`))} THEN ${TOO_MANY} ELSE list_filter(${ITEM}, lambda ${BEFORE}: ${isWithin(raw(BEFORE))}) END`,
  )
  return letIn(
    GIVEN,
    structOf({ start, stop }),
    sql`CASE WHEN ${from} IS NULL OR ${to} IS NULL OR NOT ${isWithin(from)} THEN ${empty} WHEN NOT isfinite(${from}) OR NOT isfinite(${to}) THEN ${TOO_MANY} WHEN ${rows} > ${String(MAX_ROWS)} THEN ${TOO_MANY} ELSE ${kept} END`,
  )
}
