import { type Expression, fixedOffset, typeOf, type ZoneText } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { argument } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { betweenZones, betweenZonesInRange, inTimestamps } from './calendar-range.ts'
import { fromUtcClock, utcClock } from './clocks.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/

/** The constant zone of an expression; refuses any other. */
export function zoneOf(zone: Expression, call: PrintedCall, render: ExpressionRenderer): ZoneText {
  const text = zone.kind === 'literal' ? zone.value : null
  if (text !== null && (NAME.test(text) || fixedOffset(text) !== undefined)) return text
  return render.refuse('FUNCTION_NOT_EXACT', call)
}

/** What a zone's clock shows at an instant, as a timestamp, which begins where PostgreSQL's do. */
export function toZone(instant: Sql, zone: ZoneText): Sql {
  return bindOnce([instant], (at) =>
    offsetOf(zone) === undefined
      ? betweenZonesInRange(at(0), 'timestamptz', moveTo(zone))
      : bindOnce([clockIn(at(0), zone)], (of) => inTimestamps(of(0))),
  )
}

/** What a zone's clock shows at an instant, though it be a time before PostgreSQL's timestamps. */
export function clockIn(instant: Sql, zone: ZoneText): Sql {
  const offset = offsetOf(zone)
  if (offset !== undefined) return movedBy(utcClock(instant), offset)
  return bindOnce([instant], (at) => betweenZones(at(0), 'timestamptz', moveTo(zone)))
}

/** The instant at which a zone's clock shows a time. */
export function fromZone(clock: Sql, zone: ZoneText): Sql {
  const offset = offsetOf(zone)
  return bindOnce([clock], (at) =>
    offset === undefined
      ? betweenZonesInRange(at(0), 'timestamp', moveTo(zone))
      : fromUtcClock(inTimestamps(movedBy(at(0), -offset))),
  )
}

const moveTo =
  (zone: ZoneText) =>
  (moment: Sql): Sql =>
    sql`timezone('${zone}', ${moment})`

function offsetOf(zone: ZoneText): number | undefined {
  return zone === 'UTC' ? 0 : fixedOffset(zone)
}

function movedBy(clock: Sql, seconds: number): Sql {
  return seconds === 0 ? clock : sql`(${clock} + to_seconds(${String(seconds)}))`
}

/** AT TIME ZONE. */
export const timezone: FunctionRewrite = (call, render) => {
  const zone = zoneOf(argument(call, 0, render), call, render)
  const value = argument(call, 1, render)
  const printed = render.value(value)
  return typeOf(value).kind === 'timestamptz' ? toZone(printed, zone) : fromZone(printed, zone)
}
