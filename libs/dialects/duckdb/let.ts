import type { Expression } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'

/**
 * Text that needs its arguments several times, or inside a lambda, where DuckDB takes no subqueries: each argument is
 * evaluated once, whatever it is.
 */
export function withOnce(
  args: readonly Expression[],
  render: ExpressionRenderer,
  body: (...values: readonly Sql[]) => Sql,
): Sql {
  const printed = args.map((argument) => render.value(argument))
  const isFree = (argument: Expression): boolean =>
    argument.kind === 'literal' || (render.entry(argument)?.simple ?? false)
  if (args.every(isFree)) return body(...printed)
  // A separator of string_agg must stay the constant it is.
  const named = printed.map((value, index) => ({ value, name: `v${index}`, kept: args[index]?.kind === 'literal' }))
  const fields = named.filter(({ kept }) => !kept).map(({ value, name }) => sql`'${name}': ${value}`)
  const inside = body(...named.map(({ value, name, kept }) => (kept ? value : raw(`given.${name}`))))
  return sql`list_transform([{${joinSql(fields, ', ')}}], lambda given: ${inside})[1]`
}
