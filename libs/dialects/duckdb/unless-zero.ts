import { isNullable } from '#plan'
import type { PrintedCall } from '../base/dialect.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { DIVISION_BY_ZERO } from './raise.ts'

/** Guards a quotient: PostgreSQL raises on a zero divisor, unless an operand is null. */
export function unlessZero(call: PrintedCall, left: Sql, right: Sql, quotient: Sql): Sql {
  const [dividend, divisor] = call.arguments
  if (divisor?.kind === 'literal' && divisor.value !== null && Number(divisor.value) !== 0) return quotient
  const known = dividend !== undefined && isNullable(dividend) ? sql` AND ${left} IS NOT NULL` : NOTHING
  return sql`CASE WHEN ${right} = 0${known} THEN ${DIVISION_BY_ZERO} ELSE ${quotient} END`
}
