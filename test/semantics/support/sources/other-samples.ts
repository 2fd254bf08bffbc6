import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { createConnection } from 'mysql2/promise'
import { quoted, SAMPLE_COLUMNS, type SampleColumn, type SampleRange, sampleRows } from './samples.ts'

/** Types of the columns that MySQL and MariaDB have; the others do not exist there. */
const MYSQL_TYPES: Readonly<Record<string, string>> = {
  boolean: 'bit(1)',
  smallint: 'smallint',
  integer: 'int',
  bigint: 'bigint',
  'numeric(12,2)': 'decimal(12,2)',
  'numeric(24,10)': 'decimal(24,10)',
  real: 'float',
  'double precision': 'double',
  text: 'varchar(60)',
  'varchar(20)': 'varchar(20)',
  bytea: 'varbinary(20)',
  date: 'date',
  timestamp: 'datetime(6)',
  timestamptz: 'timestamp(6) NULL',
  time: 'time(6)',
}

/** Types of a STRICT table; what they mean is declared, see SQLITE_DECLARED. */
const SQLITE_TYPES: Readonly<Record<string, string>> = {
  boolean: 'INTEGER',
  smallint: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'INTEGER',
  'numeric(12,2)': 'TEXT',
  'double precision': 'REAL',
  text: 'TEXT',
  'varchar(20)': 'TEXT',
  bytea: 'BLOB',
  date: 'TEXT',
  timestamp: 'TEXT',
}

const DECLARED: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  smallint: 'int16',
  integer: 'int32',
  bigint: 'int64',
  'numeric(12,2)': 'decimal(12,2)',
  'numeric(24,10)': 'decimal(24,10)',
  real: 'float32',
  'double precision': 'float64',
  text: 'string',
  'varchar(20)': 'string',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  time: 'time',
  uuid: 'uuid',
}

/** Columns of `samples` that a source has; `declared` as `tables:` says it. */
export interface HeldColumns {
  readonly names: ReadonlySet<string>
  readonly declared: Readonly<Record<string, { readonly type: string }>>
}

/** Makes `samples` in a database of MySQL or MariaDB whose text columns get `collation`. */
export async function samplesInMysql(url: string, collation: string): Promise<HeldColumns> {
  const connection = await createConnection({ uri: url, charset: 'utf8mb4' })
  await connection.query(`SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'`)
  const held = columnsWith(MYSQL_TYPES)
  const definitions = held.map(({ column, type }) => {
    const collated = type.startsWith('varchar') ? ` CHARACTER SET utf8mb4 COLLATE ${collation}` : ''
    return `${column.name} ${type}${collated}`
  })
  await connection.query(`CREATE TABLE samples (id int PRIMARY KEY, ${definitions.join(', ')})`)
  await connection.query(`INSERT INTO samples VALUES ${valueRows(held, 'common', mysqlValue)}`)
  await connection.end()
  return { names: namesOf(held), declared: {} }
}

/** Makes `samples` as a STRICT table of an SQLite file. */
export function samplesInSqlite(file: string): HeldColumns {
  const held = columnsWith(SQLITE_TYPES)
  const database = new DatabaseSync(file)
  const definitions = held.map(({ column, type }) => `${column.name} ${type}`)
  database.exec(`CREATE TABLE samples (id INTEGER PRIMARY KEY, ${definitions.join(', ')}) STRICT`)
  database.exec(`INSERT INTO samples VALUES ${valueRows(held, 'common', sqliteValue)}`)
  database.close()
  return { names: namesOf(held), declared: { id: { type: 'int32' }, ...declarations(held) } }
}

/** Writes `samples` as Parquet and as CSV. */
export async function samplesInFiles(parquet: string, csv: string): Promise<Record<'parquet' | 'csv', HeldColumns>> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  // Parquet has no negative intervals.
  const whole = SAMPLE_COLUMNS.filter(({ type }) => type !== 'interval').map((column) => ({
    column,
    type: column.type,
  }))
  const inCsv = whole.filter(({ type }) => DECLARED[type] !== undefined)
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
    csv: { names: namesOf(inCsv), declared: { id: { type: 'int32' }, ...declarations(inCsv) } },
  }
}

interface HeldColumn {
  readonly column: SampleColumn
  readonly type: string
}

function columnsWith(types: Readonly<Record<string, string>>): readonly HeldColumn[] {
  return SAMPLE_COLUMNS.flatMap((column) => {
    const type = types[column.type]
    return type === undefined ? [] : [{ column, type }]
  })
}

function namesOf(held: readonly HeldColumn[]): ReadonlySet<string> {
  return new Set(['id', ...held.map(({ column }) => column.name)])
}

function declarations(held: readonly HeldColumn[]): Record<string, { readonly type: string }> {
  return Object.fromEntries(
    held.flatMap(({ column }) => {
      const type = DECLARED[column.type]
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
