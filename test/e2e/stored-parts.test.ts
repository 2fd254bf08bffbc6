import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { delay } from '#core'
import { ApiClient, type QueryView, sendTo } from '../../apps/cli/api-client.ts'
import { type Cluster, startCluster } from '../../apps/cli/cluster.ts'
import { freshPostgresDatabase, freshRedisDatabase } from '../services/index.ts'
import { referenceExecute, referenceRows } from '../support/reference.ts'

const ROWS = 400_000
const SQL = 'SELECT id, label FROM large'

let folder: string
let cluster: Cluster
let client: ApiClient
let url: string

/** A table of several batches, each of which takes its time. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-stored-'))
  const database = await freshPostgresDatabase()
  url = database.url
  await referenceExecute(
    url,
    `CREATE TABLE large_rows AS SELECT i AS id, 'row ' || i AS label FROM generate_series(1, ${ROWS}) i`,
  )
  await referenceExecute(
    url,
    `CREATE VIEW large AS SELECT id, label FROM large_rows
      WHERE CASE WHEN id % 10000 = 0 THEN pg_sleep(0.1) IS NOT NULL ELSE true END`,
  )
  const { host, port, user, password } = database
  const datasources = join(folder, 'datasources.yaml')
  writeFileSync(
    datasources,
    `sources:\n  large: {type: postgres, host: ${host}, port: ${port}, database: ${database.database}, username: ${user}, password: ${password}}\n`,
  )
  const engine = join(folder, 'engine.yaml')
  writeFileSync(engine, `query: {default_limit: ${2 * ROWS}, max_limit: ${2 * ROWS}}\n`)
  cluster = await startCluster({
    datasources,
    engine,
    port: 0,
    workers: 2,
    workerConcurrency: 1,
    queueUrl: (await freshRedisDatabase()).url,
    resultStore: pathToFileURL(join(folder, 'results')).href,
  })
  client = new ApiClient(sendTo(cluster.url, undefined))
}, 180_000)

afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true })
})

const submit = (): Promise<QueryView> => client.post<QueryView>('/v1/queries', { sql: SQL })

function partsIn(query: QueryView): readonly string[] {
  return readdirSync(join(folder, 'results', 'queries', query.query_id, 'parts'))
}

/** Resolves when a worker has stored the first part of its rows. */
async function untilStored(query: QueryView): Promise<void> {
  while (!partsIn(query).some((name) => name.endsWith('-w0.arrow'))) await delay(20)
}

interface Listed {
  readonly row_count: number
  readonly parts: readonly { readonly name: string; readonly rows: number; readonly href: string }[]
}

/** Every row of the result, and the names of its parts. */
async function resultOf(
  query: QueryView,
): Promise<{ readonly labels: Set<string>; readonly names: readonly string[] }> {
  await client.untilEnded(query.query_id, () => undefined)
  const { parts, row_count } = await client.get<Listed>(`/v1/queries/${query.query_id}/results/parts`)
  expect(row_count).toBe(ROWS)
  const labels = new Set<string>()
  for (const { href } of parts) {
    const table = tableFromIPC(await (await fetch(`${cluster.url}${href}`)).arrayBuffer())
    const [ids, texts] = [table.getChildAt(0), table.getChildAt(1)]
    for (let row = 0; row < table.numRows; row += 1) labels.add(`${ids?.get(row)} ${texts?.get(row)}`)
  }
  return { labels, names: parts.map(({ name }) => name) }
}

/** Rows of the table that a result lacks, a few of them. */
async function missingFrom(labels: ReadonlySet<string>): Promise<readonly string[]> {
  const rows = await referenceRows(url, 'SELECT id, label FROM large_rows')
  expect(labels.size).toBe(rows.length)
  return rows
    .map((row) => row.join(' '))
    .filter((label) => !labels.has(label))
    .slice(0, 5)
}

describe('rows that are a whole answer', () => {
  test('are stored by the worker that fetches them', async () => {
    const query = await submit()
    const { labels, names } = await resultOf(query)
    expect(await missingFrom(labels)).toEqual([])
    expect(names.filter((name) => name.includes('-1-w')).length).toBeGreaterThan(1)
    expect([...partsIn(query)].sort()).toEqual([...names].sort())
  }, 120_000)

  test('are whole when the worker is killed after its first part', async () => {
    const query = await submit()
    await untilStored(query)
    for (const { pid } of cluster.workers) process.kill(pid, 'SIGKILL')
    const { labels, names } = await resultOf(query)
    expect(await missingFrom(labels)).toEqual([])
    expect(names.some((name) => name.includes('-2-w'))).toBe(true)
    expect(names.some((name) => name.includes('-1-w'))).toBe(false)
  }, 180_000)

  test('leave nothing when the query is canceled', async () => {
    while (cluster.workers.length < 2) await delay(50)
    const query = await submit()
    await untilStored(query)
    await client.delete(query.query_id)
    await expect(client.untilEnded(query.query_id, () => undefined)).rejects.toThrow('canceled')
    await expect.poll(() => partsIn(query), { timeout: 10_000 }).toEqual([])
  }, 120_000)
})
