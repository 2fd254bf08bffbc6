import { DuckDBInstance } from '@duckdb/node-api'
import type { EngineType } from '#arrow'
import type { Literal, RenderedQuery } from '#plan'

/** A row of values as text; null for NULL. */
export type TextRow = readonly (string | null)[]

/** An engine under test: runs statements, and answers a rendered query with its values as text. */
export interface TestEngine {
  run(sql: string): Promise<void>
  rows(query: RenderedQuery): Promise<readonly TextRow[]>
  close(): Promise<void>
}

/** A DuckDB set up as a kernel is. */
export async function openKernel(): Promise<TestEngine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  await connection.run(`SET default_null_order = 'nulls_last_on_asc_first_on_desc'`)
  return {
    run: async (sql) => {
      await connection.run(sql)
    },
    rows: async ({ sql, parameters, fields }) => {
      const columns = fields.map(({ name, type }) => kernelText(`q."${name}"`, type))
      const statement = `SELECT ${columns.join(', ')} FROM (${sql}) AS q`
      const reader = await connection.runAndReadAll(statement, parameters.map(parameterText))
      return reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))))
    },
    close: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function parameterText(literal: Literal): string {
  if (literal.value === null) throw new Error('Nulls are printed, never bound.')
  return literal.value
}

/** A value as PostgreSQL's text has it; a wrong type ends the test. */
function kernelText(column: string, type: EngineType): string {
  const typed = `CASE WHEN typeof(${column}) <> '${kernelType(type)}' THEN error('is a ' || typeof(${column})) ELSE ${column} END`
  if (type.kind !== 'interval') return `CAST(${typed} AS VARCHAR)`
  const micros = `(date_part('hour', ${typed}) * 3600000000 + date_part('minute', ${typed}) * 60000000 + date_part('microseconds', ${typed}))`
  return `(date_part('year', ${typed}) * 12 + date_part('month', ${typed})) || ' ' || date_part('day', ${typed}) || ' ' || ${micros}`
}

function kernelType(type: EngineType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'int16':
      return 'SMALLINT'
    case 'int32':
      return 'INTEGER'
    case 'int64':
      return 'BIGINT'
    case 'float32':
      return 'FLOAT'
    case 'float64':
      return 'DOUBLE'
    case 'string':
    case 'json':
    case 'uuid':
      return 'VARCHAR'
    case 'binary':
      return 'BLOB'
    case 'timestamptz':
      return 'TIMESTAMP WITH TIME ZONE'
    default:
      return type.kind.toUpperCase()
  }
}

/** PostgreSQL's text of a value of the plan's type. */
export function postgresText(expression: string, type: EngineType): string {
  if (type.kind === 'decimal') return `CAST(CAST(${expression} AS numeric(${type.precision},${type.scale})) AS text)`
  if (type.kind !== 'interval') return `CAST(${expression} AS text)`
  const part = (field: string): string => `extract(${field} FROM ${expression})`
  const months = `CAST(${part('year')} * 12 + ${part('month')} AS bigint)`
  const micros = `CAST(${part('hour')} * 3600000000 + ${part('minute')} * 60000000 + ${part('microseconds')} AS bigint)`
  return `${months} || ' ' || CAST(${part('day')} AS bigint) || ' ' || ${micros}`
}

/** Equal values: floats by value, all others by their text. */
export function sameValue(a: string | null | undefined, b: string | null | undefined, type: EngineType): boolean {
  if (type.kind !== 'float64' && type.kind !== 'float32') return a === b
  if (a === null || b === null || a === undefined || b === undefined) return a === b
  return Object.is(floatOf(a), floatOf(b)) || floatOf(a) === floatOf(b)
}

function floatOf(text: string): number {
  if (/^-?inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return /^-?nan$/i.test(text) ? Number.NaN : Number(text)
}
