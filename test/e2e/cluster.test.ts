import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { delay } from '#core'
import { ApiClient, type QueryView, type ResultPage, sendTo } from '../../apps/cli/api-client.ts'
import { type Cluster, startCluster } from '../../apps/cli/cluster.ts'
import { loadData } from '../../demo/data.ts'
import { QUERY } from '../../demo/query.ts'
import { freshPostgresDatabase, freshRedisDatabase } from '../services/index.ts'
import { type Answer, firstDifference } from '../support/compare.ts'
import { referenceExecute, referenceRows } from '../support/reference.ts'

const SLOW_QUERY = `
  SELECT a.id, a.label, b.amount FROM slow_left a JOIN slow_right b ON a.id = b.id
  WHERE b.amount > 10 ORDER BY a.id LIMIT 5000`

let folder: string
let reference: string
let cluster: Cluster
let client: ApiClient

/** Users and two slow tables in one PostgreSQL, orders in Parquet, products in SQLite; the reference holds them all. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-e2e-'))
  const shop = await freshPostgresDatabase()
  const other = await freshPostgresDatabase()
  reference = shop.url
  await loadData(shop.url, folder)
  await referenceExecute(
    shop.url,
    'CREATE TABLE orders (id integer, customer_id integer, product_name text, amount numeric(10,2), order_date date, status text)',
  )
  await copyOrders(shop.url)
  for (const { url, name } of [
    { url: shop.url, name: 'slow_left' },
    { url: other.url, name: 'slow_right' },
  ]) {
    await referenceExecute(
      url,
      `CREATE TABLE ${name}_rows AS SELECT i AS id, 'row ' || i AS label, i % 97 AS amount FROM generate_series(1, 3000) i`,
    )
    await referenceExecute(
      url,
      `CREATE VIEW ${name} AS SELECT id, label, amount FROM ${name}_rows WHERE pg_sleep(0.001) IS NOT NULL`,
    )
  }
  await referenceExecute(
    shop.url,
    `CREATE TABLE slow_right AS SELECT i AS id, 'row ' || i AS label, i % 97 AS amount FROM generate_series(1, 3000) i`,
  )
  const datasources = join(folder, 'datasources.yaml')
  writeFileSync(datasources, yamlOf(shop, other))
  cluster = await startCluster({
    datasources,
    engine: null,
    port: 0,
    workers: 2,
    workerConcurrency: 1,
    queueUrl: (await freshRedisDatabase()).url,
    resultStore: null,
  })
  client = new ApiClient(sendTo(cluster.url, undefined))
}, 180_000)

afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true })
})

type Database = Awaited<ReturnType<typeof freshPostgresDatabase>>

function yamlOf(shop: Database, other: Database): string {
  const postgres = (database: Database, more = ''): string =>
    `{type: postgres, host: ${database.host}, port: ${database.port}, database: ${database.database}, username: ${database.user}, password: ${database.password}${more}}`
  return `sources:
  users: ${postgres(shop)}
  slow_left: ${postgres(shop)}
  slow_right: ${postgres(other)}
  orders: {type: parquet, path: ${join(folder, 'orders.parquet')}}
  products: {type: sqlite, path: ${join(folder, 'products.db')}}
  down: {type: postgres, host: 127.0.0.1, port: 1, database: none, username: nobody, password: very-secret-word}
`
}

async function copyOrders(url: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT string_agg(concat_ws(',', id, customer_id, product_name, amount, order_date, status), chr(10)) FROM '${join(folder, 'orders.parquet')}' GROUP BY id // 20000`,
  )
  const pg = (await import('pg')).default
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  for (const [chunk] of reader.getRows()) {
    const values = String(chunk)
      .split('\n')
      .map((line) => line.split(','))
    await database.query(
      `INSERT INTO orders SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::numeric[], $5::date[], $6::text[])`,
      [0, 1, 2, 3, 4, 5].map((column) => values.map((row) => row[column])),
    )
  }
  await database.end()
  connection.closeSync()
  instance.closeSync()
}

function answerOf(page: ResultPage): Answer {
  return { fields: page.schema.fields, rows: page.rows }
}

async function answer(sql: string): Promise<QueryView> {
  const { query_id } = await client.post<QueryView>('/v1/queries', { sql })
  return client.untilEnded(query_id, () => undefined)
}

/** Statements that read a slow table now. */
async function slowReads(): Promise<number> {
  const sql = `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ 'FROM.*slow_(left|right)' AND pid <> pg_backend_pid()`
  return Number((await referenceRows(reference, sql))[0]?.[0])
}

/** Resolves when so many slow tables are in the middle of being read. */
async function untilReading(count: number): Promise<void> {
  while ((await slowReads()) < count) await delay(20)
}

describe('a cluster of processes on Redis', () => {
  test('joins PostgreSQL with Parquet and gives the answer of one PostgreSQL', async () => {
    const ended = await answer(QUERY)
    const page = await client.page(ended.query_id, 1, 1000)
    expect(firstDifference(answerOf(page), await referenceRows(reference, QUERY))).toBeUndefined()
    expect(page.rows.length).toBe(100)
  }, 120_000)

  test('verifies an answer with a second run', async () => {
    const { query_id } = await client.post<QueryView>('/v1/queries', { sql: QUERY, verify: true })
    expect(await client.untilEnded(query_id, () => undefined)).toMatchObject({ state: 'SUCCEEDED', row_count: 100 })
  }, 120_000)

  test('gives the same answer when a worker is killed in mid-query', async () => {
    const submitted = await client.post<QueryView>('/v1/queries', { sql: SLOW_QUERY })
    await untilReading(2)
    const [victim] = cluster.workers
    expect(victim).toBeDefined()
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    await client.untilEnded(submitted.query_id, () => undefined)
    const ended = await client.get<{ statistics: { fragments: { attempts: number }[] } }>(
      `/v1/queries/${submitted.query_id}`,
    )
    const page = await client.page(submitted.query_id, 1, 10_000)
    expect(firstDifference(answerOf(page), await referenceRows(reference, SLOW_QUERY))).toBeUndefined()
    expect(Math.max(...ended.statistics.fragments.map(({ attempts }) => attempts))).toBeGreaterThan(1)
  }, 120_000)

  test('a source that is down fails its own query with its name, host and port, and no password', async () => {
    const { query_id } = await client.post<QueryView>('/v1/queries', { sql: 'SELECT * FROM down' })
    const failure = await client.untilEnded(query_id, () => undefined).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).toContain('down')
    expect(String(failure)).toContain('127.0.0.1')
    expect(JSON.stringify(await client.get(`/v1/queries/${query_id}`))).not.toContain('very-secret-word')
    const other = await answer('SELECT count(*) AS n FROM users')
    expect(other.row_count).toBe(1)
  }, 120_000)

  test('cancel stops the statement at the source', async () => {
    const { query_id } = await client.post<QueryView>('/v1/queries', { sql: 'SELECT count(*) FROM slow_right' })
    await untilReading(1)
    await client.delete(query_id)
    const failure = await client.untilEnded(query_id, () => undefined).catch((error: Error) => error)
    expect(String(failure)).toContain('canceled')
    expect(await slowReads()).toBe(0)
  }, 60_000)
})
