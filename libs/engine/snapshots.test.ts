import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { delay } from '#core'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { freshPostgresDatabase } from '../../test/services/index.ts'

let engine: SemanticsEngine
let admin: pg.Client
let mover: pg.Client

/** Two scans of one connection: what is not pushed is read table by table. */
const TOTAL = 'SELECT (SELECT count(*) FROM db.here) + (SELECT count(*) FROM db.there) AS n'
const off = { pushdown: 'off' } as const

beforeAll(async () => {
  const { url } = await freshPostgresDatabase()
  const clients = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })] as const
  for (const client of clients) await client.connect()
  admin = clients[0]
  mover = clients[1]
  await admin.query(`CREATE TABLE here (i int PRIMARY KEY); CREATE TABLE there (i int PRIMARY KEY);
    CREATE TABLE rows_slow (i int); INSERT INTO rows_slow SELECT generate_series(1, 1500);
    CREATE VIEW slow AS SELECT i FROM rows_slow WHERE pg_sleep(0.001) IS NOT NULL`)
  engine = await openEngine({ db: { type: 'postgres', uri: url } })
})

afterAll(async () => {
  await engine?.close()
  await admin?.end()
  await mover?.end()
})

beforeEach(() => admin.query('TRUNCATE here, there; INSERT INTO here SELECT generate_series(1, 1000)'))

/** Ends the sessions that hold a snapshot. @returns how many there were */
async function killHolders(): Promise<number> {
  const { rowCount } = await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE '%pg_export_snapshot%'`)
  return rowCount ?? 0
}

test('all scans of a connection read one snapshot', async () => {
  await mover.query('BEGIN; LOCK TABLE there IN ACCESS EXCLUSIVE MODE')
  const counting = engine.run(TOTAL, off)
  // Either scan has begun when one waits for the lock; what then moves would be in both.
  const isWaiting = `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE NOT granted AND relation = 'there'::regclass AND datname = current_database()`
  while ((await admin.query(isWaiting)).rowCount === 0) await delay(10)
  await delay(300)
  await mover.query('WITH gone AS (DELETE FROM here RETURNING i) INSERT INTO there SELECT i FROM gone')
  await mover.query('COMMIT')
  expect(await counting).toMatchObject({ kind: 'rows', rows: [['1000']] })
  expect(await engine.run(TOTAL, off)).toMatchObject({ kind: 'rows', rows: [['1000']] })
})

test('rows on the move between tables are counted once', async () => {
  let moving = true
  const moves = (async () => {
    for (let from = 'here'; moving; from = from === 'here' ? 'there' : 'here') {
      const to = from === 'here' ? 'there' : 'here'
      await mover.query(`WITH gone AS (DELETE FROM ${from} RETURNING i) INSERT INTO ${to} SELECT i FROM gone`)
    }
  })()
  for (let round = 0; round < 20; round += 1) {
    expect(await engine.run(TOTAL, off)).toMatchObject({ kind: 'rows', rows: [['1000']] })
  }
  moving = false
  await moves
}, 60_000)

test('no snapshot is taken for a single statement, and none is left behind', async () => {
  expect((await engine.plan('SELECT count(*) FROM db.here')).snapshots).toEqual([])
  expect((await engine.plan(TOTAL, off)).snapshots).toMatchObject([
    { snapshot_id: 's0', source: 'db', tables: [{ table: 'here' }, { table: 'there' }] },
  ])
  await engine.run(TOTAL, off)
  await delay(200)
  expect(await killHolders()).toBe(0)
})

const SLOW = 'SELECT count(*) AS n FROM db.slow, db.here'

test('a query whose snapshot is lost begins anew and gives the right answer', async () => {
  const running = engine.run(SLOW, off)
  let killed = 0
  for (let tries = 0; killed === 0 && tries < 100; tries += 1) {
    await delay(50)
    killed = await killHolders()
  }
  expect(killed).toBe(1)
  expect(await running).toMatchObject({ kind: 'rows', rows: [['1500000']] })
}, 60_000)

test('a query whose snapshot is lost again and again fails', async () => {
  let killing = true
  const kills = (async () => {
    while (killing) {
      await killHolders()
      await delay(20)
    }
  })()
  expect(await engine.run(SLOW, off)).toMatchObject({ kind: 'failure', code: 'SNAPSHOT_LOST' })
  killing = false
  await kills
}, 60_000)
