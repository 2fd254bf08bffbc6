import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { createConnection } from 'mysql2/promise'
import { freshMysqlDatabase, freshPostgresDatabase } from '../services/index.ts'
import { referenceExecute } from '../support/reference.ts'
import { type Home, statementsFor, TABLES, type TestTable } from './tables.ts'

/** Makes every table where it lives. @returns the `sources:` of a configuration that names them */
export async function makeSources(folder: string): Promise<Readonly<Record<string, object>>> {
  const makers: Readonly<Record<Home, (tables: readonly TestTable[]) => Promise<(name: string) => object>>> = {
    postgres: makePostgres,
    mysql: makeMysql,
    sqlite: (tables) => makeSqlite(tables, join(folder, 'random.db')),
    parquet: (tables) => makeParquet(tables, folder),
  }
  const sources: Record<string, object> = {}
  for (const [home, make] of Object.entries(makers)) {
    const tables = TABLES.filter((table) => table.home === home)
    const configure = await make(tables)
    for (const { name } of tables) sources[name] = configure(name)
  }
  return sources
}

/** Makes every table on the reference. */
export async function makeReference(url: string): Promise<void> {
  for (const table of TABLES) await referenceExecute(url, statementsFor(table, 'postgres').join(';\n'))
}

async function makePostgres(tables: readonly TestTable[]): Promise<(name: string) => object> {
  const { url } = await freshPostgresDatabase()
  for (const table of tables) await referenceExecute(url, statementsFor(table, 'postgres').join(';\n'))
  return () => ({ type: 'postgres', uri: url })
}

async function makeMysql(tables: readonly TestTable[]): Promise<(name: string) => object> {
  const { url } = await freshMysqlDatabase('CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci')
  const connection = await createConnection({ uri: url })
  for (const table of tables) {
    for (const statement of statementsFor(table, 'mysql')) await connection.query(statement)
  }
  await connection.end()
  return () => ({ type: 'mysql', uri: url })
}

async function makeSqlite(tables: readonly TestTable[], path: string): Promise<(name: string) => object> {
  const database = new DatabaseSync(path)
  for (const table of tables) for (const statement of statementsFor(table, 'sqlite')) database.exec(statement)
  database.close()
  return () => ({ type: 'sqlite', path })
}

async function makeParquet(tables: readonly TestTable[], folder: string): Promise<(name: string) => object> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const table of tables) {
    for (const statement of statementsFor(table, 'parquet')) await connection.run(statement)
    await connection.run(`COPY ${table.name} TO '${folder}/${table.name}.parquet'`)
  }
  connection.closeSync()
  instance.closeSync()
  return (name) => ({ type: 'parquet', path: join(folder, `${name}.parquet`) })
}
