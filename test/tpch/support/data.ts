import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { freshMysqlDatabase, freshPostgresDatabase } from '../../services/index.ts'
import { definitionOf, TABLES, type Table } from './tables.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'data', 'tpch')
const ROWS_PER_INSERT = 4000

/** Where each home of the data is: a database, or a folder of Parquet files named by table. */
export interface Homes {
  readonly postgres: string
  readonly mysql: string
  readonly parquet: string
}

/** The names of the queries, `q01` to `q22`, with their SQL. */
export const QUERIES: readonly (readonly [name: string, sql: string])[] = readdirSync(join(FOLDER, 'queries'))
  .sort()
  .map((file) => [file.replace('.sql', ''), readFileSync(join(FOLDER, 'queries', file), 'utf8')])

/** All tables in a PostgreSQL database, a MySQL database and Parquet files in `folder`. */
export async function loadHomes(folder: string): Promise<Homes> {
  const reader = await openReader()
  const [postgres, mysql] = [await freshPostgresDatabase(), await freshMysqlDatabase()]
  await Promise.all([loadPostgres(postgres.url, reader), loadMysql(mysql.url, reader)])
  for (const table of TABLES) await reader.writeParquet(table, join(folder, `${table.name}.parquet`))
  return { postgres: postgres.url, mysql: mysql.url, parquet: folder }
}

/** The data set as DuckDB reads it. */
interface Reader {
  /** Lists of rows as they follow VALUES, a few thousand rows each. */
  values(table: Table): Promise<readonly string[]>
  writeParquet(table: Table, file: string): Promise<void>
}

async function openReader(): Promise<Reader> {
  const connection = await (await DuckDBInstance.create()).connect()
  const typed = ({ name, columns }: Table): string =>
    `SELECT ${Object.entries(columns).map(([column, type]) => `CAST(${column} AS ${type}) AS ${column}`)} FROM '${join(FOLDER, 'tables', `${name}.parquet`)}'`
  return {
    async values(table) {
      const texts = Object.keys(table.columns).map((column) => `replace(CAST(${column} AS varchar), '''', '''''')`)
      const row = `'(''' || ${texts.join(` || ''',''' || `)} || ''')'`
      const result = await connection.runAndReadAll(
        `SELECT string_agg(${row}, ',') FROM (SELECT *, row_number() OVER () AS nr FROM (${typed(table)})) GROUP BY nr // ${ROWS_PER_INSERT}`,
      )
      return result.getRowsJson().map(([list]) => String(list))
    },
    async writeParquet(table, file) {
      await connection.run(`COPY (${typed(table)}) TO '${file}' (FORMAT parquet)`)
    },
  }
}

async function loadPostgres(url: string, reader: Reader): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const table of TABLES) {
      await client.query(definitionOf(table))
      for (const list of await reader.values(table)) await client.query(`INSERT INTO ${table.name} VALUES ${list}`)
    }
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

async function loadMysql(url: string, reader: Reader): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true })
  try {
    for (const table of TABLES) {
      await connection.query(definitionOf(table))
      for (const list of await reader.values(table)) await connection.query(`INSERT INTO ${table.name} VALUES ${list}`)
    }
    await connection.query(`ANALYZE TABLE ${TABLES.map(({ name }) => name)}`)
  } finally {
    await connection.end()
  }
}
