import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INT64 } from '#arrow'
import type { MysqlSourceConfig } from '#config'
import { delay } from '#core'
import { freshMysqlDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, type Physical, readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'

const USER = `ajna_plain_${process.pid}`
const ROWS = 2_000

let server: ServiceAddress
let admin: Connection
let writer: Connection
let mariadb: boolean
const readers: SourceReader[] = []

function config(change: Partial<MysqlSourceConfig> = {}): MysqlSourceConfig {
  return sourceAt(server, { snapshotLock: true, ...change })
}

async function readerWith(change: Partial<MysqlSourceConfig> = {}): Promise<SourceReader> {
  const reader = await createReader(config(change))
  readers.push(reader)
  return reader
}

/** Each row's id without its sign, by which its half is told, and the connection that brought it. */
function halves(reader: SourceReader, table: string): Promise<Physical[][]> {
  const columns = `SELECT CAST(ABS(id) AS SIGNED), CAST(CONNECTION_ID() AS SIGNED) FROM ${table}`
  return readAll(reader, {
    sql: columns,
    fields: fieldsOf(INT64, INT64),
    parts: {
      table: sourceTable(config({ table })),
      statements: [
        { sql: `${columns} WHERE id < 0`, parameters: [] },
        { sql: `${columns} WHERE id >= 0`, parameters: [] },
      ],
    },
  })
}

const distinct = (rows: readonly Physical[][], column: number): number => new Set(rows.map((row) => row[column])).size

beforeAll(async () => {
  server = await freshMysqlDatabase()
  const { host, port, user, password, database } = server
  const address = { host, port, user, password, database, multipleStatements: true }
  admin = await createConnection(address)
  writer = await createConnection(address)
  const [[version]] = await admin.query<RowDataPacket[]>('SELECT version() AS v')
  mariadb = String(version?.['v']).includes('MariaDB')
  const values = Array.from({ length: ROWS }, (_, i) => `(${i % 2 === 0 ? i + 1 : -i - 1}, 'x')`).join(', ')
  await admin.query(`
    CREATE TABLE moving (id int PRIMARY KEY, word varchar(300)) ENGINE = InnoDB; INSERT INTO moving VALUES ${values};
    CREATE TABLE still (id int PRIMARY KEY, word varchar(300)) ENGINE = InnoDB; INSERT INTO still VALUES ${values};
    CREATE TABLE old (id int PRIMARY KEY, word varchar(300)) ENGINE = MyISAM; INSERT INTO old VALUES ${values};
    CREATE USER ${USER} IDENTIFIED BY 'plain'; GRANT SELECT ON still TO ${USER};
    ANALYZE TABLE moving, still, old`)
})

afterAll(async () => {
  for (const reader of readers) await reader.close()
  await admin?.query(`DROP USER IF EXISTS ${USER}`)
  await admin?.end()
  await writer?.end()
})

test('each part has a connection of its own, and together they give every row once', async () => {
  const rows = await halves(await readerWith(), 'still')
  expect([rows.length, distinct(rows, 0)]).toEqual([ROWS, ROWS])
  expect(distinct(rows, 1)).toBe(mariadb ? 2 : 1)
})

test('rows that move between the parts all the time are read once', async () => {
  const reader = await readerWith()
  const end = new AbortController()
  let moved = 0
  const moving = (async () => {
    for (; !end.signal.aborted; moved += 1) {
      await writer.query('UPDATE moving SET id = -id WHERE ABS(id) BETWEEN ? AND ? + 50', [moved % ROWS, moved % ROWS])
    }
  })()
  let apart = 0
  for (let round = 0; round < 60; round++) {
    const rows = await halves(reader, 'moving')
    expect([rows.length, distinct(rows, 0)]).toEqual([ROWS, ROWS])
    if (distinct(rows, 1) === 2) apart += 1
  }
  end.abort()
  await moving
  expect(moved).toBeGreaterThan(60)
  if (mariadb) expect(apart).toBeGreaterThan(0)
}, 60_000)

describe('one connection reads it all', () => {
  test('while somebody has changed the table and is still to commit, who is not waited for', async () => {
    await writer.query('START TRANSACTION; UPDATE still SET word = "y" WHERE id = 1')
    const rows = await halves(await readerWith(), 'still')
    await writer.query('ROLLBACK')
    expect([rows.length, distinct(rows, 1)]).toEqual([ROWS, 1])
  })

  test('for a prepared transaction whose session has gone', async () => {
    const { host, port, user, password, database } = server
    const session = await createConnection({ host, port, user, password, database, multipleStatements: true })
    await session.query(`XA START 'gone'; UPDATE still SET word = 'z' WHERE id = 1; XA END 'gone'; XA PREPARE 'gone'`)
    session.destroy()
    try {
      expect(distinct(await halves(await readerWith(), 'still'), 1)).toBe(1)
    } finally {
      await admin.query(`XA ROLLBACK 'gone'`)
    }
  })

  test('for a user who may not lock', async () => {
    const rows = await halves(await readerWith({ username: USER, password: 'plain' }), 'still')
    expect([rows.length, distinct(rows, 1)]).toEqual([ROWS, 1])
  })

  test('of a table whose engine knows no snapshots', async () => {
    const rows = await halves(await readerWith(), 'old')
    expect([rows.length, distinct(rows, 1)]).toEqual([ROWS, 1])
  })

  test('with fewer connections than parts, or where the source does not say so', async () => {
    for (const change of [{ maxConnections: 1 }, { snapshotLock: false }]) {
      expect(distinct(await halves(await readerWith(change), 'still'), 1)).toBe(1)
    }
  })
})

test('nothing stays locked, whatever became of the reading', async () => {
  const reader = await readerWith()
  await halves(reader, 'still')
  const broken = readAll(reader, {
    sql: 'SELECT 1',
    fields: fieldsOf(INT64),
    parts: {
      table: sourceTable(config({ table: 'still' })),
      statements: [
        { sql: 'SELECT CAST(id AS SIGNED) FROM still WHERE id < 0', parameters: [] },
        { sql: 'SELECT nothing FROM still', parameters: [] },
      ],
    },
  })
  if (mariadb) await expect(broken).rejects.toMatchObject({ code: 'SOURCE_REJECTED' })
  await writer.query(
    'SET lock_wait_timeout = 5; ALTER TABLE still ADD COLUMN more int; ALTER TABLE still DROP COLUMN more',
  )
  await writer.query('UPDATE still SET word = "w" WHERE id = 1')
  expect(await halves(reader, 'still')).toHaveLength(ROWS)
})

test('canceling ends every part at the server', async () => {
  const slow = (id: number): string => `SELECT CAST(SLEEP(60) AS SIGNED) FROM still WHERE id = ${id}`
  const running = async (): Promise<number> => {
    const [rows] = await admin.query<RowDataPacket[]>(
      'SELECT id FROM information_schema.processlist WHERE db = ? AND info LIKE ? AND id <> CONNECTION_ID()',
      [server.database, '%SLEEP(60)%'],
    )
    return rows.length
  }
  const cancel = new AbortController()
  const parts = {
    table: sourceTable(config({ table: 'still' })),
    statements: [1, 3].map((id) => ({ sql: slow(id), parameters: [] })),
  }
  const reading = readAll(await readerWith(), { sql: slow(1), fields: fieldsOf(INT64), parts }, cancel.signal)
  const ended = expect(reading).rejects.toMatchObject({ code: 'CANCELED' })
  while ((await running()) < (mariadb ? 2 : 1)) await delay(5)
  cancel.abort()
  await ended
  while ((await running()) > 0) await delay(5)
})

test('a table says whether its parts are read together', async () => {
  const described = async (table: string, change: Partial<MysqlSourceConfig> = {}): Promise<boolean | undefined> =>
    (await (await readerWith(change)).describe(sourceTable(config({ table })), {}, AbortSignal.timeout(30_000)))
      ?.readsTogether
  expect(await described('still')).toBe(mariadb ? true : undefined)
  expect(await described('old')).toBeUndefined()
  expect(await described('still', { snapshotLock: false })).toBe(false)
})
