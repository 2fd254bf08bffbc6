import { joinSql, type Sql, sql } from '../base/sql.ts'

const IS_CALL = /^\(*[a-z]\w*\(/

/**
 * A struct of named values. In a correlated subquery a field that is a macro of DuckDB, as nullif and list_max are,
 * loses its name, so a call is put into coalesce.
 */
export function structOf(fields: Readonly<Record<string, Sql>>): Sql {
  const named = Object.entries(fields).map(
    ([name, value]) => sql`'${name}': ${isCall(value) ? sql`coalesce(${value})` : value}`,
  )
  return sql`{${joinSql(named, ', ')}}`
}

function isCall([first]: Sql): boolean {
  return typeof first === 'string' && IS_CALL.test(first)
}
