import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { INT64 } from '#arrow'
import { datasourcesFromObject } from '#config'
import { delay } from '#core'
import { freshPostgresDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { HeldSnapshot, SourceReader } from '../spi.ts'
import { fieldsOf, type Physical, readAll } from '../testing.ts'

let server: ServiceAddress
let admin: pg.Client
let reader: SourceReader
const config = () =>
  datasourcesFromObject({ sources: { t: { type: 'postgres', uri: server.url, max_connections: 1 } } })
const signal = (): AbortSignal => AbortSignal.timeout(60_000)

beforeAll(async () => {
  server = await freshPostgresDatabase()
  admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const source = config().sources['t']
  if (source === undefined) throw new Error('no source')
  reader = await createReader(source)
})

afterAll(async () => {
  await reader.close()
  await admin.end()
})

beforeEach(async () => {
  await admin.query('DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT i FROM generate_series(1, 100) i')
})

function hold(): Promise<HeldSnapshot> {
  const source = config().sources['t']
  if (source === undefined || reader.holdSnapshot === undefined) throw new Error('no snapshots')
  return reader.holdSnapshot([sourceTable(source)], 60_000, signal())
}

async function count(snapshot?: string): Promise<Physical> {
  const reading = { sql: 'SELECT count(*) FROM t', fields: fieldsOf(INT64) }
  const rows = await readAll(reader, snapshot === undefined ? reading : { ...reading, snapshot })
  return rows[0]?.[0] ?? null
}

test('statements on a held snapshot see the rows of its moment, beside a full pool', async () => {
  const held = await hold()
  await admin.query('INSERT INTO t VALUES (101); DELETE FROM t WHERE i < 11')
  expect(await count(held.id)).toBe(100n)
  expect(await count()).toBe(91n)
  expect(await count(held.id)).toBe(100n)
  await held.release()
})

test.each([
  ['that was released', async (held: HeldSnapshot) => held.release()],
  [
    'whose session was ended',
    async (held: HeldSnapshot) => {
      await terminateHolder()
      await held.release()
    },
  ],
])('a snapshot %s is lost', async (_name, lose) => {
  const held = await hold()
  await lose(held)
  await expect(count(held.id)).rejects.toMatchObject({ code: 'SNAPSHOT_LOST', detail: { source: 't' } })
})

test.each(['', "x'; DROP TABLE t; --", '00000003-0000001B-1'])('no snapshot is named %j', async (id) => {
  await expect(count(id)).rejects.toMatchObject({ code: 'SNAPSHOT_LOST' })
  expect(await count()).toBe(100n)
})

test('a holder says when its session was ended, and connections are used again after release', async () => {
  for (let round = 0; round < 3; round += 1) await (await hold()).release()
  const held = await hold()
  await terminateHolder()
  await held.lost
  await held.release()
  expect(await count()).toBe(100n)
})

test('a table is not emptied or rewritten while its snapshot is held, and statements then do not wait for who would', async () => {
  const held = await hold()
  const other = new pg.Client({ connectionString: server.url })
  await other.connect()
  const truncating = other.query('TRUNCATE t')
  const isWaiting = `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE NOT granted AND relation = 't'::regclass AND datname = current_database()`
  while ((await admin.query(isWaiting)).rowCount === 0) await delay(10)
  await expect(count(held.id)).rejects.toMatchObject({ code: 'SNAPSHOT_LOST' })
  await held.release()
  await truncating
  await other.end()
  expect(await count()).toBe(0n)
}, 60_000)

test('a table that is not there has no snapshot', async () => {
  await admin.query('DROP TABLE t')
  await expect(hold()).rejects.toMatchObject({ code: 'SOURCE_REJECTED', detail: { source: 't' } })
})

test('describe says that snapshots can be shared', async () => {
  const source = config().sources['t']
  const table = source === undefined ? undefined : await reader.describe(sourceTable(source), {}, signal())
  expect(table?.sharesSnapshots).toBe(true)
})

async function terminateHolder(): Promise<void> {
  const other = new pg.Client({ connectionString: server.url })
  await other.connect()
  await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE '%pg_export_snapshot%'`)
  await other.end()
}
