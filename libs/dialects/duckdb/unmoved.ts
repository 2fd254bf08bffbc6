import { type Sql, sql } from '../base/sql.ts'

/**
 * A computation that may raise, kept whole: in a comparison with a constant DuckDB would move its cast, sum or product
 * to the other side, and what it raises would be lost.
 */
export function unmoved(value: Sql): Sql {
  return sql`greatest(${value})`
}
