import type { EngineType } from '#arrow'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'

/** An instant as its UTC clock; a timestamp is one already. */
export function clockOf(value: Sql, type: EngineType): Sql {
  return type.kind === 'timestamptz' ? utcClock(value) : value
}

/** A UTC clock as a value of the type. */
export function fromClock(clock: Sql, type: EngineType): Sql {
  return type.kind === 'timestamptz' ? fromUtcClock(clock) : clock
}

/**
 * What the clock of UTC shows at an instant. Microseconds are counted over: DuckDB's `timezone` takes fifty times as
 * long, and counts milliseconds in a double, which has not all of them after the year 287396. Only infinity needs it.
 */
export function utcClock(instant: Sql): Sql {
  return bindOnce([instant], (at) => sql`coalesce(make_timestamp(epoch_us(${at(0)})), timezone('UTC', ${at(0)}))`)
}

/** The instant at which the clock of UTC shows a time. */
export function fromUtcClock(clock: Sql): Sql {
  return bindOnce([clock], (at) => sql`coalesce(make_timestamptz(epoch_us(${at(0)})), timezone('UTC', ${at(0)}))`)
}

/** Works on the UTC clock of an instant: kernels never depend on a session's zone. */
export function atUtc(
  value: Sql,
  type: EngineType,
  call: PrintedCall,
  render: ExpressionRenderer,
  work: (clock: Sql) => Sql,
): Sql {
  if (type.kind !== 'timestamp' && type.kind !== 'timestamptz') return render.refuse('TYPE_NOT_EXACT', call)
  return fromClock(work(clockOf(value, type)), type)
}
