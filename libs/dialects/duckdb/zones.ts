import { type Expression, fixedOffset, typeOf, type ZoneText } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { argument } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'

const NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/

/** The constant zone of an expression; refuses any other. */
export function zoneOf(zone: Expression, call: PrintedCall, render: ExpressionRenderer): ZoneText {
  const text = zone.kind === 'literal' ? zone.value : null
  if (text !== null && (NAME.test(text) || fixedOffset(text) !== undefined)) return text
  return render.refuse('FUNCTION_NOT_EXACT', call)
}

/** What a zone's clock shows at an instant. */
export function toZone(instant: Sql, zone: ZoneText): Sql {
  const offset = fixedOffset(zone)
  if (offset === undefined) return sql`timezone('${zone}', ${instant})`
  return sql`(timezone('UTC', ${instant}) + to_seconds(${String(offset)}))`
}

/** The instant at which a zone's clock shows a time. */
export function fromZone(clock: Sql, zone: ZoneText): Sql {
  const offset = fixedOffset(zone)
  if (offset === undefined) return sql`timezone('${zone}', ${clock})`
  return sql`timezone('UTC', ${clock} - to_seconds(${String(offset)}))`
}

/** AT TIME ZONE. */
export const timezone: FunctionRewrite = (call, render) => {
  const zone = zoneOf(argument(call, 0, render), call, render)
  const value = argument(call, 1, render)
  const printed = render.value(value)
  return typeOf(value).kind === 'timestamptz' ? toZone(printed, zone) : fromZone(printed, zone)
}
