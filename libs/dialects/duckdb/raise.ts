import { raw, type Sql, sql } from '../base/sql.ts'

/** Ends the query with PostgreSQL's SQLSTATE and words; the kernel reads both back from the message. */
export function raise(sqlState: string, message: string): Sql {
  return raw(`error('${sqlState}: ${message}')`)
}

/** PostgreSQL's error for a text that is not a value of the type. */
export function raiseInvalidText(type: string, text: Sql): Sql {
  return sql`error('22P02: invalid input syntax for type ${type}: "' || ${text} || '"')`
}

export const DIVISION_BY_ZERO = raise('22012', 'division by zero')
export const OVERFLOW = raise('22003', 'value out of range: overflow')
export const UNDERFLOW = raise('22003', 'value out of range: underflow')
