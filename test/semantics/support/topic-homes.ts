import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { freshMysqlDatabase } from '../../services/index.ts'

/** Where the tables of a topic are put beside PostgreSQL. */
export const HOMES = ['mysql', 'sqlite', 'parquet'] as const
export type TopicHome = (typeof HOMES)[number]

/** Sources and declarations of a configuration. */
export interface HomeConfig {
  readonly sources: Readonly<Record<string, object>>
  readonly tables: Readonly<Record<string, object>>
}

interface CopiedTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** A column's type in each home and as it is declared where the home does not say it. */
interface HomeTypes {
  readonly mysql: string
  readonly sqlite: string
  readonly declared: string
}

function typesFor(type: string): HomeTypes {
  const decimal = /^numeric\((\d+,\d+)\)$/.exec(type)?.[1]
  if (decimal !== undefined) return { mysql: `decimal(${decimal})`, sqlite: 'TEXT', declared: `decimal(${decimal})` }
  const known = KNOWN[type]
  if (known === undefined) throw new Error(`A topic of the type ${type} has no home but PostgreSQL.`)
  return known
}

const KNOWN: Readonly<Record<string, HomeTypes>> = {
  integer: { mysql: 'int', sqlite: 'INTEGER', declared: 'int32' },
  bigint: { mysql: 'bigint', sqlite: 'INTEGER', declared: 'int64' },
  'double precision': { mysql: 'double', sqlite: 'REAL', declared: 'float64' },
  text: { mysql: 'varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', sqlite: 'TEXT', declared: 'string' },
}

/** Copies every table of a PostgreSQL database. @returns the configuration that has them, each as a source of its name */
export async function copyTables(url: string, home: TopicHome, folder: string): Promise<HomeConfig> {
  const tables = await tablesOf(url)
  const sourceOf = await MAKERS[home](tables, folder)
  const declared =
    home === 'sqlite' ? tables.map(({ name, columns }) => [name, { columns: declarations(columns) }]) : []
  return {
    sources: Object.fromEntries(tables.map(({ name }) => [name, sourceOf(name)])),
    tables: Object.fromEntries(declared),
  }
}

async function tablesOf(url: string): Promise<readonly CopiedTable[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: columns } = await client.query<{ table: string; name: string; type: string }>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum`,
  )
  const tables: CopiedTable[] = []
  for (const [name, own] of Map.groupBy(columns, ({ table }) => table)) {
    const list = own.map((column) => `${column.name}::text`).join(', ')
    const { rows } = await client.query<(string | null)[]>({ text: `SELECT ${list} FROM ${name}`, rowMode: 'array' })
    tables.push({ name, columns: own, rows })
  }
  await client.end()
  return tables
}

function declarations(columns: CopiedTable['columns']): Record<string, { readonly type: string }> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, { type: typesFor(type).declared }]))
}

type Maker = (tables: readonly CopiedTable[], folder: string) => Promise<(name: string) => object>

const MAKERS: Readonly<Record<TopicHome, Maker>> = {
  async mysql(tables) {
    const { url } = await freshMysqlDatabase()
    const connection = await createConnection({ uri: url, charset: 'utf8mb4' })
    await connection.query(`SET sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES'`)
    for (const table of tables) {
      for (const statement of statementsFor(table, (type) => typesFor(type).mysql)) await connection.query(statement)
      // Tables with a key can be read in parts.
      if (hasKey(table)) await connection.query(`ALTER TABLE ${table.name} ADD PRIMARY KEY (${KEY})`)
    }
    await connection.end()
    return (name) => ({ type: 'mysql', uri: url, table: name })
  },
  async sqlite(tables, folder) {
    const path = join(folder, 'topic.db')
    const database = new DatabaseSync(path)
    for (const table of tables) {
      for (const statement of statementsFor(table, (type) => typesFor(type).sqlite)) database.exec(statement)
    }
    database.close()
    return (name) => ({ type: 'sqlite', path, table: name })
  },
  async parquet(tables, folder) {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    for (const table of tables) {
      for (const statement of statementsFor(table, (type) => type)) await connection.run(statement)
      await connection.run(`COPY ${table.name} TO '${folder}/${table.name}.parquet'`)
    }
    connection.closeSync()
    instance.closeSync()
    return (name) => ({ type: 'parquet', path: join(folder, `${name}.parquet`) })
  },
}

const KEY = 'id'

function hasKey({ columns, rows }: CopiedTable): boolean {
  const position = columns.findIndex(({ name, type }) => name === KEY && (type === 'integer' || type === 'bigint'))
  const keys = new Set(rows.map((row) => row[position]))
  return position !== -1 && keys.size === rows.length && !keys.has(null)
}

function statementsFor({ name, columns, rows }: CopiedTable, typeOf: (type: string) => string): readonly string[] {
  const definitions = columns.map((column) => `${column.name} ${typeOf(column.type)}`)
  const values = rows.map((row) => `(${row.map((value, index) => constant(value, columns[index]?.type)).join(', ')})`)
  return [`CREATE TABLE ${name} (${definitions.join(', ')})`, `INSERT INTO ${name} VALUES ${values.join(', ')}`]
}

function constant(value: string | null, type: string | undefined): string {
  if (value === null) return 'NULL'
  if (type === 'integer' || type === 'bigint' || type === 'double precision') return value
  return `'${value.replaceAll("'", "''")}'`
}
