import type { Expression } from '#plan'
import type { ExpressionRenderer, FunctionRewrite } from '../base/dialect.ts'
import { joinSql, type Sql, sql } from '../base/sql.ts'

/**
 * coalesce, with constants in front as a CASE, which DuckDB settles at once: a coalesce that it settles later, in the
 * condition of a correlated subquery, makes it lose a column.
 */
export const coalesce: FunctionRewrite = (call, render) => firstPresent(call.arguments, render)

function firstPresent(choices: readonly Expression[], render: ExpressionRenderer): Sql {
  const [first, ...rest] = choices
  if (first === undefined || rest.length === 0 || !isConstant(first)) {
    const printed = choices.map((choice) => render.value(choice))
    return sql`coalesce(${joinSql(printed, ', ')})`
  }
  const value = render.value(first)
  return sql`CASE WHEN ${value} IS NOT NULL THEN ${value} ELSE ${firstPresent(rest, render)} END`
}

/** True when no row decides the value, and however often it is computed it is the same. */
function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true
    case 'cast':
      return isConstant(expression.argument)
    case 'call':
      return expression.arguments.every(isConstant)
    default:
      return false
  }
}
