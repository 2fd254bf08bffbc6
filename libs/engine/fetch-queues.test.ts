import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { datasourcesFromObject } from '#config'
import { delay } from '#core'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { freshPostgresDatabase } from '../../test/services/index.ts'
import { boundedQueues } from './fetch-queues.ts'

let engine: SemanticsEngine
let admin: pg.Client

beforeAll(async () => {
  const [bounded, free] = [await freshPostgresDatabase(), await freshPostgresDatabase()]
  admin = new pg.Client({ connectionString: bounded.url })
  const other = new pg.Client({ connectionString: free.url })
  await other.connect()
  await other.query('CREATE TABLE t AS SELECT 1 AS i')
  await other.end()
  await admin.connect()
  await admin.query(`CREATE TABLE t AS SELECT i FROM generate_series(1, 200) i;
    CREATE VIEW slow AS SELECT i FROM t WHERE pg_sleep(0.001) IS NOT NULL`)
  engine = await openEngine({
    bounded: { type: 'postgres', uri: bounded.url, max_concurrent_fetches: 2 },
    free: { type: 'postgres', uri: free.url },
  })
})

afterAll(async () => {
  await engine?.close()
  await admin?.end()
})

test('no more fetches run at a source than it allows, and others go on meanwhile', async () => {
  const sides = Array.from({ length: 4 }, (_, side) => `(SELECT count(*) FROM bounded.slow WHERE i > ${side})`)
  const running = [engine.run(`SELECT ${sides.join(' + ')} AS n`), engine.run(`SELECT ${sides.join(' + ')} AS n`)]
  let ended = 0
  for (const run of running) void run.then(() => ended++)
  let most = 0
  let freed = 0
  while (ended < running.length) {
    const busy = await admin.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT %"slow"%' AND state = 'active' AND pid <> pg_backend_pid()`,
    )
    most = Math.max(most, busy.rowCount ?? 0)
    if (most === 2 && freed === 0) {
      expect(await engine.run('SELECT count(*) AS n FROM free.t')).toMatchObject({ kind: 'rows' })
      if (ended === 0) freed += 1
    }
    await delay(5)
  }
  expect(await Promise.all(running)).toMatchObject([{ rows: [['794']] }, { rows: [['794']] }])
  expect(most).toBe(2)
  expect(freed).toBe(1)
}, 60_000)

test('sources of one connection share the smallest bound', () => {
  const server = { type: 'postgres', host: 'h', database: 'd', username: 'u', password: 'p' }
  const { sources } = datasourcesFromObject({
    sources: {
      a: { ...server, max_concurrent_fetches: 5 },
      b: { ...server, max_concurrent_fetches: 3 },
      c: server,
      d: { ...server, username: 'other', max_concurrent_fetches: 7 },
      e: { ...server, username: 'free' },
    },
    tables: {},
  })
  const queues = [...boundedQueues(sources).values()]
  expect(queues.map(({ most }) => most)).toEqual([3, 7])
  expect(new Set(queues.map(({ name }) => name)).size).toBe(2)
})
