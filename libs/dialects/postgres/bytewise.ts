import type { EngineType } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'

/** Text, and arrays of text: what has a collation. */
function isText(type: EngineType): boolean {
  return type.kind === 'array' ? isText(type.element) : type.kind === 'string'
}

/** Text that is compared for order stands in byte order, whatever the column's collation. */
export function bytewise(value: Sql, type: EngineType): Sql {
  return isText(type) ? sql`${value} COLLATE "C"` : value
}
