import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { delay } from '#core'
import { ApiClient, type QueryView, sendTo } from '../../apps/cli/api-client.ts'
import { type Cluster, startCluster } from '../../apps/cli/cluster.ts'
import { freshPostgresDatabase, freshRedisDatabase } from '../services/index.ts'
import { referenceExecute, referenceRows } from '../support/reference.ts'

/** A user for whom every row takes its time, and one row cannot be read. */
const READER = `ajna_slow_reader_${process.pid}`

let folder: string
let database: Awaited<ReturnType<typeof freshPostgresDatabase>>
let cluster: Cluster
let client: ApiClient

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-splits-'))
  database = await freshPostgresDatabase()
  const table = (name: string, policy: string): readonly string[] => [
    `CREATE TABLE ${name} (id int PRIMARY KEY, turn int NOT NULL, filler text NOT NULL)`,
    `GRANT SELECT ON ${name} TO ${READER}`,
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY slowly ON ${name} USING (${policy})`,
  ]
  await run(
    `CREATE ROLE ${READER} LOGIN PASSWORD 'secret'`,
    ...table('slow', 'pg_sleep(0.005) IS NOT NULL'),
    ...table('broken', '10 / (id - 590) IS NOT NULL'),
    `INSERT INTO broken SELECT i, 0, repeat('x', 300) FROM generate_series(1, 600) i`,
  )
  const datasources = join(folder, 'datasources.yaml')
  const { host, port } = database
  const source = `{type: postgres, host: ${host}, port: ${port}, database: ${database.database}, username: ${READER}, password: secret}`
  writeFileSync(datasources, `sources:\n  slow: ${source}\n  broken: ${source}\n`)
  const engine = join(folder, 'engine.yaml')
  writeFileSync(engine, 'query: {split_rows: 0, max_splits: 3}\n')
  cluster = await startCluster({
    datasources,
    engine,
    port: 0,
    workers: 2,
    workerConcurrency: 2,
    queueUrl: (await freshRedisDatabase()).url,
    resultStore: null,
  })
  client = new ApiClient(sendTo(cluster.url, undefined))
}, 180_000)

afterAll(async () => {
  await cluster.stop()
  await run(`DROP OWNED BY ${READER}`, `DROP ROLE ${READER}`)
  rmSync(folder, { recursive: true })
})

beforeEach(() => run('TRUNCATE slow', `INSERT INTO slow SELECT i, 0, repeat('x', 300) FROM generate_series(1, 600) i`))

async function run(...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await referenceExecute(database.url, statement)
}

interface Ended {
  readonly error: { readonly code: string; readonly source?: string } | null
  readonly statistics: {
    readonly fragments: readonly { readonly splits: number; readonly attempts: number }[]
    readonly connections: readonly { readonly consistency: string }[]
  } | null
}

const submit = (table: string): Promise<QueryView> =>
  client.post<QueryView>('/v1/queries', {
    sql: `SELECT count(*) AS n, count(DISTINCT id) AS ids, sum(id) AS s FROM ${table}`,
    pushdown: 'off',
  })

/** Resolves when some statement of the reader is in the middle of a part. */
async function untilReading(): Promise<void> {
  const reading = `SELECT count(*) FROM pg_stat_activity WHERE usename = '${READER}' AND state = 'active' AND query LIKE '%ctid%'`
  for (;;) {
    const [[count = '0'] = []] = await referenceRows(database.url, reading)
    if (count !== '0') return
    await delay(20)
  }
}

/** The answer and what is stated of it. */
async function answerOf(query: QueryView): Promise<Ended> {
  await client.untilEnded(query.query_id, () => undefined)
  const page = await client.page(query.query_id, 1, 10)
  expect(page.rows).toEqual([['600', '600', '180300']])
  return client.get<Ended>(`/v1/queries/${query.query_id}`)
}

describe('a table read in parts by processes', () => {
  test('is counted right, and said to be of one state', async () => {
    const query = await submit('slow')
    await untilReading()
    await run('UPDATE slow SET turn = turn + 1')
    const { statistics } = await answerOf(query)
    expect(statistics?.fragments.map(({ splits }) => splits)).toEqual([3])
    expect(statistics?.connections.map(({ consistency }) => consistency)).toEqual(['snapshot'])
  }, 120_000)

  test.each([0, 1])(
    'is counted right when worker %i is killed in the middle of a part',
    async (index) => {
      while (cluster.workers.length < 2) await delay(50)
      const query = await submit('slow')
      await untilReading()
      const victim = cluster.workers[index]
      expect(victim).toBeDefined()
      process.kill(victim?.pid ?? 0, 'SIGKILL')
      await run('UPDATE slow SET turn = turn + 1')
      await answerOf(query)
    },
    180_000,
  )

  test('fails when one part fails for good, and stops the others', async () => {
    const query = await submit('broken')
    const failure = await client.untilEnded(query.query_id, () => undefined).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(Error)
    const { error } = await client.get<Ended>(`/v1/queries/${query.query_id}`)
    expect(error).toMatchObject({ code: 'DATA_ERROR', source: 'broken' })
    const busy = `SELECT count(*) FROM pg_stat_activity WHERE usename = '${READER}' AND state <> 'idle'`
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await referenceRows(database.url, busy))[0]?.[0] === '0') break
      await delay(50)
    }
    expect(await referenceRows(database.url, busy)).toEqual([['0']])
  }, 120_000)
})
