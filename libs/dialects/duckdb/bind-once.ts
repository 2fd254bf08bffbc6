import { joinSql, type Sql, sql } from '../base/sql.ts'
import { GIVEN } from './lambda-names.ts'

const PLAIN = /^(?:[\w".]+|CAST\('[^']*' AS [A-Z ]+\))$/

type Body = (value: (place: number) => Sql) => Sql

/**
 * SQL that names some values several times and computes each once. `body` gets the value at a place; all of its columns
 * must come from the values, because a lambda of a correlated subquery sees no others.
 */
export function bindOnce(values: readonly Sql[], body: Body): Sql {
  return values.every(isPlain) ? body((place) => values[place] ?? []) : bindAlways(values, body)
}

/** As `bindOnce`, but even a column is bound: for a body that names it inside a lambda. */
export function bindAlways(values: readonly Sql[], body: Body): Sql {
  const fields = values.map((value, place) => sql`'v${String(place)}': ${value}`)
  return sql`list_transform([{${joinSql(fields, ', ')}}], lambda ${GIVEN}: ${body((place) => [`${GIVEN}.v${place}`])})[1]`
}

function isPlain(value: Sql): boolean {
  const [only] = value
  return value.length === 1 && typeof only === 'string' && PLAIN.test(only)
}
