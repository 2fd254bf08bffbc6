import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'

/** A float as the nearest whole number, the even one of two. DuckDB's own function is not exact from some 1e15 on. */
export function halfEven(value: Sql): Sql {
  return bindOnce([value], (at) => {
    const long = sql`abs(${at(0)}) >= 1e12 AND abs(${at(0)}) < 4503599627370496e0`
    return sql`CASE WHEN ${long} THEN CAST(CAST(${at(0)} AS BIGINT) AS DOUBLE) ELSE round_even(${at(0)}, 0) END`
  })
}
