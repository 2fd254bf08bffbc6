import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { crc32 } from 'node:zlib'
import { BatchBuilder, DATE, decimal, encodeBatch, INT32, INT64, STRING } from '#arrow'
import { type AttemptRef, fragmentId, newQueryId } from '#core'
import type { AttemptSink, ExchangeSender } from '#exchange'
import { createHttpExchange, createHttpExchangeSender, type ExchangeCompression } from '#exchange/http'
import { createMemoryExchange } from '#exchange/memory'
import { machine } from './machine.ts'

/**
 * How fast batches cross an exchange, and what their checksum costs: `node bench/exchange.ts [MiB in all] [rows a batch]`.
 * HTTP runs between two processes on this machine; the sink throws the batches away.
 */
const [totalMib = 1024, rowsPerBatch = 131_072] = process.argv.slice(2, 4).map(Number)
const batch = encodeBatch(orderLines(rowsPerBatch))
const batchMib = batch.byteLength / 2 ** 20
const batches = Math.max(1, Math.round(totalMib / batchMib))

/** Rows as a shop has them: two keys, a price, a date and a short text, 31 bytes each. */
function orderLines(rows: number) {
  const builder = new BatchBuilder(
    'bench',
    [
      { name: 'order', type: INT64, nullable: false },
      { name: 'part', type: INT32, nullable: false },
      { name: 'price', type: decimal(15, 2), nullable: false },
      { name: 'day', type: DATE, nullable: false },
      { name: 'mode', type: STRING, nullable: false },
    ],
    rows,
  )
  const modes = ['AIR', 'TRUCK', 'MAIL', 'SHIP', 'RAIL', 'FOB', 'REG AIR']
  let state = 42
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
  for (let row = 0; row < rows; row++) {
    const price = `${random(100_000)}.${String(random(100)).padStart(2, '0')}`
    const day = `199${random(8)}-0${1 + random(9)}-1${random(10)}`
    const values = [String(row >> 2), String(random(200_000)), price, day, modes[random(7)] ?? '']
    for (const [index, column] of builder.columns.entries()) column.appendText(values[index] ?? '')
    builder.endRow()
  }
  return builder.take()
}

const ref = (queryId = newQueryId()): AttemptRef => ({
  query_id: queryId,
  fragment_id: fragmentId(0),
  split: 0,
  attempt: 1,
})

const discard: AttemptSink = {
  write: async () => undefined,
  adopt: async () => undefined,
  commit: async () => undefined,
  abort: async () => undefined,
}

async function stream(sender: ExchangeSender, address: string, token: string, attempt: AttemptRef): Promise<void> {
  const opened = await sender.open(address, token, attempt)
  for (let index = 0; index < batches; index++) await opened.send([batch], rowsPerBatch)
  await opened.commit()
}

async function measure(name: string, work: () => Promise<void> | void): Promise<void> {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const rate = (batches * batchMib) / seconds
  const rows = (batches * rowsPerBatch) / seconds / 1e6
  const perCpu = (batches * batchMib) / ((user + system) / 1e6)
  console.log(
    `${name}: ${rate.toFixed(0)} MiB/s, ${rows.toFixed(1)} M rows/s, ${perCpu.toFixed(0)} MiB per CPU second of this process`,
  )
}

/** Both ends over HTTP: in this process, or with the sender in one of its own. */
async function http(compression: ExchangeCompression, processes: 1 | 2): Promise<void> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const exchange = createHttpExchange({ key: 'bench', advertiseUrl: url })
  server.on('checkContinue', (request, response) => exchange.handle(request, response))
  const attempt = ref()
  const landing = exchange.receiver.receive(attempt.query_id, () => discard)
  const token = landing.token('f0', 0, Date.now() + 600_000)
  const name = `http, ${compression}, ${processes === 1 ? 'one process' : 'two processes'}`
  if (processes === 1) {
    await measure(name, () => stream(createHttpExchangeSender(compression), landing.address, token, attempt))
  } else {
    const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2))
    await once(child, 'message')
    await measure(name, async () => {
      child.send({ address: landing.address, token, attempt, compression })
      await once(child, 'exit')
    })
  }
  await exchange.close()
  server.close()
}

async function memory(): Promise<void> {
  const { receiver, sender } = createMemoryExchange()
  const attempt = ref()
  const landing = receiver.receive(attempt.query_id, () => discard)
  const token = landing.token('f0', 0, Date.now() + 600_000)
  await measure('memory', () => stream(sender, landing.address, token, attempt))
}

/** What reading all batches once costs for each checksum. */
async function checksums(): Promise<void> {
  const each = (sum: () => unknown) => (): void => {
    for (let index = 0; index < batches; index++) sum()
  }
  await measure(
    'checksum crc32',
    each(() => crc32(batch)),
  )
  for (const algorithm of ['sha1', 'sha256', 'blake2b512', 'md5']) {
    await measure(
      `checksum ${algorithm}`,
      each(() => createHash(algorithm).update(batch).digest()),
    )
  }
}

if (process.send === undefined) {
  console.log(`${machine()}; batches of ${batchMib.toFixed(1)} MiB`)
  await checksums()
  await memory()
  for (const processes of [1, 2] as const) {
    for (const compression of ['none', 'zstd'] as const) await http(compression, processes)
  }
} else {
  process.send('ready')
  const [task] = await once(process, 'message')
  await stream(createHttpExchangeSender(task.compression), task.address, task.token, task.attempt)
  process.disconnect()
}
