import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { INT64, STRING } from '#arrow'
import type { MysqlSourceConfig } from '#config'
import { AjnaError } from '#core'
import { freshMysqlDatabase, type ServiceAddress } from '../../../test/services/index.ts'
import { createReader } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'
import { sourceAt } from './testing/source-at.ts'

/** What lies between reader and server: may change what the server says, or hang up. */
type Middle = (fromServer: Buffer, reader: Socket) => Buffer

const UNCHANGED: Middle = (bytes) => bytes
/** In a row only: the statement has it in two parts. */
const MARK = Buffer.from('<mark>')
const MARKED = "concat('<', 'mark>')"

let server: ServiceAddress
let admin: Connection
let proxy: Server
let middle: Middle = UNCHANGED
let reader: SourceReader

function config(port: number): MysqlSourceConfig {
  return sourceAt(server, { name: 'far', host: '127.0.0.1', port, maxConnections: 2, sslmode: 'disable' })
}

function relay(client: Socket): void {
  const upstream = connect(server.port, server.host)
  client.pipe(upstream)
  upstream.on('data', (bytes) => {
    const changed = middle(bytes, client)
    if (!client.destroyed) client.write(changed)
  })
  upstream.on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
  for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
}

async function failureOf(work: Promise<unknown>): Promise<AjnaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

beforeAll(async () => {
  server = await freshMysqlDatabase('CHARACTER SET utf8mb4')
  const { host, port, user, password, database } = server
  admin = await createConnection({ host, port, user, password, database, timezone: 'Z' })
  await admin.query(`SET SESSION sql_mode = ''`)
  await admin.query('CREATE TABLE digits (d int)')
  await admin.query('INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)')
  proxy = createServer(relay)
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
})

afterAll(async () => {
  await admin.end()
  proxy.close()
})

beforeEach(async () => {
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  reader = await createReader(config(address.port))
})

afterEach(async () => {
  middle = UNCHANGED
  await reader.close()
})

/** 10,000 rows, the mark in one of the last. */
const ROWS = {
  sql: `SELECT a.d + b.d * 10 + c.d * 100 + d.d * 1000, CASE WHEN a.d = 9 AND b.d = 9 AND c.d = 9 AND d.d = 9 THEN ${MARKED} ELSE 'some text' END
    FROM digits a, digits b, digits c, digits d ORDER BY 1`,
  fields: fieldsOf(INT64, STRING),
}

/** Once the mark comes, once. */
function atMark(change: (bytes: Buffer, at: number, reader: Socket) => Buffer): Middle {
  return (bytes, client) => {
    const at = bytes.indexOf(MARK)
    if (at < 0) return bytes
    middle = UNCHANGED
    return change(bytes, at, client)
  }
}

const FAULTS: Readonly<Record<string, Middle>> = {
  'a server that closes in the middle of a row': atMark((bytes, at, client) => {
    client.end(bytes.subarray(0, at + 2))
    return Buffer.alloc(0)
  }),
  'a server that is gone before the end': atMark((bytes, at, client) => {
    client.end(bytes.subarray(0, at + MARK.length))
    return Buffer.alloc(0)
  }),
  'a packet that is lost': atMark((bytes, at) => {
    // Header, NULL bitmap and integer lie between the start of the row's packet and its text.
    const start = at - 1 - 8 - 2 - 4
    const length = bytes.readUIntLE(start, 3)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 4 + length)])
  }),
  'a packet that is longer than it says': atMark((bytes, at) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at - 1 - 8 - 2 - 4) - 1, at - 1 - 8 - 2 - 4)
    return changed
  }),
}

test.each(Object.entries(FAULTS))('%s fails the read, and the next one has a new connection', async (_what, fault) => {
  const whole = await readAll(reader, ROWS)
  expect(whole).toHaveLength(10_000)
  expect(whole.at(-1)).toEqual([9999n, '<mark>'])
  middle = fault
  const error = await failureOf(readAll(reader, ROWS))
  expect(middle).toBe(UNCHANGED)
  expect(error.code).toBe('SOURCE_UNREACHABLE')
  expect(error.detail.retryable).toBe(true)
  expect(error.message).toContain('Source "far" cannot be reached at 127.0.0.1')
  expect(await readAll(reader, ROWS)).toEqual(whole)
})

test('text that is no UTF-8 is named, and the connection stays', async () => {
  middle = atMark((bytes, at) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(0xff, at)
    return changed
  })
  const error = await failureOf(readAll(reader, ROWS))
  expect(error.code).toBe('DATA_ERROR')
  expect(error.message).toContain('in column "c1", which is not valid UTF-8')
  expect(await readAll(reader, ROWS)).toHaveLength(10_000)
})

test('a table that changed since it was described', async () => {
  await admin.query('CREATE TABLE moved (a bigint, b varchar(10))')
  await admin.query(`INSERT INTO moved VALUES (1, 'x')`)
  const request = { sql: 'SELECT * FROM moved', fields: fieldsOf(INT64, STRING) }
  expect(await readAll(reader, request)).toEqual([[1n, 'x']])
  await admin.query('ALTER TABLE moved MODIFY a varchar(10), MODIFY b int')
  await admin.query(`INSERT INTO moved VALUES ('2', 3)`)
  await admin.query('DELETE FROM moved WHERE b = 0')
  expect(await readAll(reader, request)).toEqual([[2n, '3']])
  await admin.query(`INSERT INTO moved VALUES ('two', 3)`)
  const error = await failureOf(readAll(reader, request))
  expect(error.code).toBe('DATA_ERROR')
  expect(error.message).toBe('Source "far" sent "two" in column "c0", which does not fit the type int64.')
  await admin.query('ALTER TABLE moved ADD c int')
  expect((await failureOf(readAll(reader, request))).code).toBe('INTERNAL')
  expect(await readAll(reader, { ...request, sql: 'SELECT 5, 6' })).toEqual([[5n, '6']])
})

test('a procedure may have one result, not two', async () => {
  await admin.query(`CREATE PROCEDURE one() SELECT 1, 'x'`)
  await admin.query(`CREATE PROCEDURE two() BEGIN SELECT 1, 'x'; SELECT 2, 'y'; END`)
  const fields = fieldsOf(INT64, STRING)
  expect(await readAll(reader, { sql: 'CALL one()', fields })).toEqual([[1n, 'x']])
  const error = await failureOf(readAll(reader, { sql: 'CALL two()', fields }))
  expect([error.code, error.message]).toEqual([
    'INTERNAL',
    'Source "far" returned more than one result where 2 columns were planned.',
  ])
  const nothing = await failureOf(readAll(reader, { sql: 'DO 1', fields }))
  expect([nothing.code, nothing.message]).toEqual([
    'INTERNAL',
    'Source "far" returned no rows where 2 columns were planned.',
  ])
  expect(await readAll(reader, { sql: `SELECT 3, 'z'`, fields })).toEqual([[3n, 'z']])
})

test('a row of 40 MB, and parameters of 20 MB', async () => {
  const [[before]] = await admin.query<RowDataPacket[]>('SELECT @@global.max_allowed_packet AS bytes')
  await admin.query('SET GLOBAL max_allowed_packet = 67108864')
  try {
    const wide = { sql: `SELECT length(?), repeat('x', 40000000)`, fields: fieldsOf(INT64, STRING) }
    const parameters = [{ kind: 'literal', type: STRING, value: 'p'.repeat(20_000_000) }] as const
    const [row] = await readAll(reader, { ...wide, parameters })
    expect([row?.[0], String(row?.[1]).length]).toEqual([20_000_000n, 40_000_000])
  } finally {
    await admin.query(`SET GLOBAL max_allowed_packet = ${String(before?.['bytes'])}`)
  }
})
