import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from '../base/dialect.ts'
import { argument, values } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { comparedBy, isComparedOtherwise } from './compared-by.ts'
import { intervalKey } from './intervals.ts'

/** The sides of a comparison, intervals and jsonb as what PostgreSQL compares them by. */
export function comparedSides(call: PrintedCall, render: ExpressionRenderer): readonly Sql[] {
  return call.arguments.map((side) =>
    isComparedOtherwise(typeOf(side)) ? comparedBy(render.value(side), typeOf(side)) : render.comparand(side),
  )
}

/** The rewrite, but for intervals another. */
export const unlessInterval =
  (rewrite: FunctionRewrite, ofIntervals: FunctionRewrite): FunctionRewrite =>
  (call, render) =>
    typeOf(argument(call, 0, render)).kind === 'interval' ? ofIntervals(call, render) : rewrite(call, render)

/** The first of the greatest intervals, or of the least; NULLs are passed over. */
export const extremeInterval =
  (operator: '>' | '<'): FunctionRewrite =>
  (call, render) =>
    values(call, render).reduce((best, next) =>
      bindOnce(
        [best, next],
        (at) =>
          sql`CASE WHEN ${at(0)} IS NULL OR ${intervalKey(at(1))} ${operator} ${intervalKey(at(0))} THEN ${at(1)} ELSE ${at(0)} END`,
      ),
    )

/** NULLIF of intervals. */
export const nullIfInterval: FunctionRewrite = (call, render) =>
  bindOnce(
    values(call, render),
    (at) => sql`CASE WHEN ${intervalKey(at(0))} = ${intervalKey(at(1))} THEN NULL ELSE ${at(0)} END`,
  )
