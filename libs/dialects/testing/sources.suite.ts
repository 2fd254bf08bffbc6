import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import type { RenderedQuery } from '#plan'
import { freshMysqlDatabase, freshPostgresDatabase } from '../../../test/services/index.ts'
import { postgresText, type TestEngine, type TextRow } from './engines.suite.ts'

/** A PostgreSQL database of its own, in UTC. */
export async function openPostgres(): Promise<TestEngine> {
  const { url } = await freshPostgresDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`SET timezone = 'UTC'`)
  return {
    run: async (sql) => {
      await client.query(sql)
    },
    rows: async ({ sql, parameters, fields }) => {
      const columns = fields.map(({ name, type }) => postgresText(`q."${name}"`, type))
      const values = parameters.map((parameter) => parameter.value)
      const text = `SELECT ${columns.join(', ')} FROM (${sql}) AS q`
      return (await client.query<(string | null)[]>({ text, values, rowMode: 'array' })).rows
    },
    close: () => client.end(),
  }
}

/** A MySQL or MariaDB database of its own, in UTC. */
export async function openMysql(): Promise<TestEngine> {
  const { host, port, user, password, database } = await freshMysqlDatabase('CHARACTER SET utf8mb4')
  const connection = await createConnection({
    ...{ host, port, user, password, database },
    ...{ charset: 'utf8mb4', timezone: 'Z', dateStrings: true, supportBigNumbers: true, bigNumberStrings: true },
  })
  await connection.query(`SET time_zone = '+00:00'`)
  return {
    run: async (sql) => {
      await connection.query(sql)
    },
    rows: async (query) => {
      const values = query.parameters.map((parameter) => parameter.value)
      const [rows] = await connection.execute({ sql: query.sql, rowsAsArray: true }, values)
      return textRows(rows, query)
    },
    close: () => connection.end(),
  }
}

/** An SQLite database in memory. */
export function openSqlite(): TestEngine {
  const database = new DatabaseSync(':memory:')
  return {
    run: async (sql) => database.exec(sql),
    rows: async (query) => {
      const statement = database.prepare(query.sql)
      statement.setReadBigInts(true)
      statement.setReturnArrays(true)
      return textRows(statement.all(...query.parameters.map((parameter) => parameter.value)), query)
    },
    close: async () => database.close(),
  }
}

function textRows(rows: unknown, { fields }: RenderedQuery): readonly TextRow[] {
  if (!Array.isArray(rows)) throw new Error('The driver gave no rows.')
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw new Error('The driver gave rows that are no arrays.')
    return row.map((value: unknown, index) => {
      if (value === null) return null
      return fields[index]?.type.kind === 'boolean' ? String(Number(value) !== 0) : String(value)
    })
  })
}
