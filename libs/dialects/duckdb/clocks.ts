import type { EngineType } from '#arrow'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { type Sql, sql } from '../base/sql.ts'

/** An instant as its UTC clock; a timestamp is one already. */
export function clockOf(value: Sql, type: EngineType): Sql {
  return type.kind === 'timestamptz' ? sql`timezone('UTC', ${value})` : value
}

/** A UTC clock as a value of the type. */
export function fromClock(clock: Sql, type: EngineType): Sql {
  return type.kind === 'timestamptz' ? sql`timezone('UTC', ${clock})` : clock
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
