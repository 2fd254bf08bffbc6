import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'

const DATE_OUT_OF_RANGE = raise('22008', 'date out of range')
export const TIMESTAMP_OUT_OF_RANGE = raise('22008', 'timestamp out of range')
export const INTERVAL_OUT_OF_RANGE = raise('22008', 'interval out of range')

export const BEYOND_ARROW = raise('0A000', 'timestamps after 294247-01-10 04:00:54 are not supported')

/** The ends of PostgreSQL's calendar. DuckDB has days and moments before it, and days after it. */
const FIRST_DAY = raw(`CAST('4714-11-24 (BC)' AS DATE)`)
const LAST_DAY = raw(`CAST('5874897-12-31' AS DATE)`)
const FIRST_MOMENT = '4714-11-24 (BC) 00:00:00'
/** Its microseconds from 1970. */
export const FIRST_MICROS = '-210866803200000000'
/** No zone's clock is two days from another's. */
const AFTER_FIRST = '4714-11-26 (BC) 00:00:00'
/** The last minute whose milliseconds a double counts, as DuckDB's calendars of zones do. */
const LAST_OF_ZONES = '287396-10-12 08:59:00'

type MomentKind = 'timestamp' | 'timestamptz'

function momentAt(text: string, kind: MomentKind): Sql {
  return raw(kind === 'timestamp' ? `CAST('${text}' AS TIMESTAMP)` : `CAST('${text}+00' AS TIMESTAMP WITH TIME ZONE)`)
}

/**
 * A date moved by days, which must not leave PostgreSQL's calendar; an infinite one stays where it is. Both are named
 * several times.
 */
export function movedByDays(date: Sql, operator: '+' | '-', days: Sql): Sql {
  const ends =
    operator === '+'
      ? [sql`${FIRST_DAY} - ${date}`, sql`${LAST_DAY} - ${date}`]
      : [sql`${date} - ${LAST_DAY}`, sql`${date} - ${FIRST_DAY}`]
  const beyond = sql`isfinite(${date}) AND ${days} NOT BETWEEN ${joinSql(ends, ' AND ')}`
  return sql`CASE WHEN ${beyond} THEN ${DATE_OUT_OF_RANGE} ELSE CAST(${date} ${operator} ${days} AS DATE) END`
}

/**
 * A computed timestamp, which must not lie before PostgreSQL's calendar; DuckDB fails itself at the other end. It is
 * named several times.
 */
export function inTimestamps(moment: Sql): Sql {
  const beyond = sql`${moment} < ${momentAt(FIRST_MOMENT, 'timestamp')} AND isfinite(${moment})`
  return sql`CASE WHEN ${beyond} THEN ${TIMESTAMP_OUT_OF_RANGE} ELSE ${moment} END`
}

const MAKE: Readonly<Record<MomentKind, string>> = { timestamp: 'make_timestamp', timestamptz: 'make_timestamptz' }

/**
 * What DuckDB's calendar of a zone makes of a moment of some kind: an instant of a clock's time, or the other way round.
 * It is dear to compute, so that only near the ends more is done. The moment is named several times.
 */
export function betweenZones(moment: Sql, kind: MomentKind, move: (moment: Sql) => Sql): Sql {
  const moved = move(moment)
  // Whole seconds are even numbers of milliseconds, which a double counts for as long as there are timestamps.
  const rest = sql`epoch_us(${moment}) % 1000000`
  const whole = move(sql`${MAKE[kind]}(epoch_us(${moment}) - ${rest})`)
  const late = sql`CASE WHEN isfinite(${moment}) THEN ${MAKE[otherKind(kind)]}(epoch_us(${whole}) + ${rest}) ELSE ${moved} END`
  return sql`CASE WHEN ${moment} > ${momentAt(LAST_OF_ZONES, kind)} THEN ${late} ELSE ${moved} END`
}

/** As `betweenZones`, of what may not lie before PostgreSQL's calendar. */
export function betweenZonesInRange(moment: Sql, kind: MomentKind, move: (moment: Sql) => Sql): Sql {
  const isEarly = sql`isfinite(${moment}) AND ${move(moment)} < ${momentAt(FIRST_MOMENT, otherKind(kind))}`
  const early = sql`CASE WHEN ${isEarly} THEN ${TIMESTAMP_OUT_OF_RANGE} ELSE ${move(moment)} END`
  return sql`CASE WHEN ${moment} < ${momentAt(AFTER_FIRST, kind)} THEN ${early} ELSE ${betweenZones(moment, kind, move)} END`
}

function otherKind(kind: MomentKind): MomentKind {
  return kind === 'timestamp' ? 'timestamptz' : 'timestamp'
}
