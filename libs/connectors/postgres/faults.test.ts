import { afterEach, beforeEach, expect, test } from 'vitest'
import { INT32, STRING } from '#arrow'
import { AjnaError } from '#core'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'
import { createPostgresReader } from './reader.ts'
import { answerOf, message } from './testing/decode-answer.ts'
import { type Ending, type FakeServer, startFakeServer } from './testing/fake-server.ts'
import { sourceAt } from './testing/source-at.ts'

const INT4 = 23
const TEXT = 25
const seven = Buffer.from([0, 0, 0, 7])
const whole = answerOf([INT4], [[seven]])
/** ReadyForQuery and CommandComplete end an answer. */
const withoutReady = whole.subarray(0, -6)
const withoutEnd = withoutReady.subarray(0, -12)

let answers: { bytes: Buffer; ending: Ending }[]
let server: FakeServer
let reader: SourceReader

beforeEach(async () => {
  answers = []
  server = await startFakeServer(() => answers.shift() ?? { bytes: whole, ending: 'stay' })
  const address = { host: '127.0.0.1', port: server.port, database: 'shop', user: 'anna', password: '' }
  reader = createPostgresReader(sourceAt(address, { password: null, maxConnections: 1, sslmode: 'disable' }))
})

afterEach(async () => {
  await reader.close()
  await server.close()
})

const read = (type = INT32): Promise<unknown> => readAll(reader, { sql: 'SELECT', fields: fieldsOf(type) })

async function failure(): Promise<AjnaError> {
  const error = await read().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

test('a connection serves one statement after the other', async () => {
  expect(await read()).toEqual([[7]])
  expect(await read()).toEqual([[7]])
  expect(server.accepted()).toBe(1)
})

test.each([
  ['before anything', Buffer.alloc(0)],
  ['in the middle of a row', withoutEnd.subarray(0, -3)],
  ['after a row', withoutEnd],
  ['in the middle of a length', Buffer.concat([withoutEnd, Buffer.from('C\0')])],
])('a server that closes %s leaves no rows, and another try has another connection', async (_, bytes) => {
  answers = [{ bytes, ending: 'close' }]
  expect(await failure()).toMatchObject({ code: 'SOURCE_UNREACHABLE', detail: { source: 'orders', retryable: true } })
  expect(await read()).toEqual([[7]])
  expect(server.accepted()).toBe(2)
})

test('rows are whole once the server has said so, even when it closes then', async () => {
  answers = [{ bytes: withoutReady, ending: 'close' }]
  expect(await read()).toEqual([[7]])
  expect(await read()).toEqual([[7]])
})

test.each([
  ['what is no message', Buffer.concat([withoutEnd, message('?')])],
  ['a malformed row', Buffer.concat([withoutEnd, message('D', Buffer.from([0, 1, 0, 0, 0, 9])), whole.subarray(-18)])],
  ['a message of an impossible length', Buffer.concat([withoutEnd, Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff, 0])])],
])('%s closes the connection at once', async (_, bytes) => {
  answers = [{ bytes, ending: 'stay' }]
  const error = await failure()
  expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE', detail: { retryable: true } })
  expect(error.message).toContain(`Source "orders" sent what is not PostgreSQL's protocol`)
  await expect.poll(server.open).toBe(0)
  expect(await read()).toEqual([[7]])
})

test('a statement of another type than planned fails, and the connection is not left with its rows', async () => {
  answers = [{ bytes: answerOf([TEXT], [[Buffer.from('7')]]), ending: 'stay' }]
  const error = await failure()
  expect(error.code).toBe('DATA_ERROR')
  expect(error.message).toContain('Source "orders" sends column "c0" as a type (oid 25) that cannot be read as int32')
  expect(await read()).toEqual([[7]])
})

test('an error that the server reports in the middle of the rows is its own', async () => {
  const reported = message('E', Buffer.from('SERROR\0C22012\0Mdivision by zero\0\0'))
  answers = [{ bytes: Buffer.concat([withoutEnd, reported, whole.subarray(-6)]), ending: 'stay' }]
  expect(await failure()).toMatchObject({ code: 'DATA_ERROR', detail: { sqlState: '22012' } })
  expect(await read()).toEqual([[7]])
})

test('a server that sends bytes of no character set fails naming the column', async () => {
  answers = [{ bytes: answerOf([TEXT], [[Buffer.from([0xff])]]), ending: 'stay' }]
  await expect(read(STRING)).rejects.toThrow(/"orders" sent .* in column "c0", which is not valid UTF-8/)
})
