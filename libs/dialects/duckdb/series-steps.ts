import type { Expression } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { joinSql, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'

export const ZERO_STEP = raise('22023', 'step size cannot equal zero')

/** A step of zero is an error wherever there are bounds to go between. */
export function numberStep(step: Expression, ends: readonly Sql[], render: ExpressionRenderer): Sql {
  const printed = render.value(step)
  if (step.kind === 'literal' && step.value !== null && Number(step.value) !== 0) return printed
  const bounded = ends.map((end) => sql`${end} IS NOT NULL`)
  return sql`CASE WHEN ${printed} = 0 AND ${joinSql(bounded, ' AND ')} THEN ${ZERO_STEP} ELSE ${printed} END`
}
