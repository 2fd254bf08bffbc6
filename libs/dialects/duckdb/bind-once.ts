import { type Sql, sql } from '../base/sql.ts'
import { GIVEN } from './lambda-names.ts'
import { structOf } from './structs.ts'

const CONSTANT = String.raw`CAST\((?:'(?:[^']|'')*'|NULL|\?|-?\d+) AS [A-Z ]+(?:\(\d+,\d+\))?\)|TRUE|FALSE|\(to_months\(-?\d+\) \+ to_days\(-?\d+\) \+ to_microseconds\(-?\d+\)\)`
const IS_CONSTANT = new RegExp(`^(?:${CONSTANT})$`)
const IS_COLUMN = /^(?:\w+|"(?:[^"]|"")*")(?:\.(?:\w+|"(?:[^"]|"")*"))*$/

type Body = (value: (place: number) => Sql) => Sql

/**
 * SQL that names some values several times and computes each once; columns and constants stay what they are. `body`
 * gets the value at a place; all of its columns must come from the values, because a lambda of a correlated subquery
 * sees no others.
 */
export function bindOnce(values: readonly Sql[], body: Body): Sql {
  return values.every((value) => isConstant(value) || isColumn(value))
    ? body((place) => values[place] ?? [])
    : bindAlways(values, body)
}

/** As `bindOnce`, but even a column is bound: for a body that names it inside a lambda. */
export function bindAlways(values: readonly Sql[], body: Body): Sql {
  const fields = values.flatMap((value, place) => (isConstant(value) ? [] : [[`v${place}`, value] as const]))
  const bound = body((place) => {
    const value = values[place] ?? []
    return isConstant(value) ? value : [`${GIVEN}.v${place}`]
  })
  return fields.length === 0
    ? bound
    : sql`list_transform([${structOf(Object.fromEntries(fields))}], lambda ${GIVEN}: ${bound})[1]`
}

function isColumn(value: Sql): boolean {
  const [only] = value
  return value.length === 1 && typeof only === 'string' && IS_COLUMN.test(only)
}

function isConstant(value: Sql): boolean {
  const text = value.map((piece) => (typeof piece === 'string' ? piece : '?')).join('')
  return IS_CONSTANT.test(text)
}
