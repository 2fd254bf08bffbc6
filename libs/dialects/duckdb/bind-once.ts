import { joinSql, type Sql, sql } from '../base/sql.ts'

const PLAIN = /^(?:[\w".]+|CAST\('[^']*' AS [A-Z ]+\))$/

/**
 * SQL that names some values several times and computes each once. `body` gets the value at a place; all of its columns
 * must come from the values, because a lambda of a correlated subquery sees no others.
 */
export function bindOnce(values: readonly Sql[], body: (value: (place: number) => Sql) => Sql): Sql {
  if (values.every(isPlain)) return body((place) => values[place] ?? [])
  const fields = values.map((value, place) => sql`'v${String(place)}': ${value}`)
  return sql`list_transform([{${joinSql(fields, ', ')}}], lambda it: ${body((place) => [`it.v${place}`])})[1]`
}

function isPlain(value: Sql): boolean {
  const [only] = value
  return value.length === 1 && typeof only === 'string' && PLAIN.test(only)
}
