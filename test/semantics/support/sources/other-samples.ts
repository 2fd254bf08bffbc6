import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import {
  columnsInCsv,
  columnsInParquet,
  columnsWith,
  DECLARED_TYPES,
  type HeldColumn,
  MYSQL_TYPES,
  NAMED_SQLITE_DECLARED,
  NAMED_SQLITE_TYPES,
  SQLITE_TYPES,
} from './held-columns.ts'
import { quoted, SAMPLE_COLUMNS, type SampleRange, sampleRows } from './samples.ts'

/** Columns of `samples` that a source has; `declared` as `tables:` says it. */
export interface HeldColumns {
  readonly names: ReadonlySet<string>
  readonly declared: Readonly<Record<string, { readonly type: string }>>
}

/** How text of a table compares; `utf8mb4_nopad` is the binary collation without padding, whose name differs. */
export type MysqlCollation = 'utf8mb4_general_ci' | 'utf8mb4_bin' | 'utf8mb4_nopad'

/** Makes `samples` in a database of MySQL or MariaDB whose text columns get the collation. */
export async function samplesInMysql(url: string, collated: MysqlCollation): Promise<HeldColumns> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4' })
  const [[version]] = await connection.query<(RowDataPacket & { readonly name: string })[]>('SELECT version() AS name')
  const withoutPadding = /mariadb/i.test(version?.name ?? '') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'
  const collation = collated === 'utf8mb4_nopad' ? withoutPadding : collated
  await connection.query(`SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'`)
  const held = columnsWith(MYSQL_TYPES)
  const definitions = held.map(({ column, type }) => {
    const text = type.startsWith('varchar') ? ` CHARACTER SET utf8mb4 COLLATE ${collation}` : ''
    return `${column.name} ${type}${text}`
  })
  await connection.query(`CREATE TABLE samples (id int PRIMARY KEY, ${definitions.join(', ')})`)
  await connection.query(`INSERT INTO samples VALUES ${valueRows(held, 'common', mysqlValue)}`)
  await connection.end()
  return { names: namesOf(held), declared: {} }
}

/** Makes `samples` as a STRICT table of an SQLite file, whose columns' types are declared. */
export function samplesInSqlite(file: string): HeldColumns {
  const held = columnsWith(SQLITE_TYPES)
  makeSqliteTable(file, held, ' STRICT')
  return { names: namesOf(held), declared: { id: { type: 'int32' }, ...declarations(held, DECLARED_TYPES) } }
}

/** Makes `samples` as a table of an SQLite file whose columns have types of names of their own. */
export function samplesInNamedSqlite(file: string): HeldColumns {
  const held = columnsWith(NAMED_SQLITE_TYPES)
  makeSqliteTable(file, held, '')
  return { names: namesOf(held), declared: { id: { type: 'int32' }, ...declarations(held, NAMED_SQLITE_DECLARED) } }
}

function makeSqliteTable(file: string, held: readonly HeldColumn[], strict: string): void {
  const database = new DatabaseSync(file)
  const definitions = held.map(({ column, type }) => `${column.name} ${type}`)
  database.exec(`CREATE TABLE samples (id INTEGER PRIMARY KEY, ${definitions.join(', ')})${strict}`)
  database.exec(`INSERT INTO samples VALUES ${valueRows(held, 'common', sqliteValue)}`)
  database.close()
}

/** Writes `samples` as Parquet and as CSV. */
export async function samplesInFiles(parquet: string, csv: string): Promise<Record<'parquet' | 'csv', HeldColumns>> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  const whole = columnsInParquet()
  const inCsv = columnsInCsv()
  const definitions = whole.map(({ column, type }) => `${column.name} ${type}`)
  await connection.run(`CREATE TABLE samples (id integer, ${definitions.join(', ')})`)
  await connection.run(`INSERT INTO samples VALUES ${valueRows(whole, 'full', kernelValue)}`)
  await connection.run(`COPY samples TO ${quoted(parquet)} (FORMAT parquet)`)
  const listed = inCsv.map(({ column }) => column.name).join(', ')
  await connection.run(`COPY (SELECT id, ${listed} FROM samples) TO ${quoted(csv)} (FORMAT csv, HEADER)`)
  connection.closeSync()
  instance.closeSync()
  return {
    parquet: { names: namesOf(whole), declared: {} },
    csv: { names: namesOf(inCsv), declared: { id: { type: 'int32' }, ...declarations(inCsv, DECLARED_TYPES) } },
  }
}

function namesOf(held: readonly HeldColumn[]): ReadonlySet<string> {
  return new Set(['id', ...held.map(({ column }) => column.name)])
}

function declarations(
  held: readonly HeldColumn[],
  types: Readonly<Record<string, string>>,
): Record<string, { readonly type: string }> {
  return Object.fromEntries(
    held.flatMap(({ column }) => {
      const type = types[column.type]
      return type === undefined ? [] : [[column.name, { type }]]
    }),
  )
}

function valueRows(
  held: readonly HeldColumn[],
  range: SampleRange,
  write: (value: string, type: string) => string,
): string {
  const positions = held.map(({ column }) => SAMPLE_COLUMNS.indexOf(column))
  const rows = sampleRows(range).map(({ id, values }) => {
    const written = positions.map((position, index) => {
      const value = values[position] ?? null
      return value === null ? 'NULL' : write(value, held[index]?.column.type ?? '')
    })
    return `(${[id, ...written].join(', ')})`
  })
  return rows.join(', ')
}

function mysqlValue(value: string, type: string): string {
  if (type === 'boolean') return value === 't' ? "b'1'" : "b'0'"
  if (type === 'bytea') return `x'${value.slice(2)}'`
  if (type === 'timestamptz') return quoted(value.replace('+00', ''))
  return quoted(value)
}

function sqliteValue(value: string, type: string): string {
  if (type === 'boolean') return value === 't' ? '1' : '0'
  if (type === 'bytea') return `x'${value.slice(2)}'`
  return /int|double/.test(type) ? value : quoted(value)
}

function kernelValue(value: string, type: string): string {
  if (type === 'boolean') return value === 't' ? 'true' : 'false'
  if (type === 'bytea') return `from_hex('${value.slice(2)}')`
  return quoted(value)
}
