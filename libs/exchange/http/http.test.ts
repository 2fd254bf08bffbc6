import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { crc32, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AttemptRef, fragmentId, newQueryId, siblingModule } from '#core'
import { createHttpExchange, createHttpExchangeSender, type HttpExchange } from '#exchange/http'
import { bytes, RecordingSink, testExchange, tokenFor, until } from '../../../test/conformance/exchange.ts'
import { AttemptTally, batchHead, endFrame, MAX_BATCH_BYTES, zstdHead } from './frames.ts'

const KEY = 'a key of the test'

async function startExchange(options: { readonly maxAttemptBytes?: number } = {}): Promise<{
  readonly exchange: HttpExchange
  readonly server: Server
  readonly url: string
  close(): Promise<void>
}> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  const url = `http://127.0.0.1:${address.port}`
  const exchange = createHttpExchange({ key: KEY, advertiseUrl: url, ...options })
  for (const event of ['request', 'checkContinue']) {
    server.on(event, (message, response) => {
      if (!exchange.handle(message, response)) response.writeHead(204).end()
    })
  }
  return {
    exchange,
    server,
    url,
    async close() {
      await exchange.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

testExchange('http', async () => {
  const { exchange, close } = await startExchange()
  return { receiver: exchange.receiver, sender: createHttpExchangeSender(), close }
})

testExchange('http with zstd', async () => {
  const { exchange, close } = await startExchange()
  return { receiver: exchange.receiver, sender: createHttpExchangeSender('zstd'), close }
})

describe('the wire of the HTTP exchange', () => {
  let started: Awaited<ReturnType<typeof startExchange>>
  beforeAll(async () => {
    started = await startExchange({ maxAttemptBytes: 1_000_000 })
  })
  afterAll(async () => {
    await started.close()
  })

  const newQuery = () => {
    const queryId = newQueryId()
    const sinks: RecordingSink[] = []
    const landing = started.exchange.receiver.receive(queryId, () => {
      const sink = new RecordingSink()
      sinks.push(sink)
      return sink
    })
    const ref: AttemptRef = { query_id: queryId, fragment_id: fragmentId(0), split: 0, attempt: 1 }
    return { landing, sinks, ref, token: tokenFor(landing, 0), path: `/exchange/v1/${queryId}/f0/0/1` }
  }

  const post = async (path: string, token: string, body: readonly Uint8Array[], method = 'POST') => {
    const message = request(started.url + path, { method, headers: { authorization: `Bearer ${token}` } })
    for (const part of body) message.write(part)
    message.end()
    const [response]: IncomingMessage[] = await once(message, 'response')
    if (response === undefined) throw new Error('No response came.')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    return { status: response.statusCode, code: text === '' ? null : JSON.parse(text).code }
  }

  const batch = (payload: Uint8Array, rows: number): Buffer => Buffer.concat([batchHead([payload], rows).head, payload])
  const whole = (payloads: readonly Uint8Array[]): Buffer[] => {
    const tally = new AttemptTally()
    const frames = payloads.map((payload) => {
      tally.add(1, batchHead([payload], 1).crc)
      return batch(payload, 1)
    })
    return [...frames, endFrame(tally.totals())]
  }

  test('a whole stream is committed, however it is cut into chunks', async () => {
    const { sinks, path, token } = newQuery()
    const stream = Buffer.concat(whole([bytes(3, 1), bytes(1_000, 2)]))
    const pieces = Array.from({ length: Math.ceil(stream.length / 7) }, (_, i) => stream.subarray(i * 7, i * 7 + 7))
    expect(await post(path, token, pieces)).toEqual({ status: 200, code: null })
    expect(sinks[0]?.batches.map((data) => Buffer.from(data))).toEqual([bytes(3, 1), bytes(1_000, 2)].map(Buffer.from))
    expect(sinks[0]?.ends).toEqual(['committed'])
  })

  test('batches that are put together in the buffer of an earlier one arrive as they were', async () => {
    const queryId = newQueryId()
    const arrived: Buffer[] = []
    const landing = started.exchange.receiver.receive(queryId, () => ({
      async write(ipc) {
        arrived.push(Buffer.from(ipc))
        return ipc.buffer
      },
      adopt: async () => undefined,
      commit: async () => undefined,
      abort: async () => undefined,
    }))
    const payloads = [1_000, 990, 1_100, 5, 200_000, 1_000].map((size, index) => bytes(size, index))
    const path = `/exchange/v1/${queryId}/f0/0/1`
    expect(await post(path, tokenFor(landing, 0), whole(payloads))).toEqual({ status: 200, code: null })
    expect(arrived).toEqual(payloads.map((payload) => Buffer.from(payload)))
  })

  test('one flipped bit anywhere is refused and leaves nothing', async () => {
    const good = Buffer.concat(whole([bytes(40, 1), bytes(20, 2)]))
    for (let index = 0; index < good.length; index++) {
      const { sinks, path, token } = newQuery()
      const damaged = Buffer.from(good)
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8))
      const answer = await post(path, token, [damaged])
      expect([400, 413], `byte ${index}`).toContain(answer.status)
      expect(sinks[0]?.ends, `byte ${index}`).toEqual(['aborted'])
    }
  })

  test.each([
    ['nothing', []],
    ['no end record', [batch(bytes(10, 1), 1)]],
    ['half a header', [batch(bytes(10, 1), 1), Buffer.from([1, 2])]],
    ['half a batch', [batch(bytes(10, 1), 1).subarray(0, 15)]],
    ['a lost batch', [batch(bytes(10, 1), 1), endFrame({ rows: 2, batches: 2, checksum: 1 })]],
    ['an unknown kind', [Buffer.concat([Buffer.from([7]), batch(bytes(10, 1), 1).subarray(1)])]],
    ['an empty batch', [batch(bytes(0, 1), 1)]],
    ['something after the end', [...whole([bytes(4, 1)]), Buffer.from([0])]],
  ])('a stream with %s is refused as broken', async (_what, body) => {
    const { sinks, path, token } = newQuery()
    expect(await post(path, token, body)).toEqual({ status: 400, code: 'EXCHANGE_BROKEN' })
    await until(() => sinks[0]?.end === 'aborted')
    expect(sinks[0]?.ends).toEqual(['aborted'])
  })

  const zstd = (payload: Uint8Array, bytes: number): readonly Buffer[] => {
    const { head, crc } = zstdHead(payload, bytes, 1)
    const tally = new AttemptTally()
    tally.add(1, crc)
    return [Buffer.concat([head, payload]), endFrame(tally.totals())]
  }
  const squeezed = zstdCompressSync(Buffer.alloc(1000, 7))

  test('a batch under zstd arrives as it was', async () => {
    const { sinks, path, token } = newQuery()
    expect((await post(path, token, zstd(squeezed, 1000))).status).toBe(200)
    expect(sinks[0]?.batches).toEqual([new Uint8Array(1000).fill(7)])
  })

  test.each([
    ['is longer than it says', squeezed, 999, 400],
    ['is shorter than it says', squeezed, 1001, 400],
    ['says that it is empty', squeezed, 0, 400],
    ['is no zstd', bytes(40, 3), 1000, 400],
    ['is cut', squeezed.subarray(0, -3), 1000, 400],
    ['says that it is above 256 MiB', squeezed, MAX_BATCH_BYTES + 1, 413],
    ['is above what the attempt may send', squeezed, 1_000_001, 413],
  ])('a batch that %s is refused', async (_what, payload, length, status) => {
    const { sinks, path, token } = newQuery()
    expect((await post(path, token, zstd(payload, length))).status).toBe(status)
    await until(() => sinks[0]?.end === 'aborted')
    expect(sinks[0]?.batches).toEqual([])
  })

  test('one flipped bit in a compressed stream is refused and leaves nothing', async () => {
    const good = Buffer.concat(zstd(squeezed, 1000))
    for (let index = 0; index < good.length; index++) {
      const { sinks, path, token } = newQuery()
      const damaged = Buffer.from(good)
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8))
      expect([400, 413], `byte ${index}`).toContain((await post(path, token, [damaged])).status)
      expect(sinks[0]?.ends, `byte ${index}`).toEqual(['aborted'])
    }
  })

  test('swapped batches are refused', async () => {
    const { sinks, path, token } = newQuery()
    const [first, second, end] = whole([bytes(8, 1), bytes(8, 2)])
    if (first === undefined || second === undefined || end === undefined) throw new Error('There are three frames.')
    expect(await post(path, token, [second, first, end])).toEqual({ status: 400, code: 'EXCHANGE_BROKEN' })
    expect(sinks[0]?.ends).toEqual(['aborted'])
  })

  test('a batch above 256 MiB is refused by its header, and by the sender', async () => {
    const { landing, ref, sinks, path, token } = newQuery()
    const header = Buffer.alloc(13)
    header.writeUInt8(1, 0)
    header.writeUInt32LE(MAX_BATCH_BYTES + 1, 1)
    header.writeUInt32LE(crc32(header.subarray(0, 9)), 9)
    expect(await post(path, token, [header])).toEqual({ status: 413, code: 'RESOURCES_EXHAUSTED' })
    expect(sinks[0]?.ends).toEqual(['aborted'])
    const stream = await createHttpExchangeSender().open(landing.address, token, { ...ref, attempt: 2 })
    await expect(stream.send([new Uint8Array(MAX_BATCH_BYTES + 1)], 1)).rejects.toMatchObject({
      code: 'RESOURCES_EXHAUSTED',
    })
    stream.abort()
  })

  test('an attempt may not send more than its token allows', async () => {
    const { sinks, path, token } = newQuery()
    const body = whole(Array.from({ length: 11 }, (_, index) => bytes(100_000, index)))
    expect(await post(path, token, body)).toEqual({ status: 413, code: 'RESOURCES_EXHAUSTED' })
    expect(sinks[0]?.ends).toEqual(['aborted'])
  })

  test('what is not an attempt is not found, what is not the exchange is not touched', async () => {
    const { path, token } = newQuery()
    expect(await post(path, token, [], 'PUT')).toEqual({ status: 404, code: 'NOT_FOUND' })
    expect(await post('/exchange/v1/q_x/f0/0/1', token, [])).toEqual({ status: 404, code: 'NOT_FOUND' })
    expect(await post(`${path}/..`, token, [])).toEqual({ status: 404, code: 'NOT_FOUND' })
    expect(await post(path, 'nonsense', [])).toEqual({ status: 403, code: 'FORBIDDEN' })
    expect(await post('/v1/queries', token, [])).toEqual({ status: 204, code: null })
  })

  test('node does not cut a long stream after its 300 s for requests', async () => {
    const { landing, ref, token } = newQuery()
    const stream = await createHttpExchangeSender().open(landing.address, token, ref)
    expect(started.server.requestTimeout).toBe(0)
    await stream.commit()
  })

  test('a worker killed in the middle of its stream leaves nothing', async () => {
    const { landing, ref, sinks, token } = newQuery()
    const script = fileURLToPath(siblingModule(import.meta.url, '../../../test/conformance/exchange-sender'))
    const child = spawn(process.execPath, [script, landing.address, token, JSON.stringify(ref)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    await until(() => (sinks[0]?.rows.length ?? 0) > 1)
    child.kill('SIGKILL')
    await until(() => sinks[0]?.end === 'aborted')
    expect(sinks[0]?.ends).toEqual(['aborted'])
    const again = await createHttpExchangeSender().open(landing.address, token, { ...ref, attempt: 2 })
    await again.commit()
    expect(sinks.map((sink) => sink.end)).toEqual(['aborted', 'committed'])
  })

  test('a coordinator that goes away stops the sender with a retryable failure', async () => {
    const other = await startExchange()
    const queryId = newQueryId()
    const landing = other.exchange.receiver.receive(queryId, () => new RecordingSink())
    const ref: AttemptRef = { query_id: queryId, fragment_id: fragmentId(0), split: 0, attempt: 1 }
    const sender = createHttpExchangeSender()
    const stream = await sender.open(landing.address, tokenFor(landing, 0), ref)
    other.server.closeAllConnections()
    await until(() => stream.signal.aborted)
    expect(stream.signal.reason).toMatchObject({ code: 'EXCHANGE_BROKEN', detail: { retryable: true } })
    await other.close()
    await expect(sender.open(landing.address, tokenFor(landing, 0), ref)).rejects.toMatchObject({
      code: 'EXCHANGE_BROKEN',
      detail: { retryable: true },
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('a bare 409 of something in between does not pass for a committed split', async () => {
    const proxy = createServer((_message, response) => response.writeHead(409).end('busy'))
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const address = proxy.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const ref: AttemptRef = { query_id: newQueryId(), fragment_id: fragmentId(0), split: 0, attempt: 1 }
    const opened = createHttpExchangeSender()
      .open(`http://127.0.0.1:${port}`, 't', ref)
      .then((stream) => stream.commit())
    await expect(opened).rejects.toMatchObject({ code: 'EXCHANGE_BROKEN' })
    proxy.closeAllConnections()
    proxy.close()
  })

  test('a half-open request that never sends its body ends with its connection', async () => {
    const { sinks, path, token } = newQuery()
    const { port, hostname } = new URL(started.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab`,
    )
    await until(() => sinks.length === 1)
    socket.destroy()
    await until(() => sinks[0]?.end === 'aborted')
    expect(sinks[0]?.ends).toEqual(['aborted'])
  })
})
