import { outputColumns, type TableFunction } from '#plan'
import type { ExpressionRenderer, PrintedRows } from '../base/dialect.ts'
import { joinSql, raw, sql } from '../base/sql.ts'

/** PostgreSQL's own functions, side by side by ROWS FROM. @throws Refused */
export function tableFunction(node: TableFunction, alias: string, render: ExpressionRenderer): PrintedRows {
  const calls = node.calls.map(
    (call) =>
      sql`${call.function}(${joinSql(
        call.arguments.map((argument) => render.value(argument)),
        ', ',
      )})`,
  )
  const names = outputColumns(node).map(({ id }) => render.dialect.quoteName(id))
  const numbered = node.ordinality === null ? '' : ' WITH ORDINALITY'
  return {
    from: sql`ROWS FROM (${joinSql(calls, ', ')})${numbered} AS ${alias}(${names.join(', ')})`,
    values: names.map((name) => raw(`${alias}.${name}`)),
  }
}
