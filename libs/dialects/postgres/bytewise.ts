import type { EngineType } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'

const BYTEWISE = ' COLLATE "C"'

/** Text that is compared for order stands in byte order, whatever the column's collation. */
export function bytewise(value: Sql, type: EngineType): Sql {
  return type.kind === 'string' ? sql`${value}${BYTEWISE}` : value
}
