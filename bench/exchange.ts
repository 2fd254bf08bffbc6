import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type AttemptRef, fragmentId, newQueryId } from '#core'
import type { AttemptSink, ExchangeSender } from '#exchange'
import { createHttpExchange, createHttpExchangeSender } from '#exchange/http'
import { createMemoryExchange } from '#exchange/memory'

/**
 * How fast batches cross an exchange: `node bench/exchange.ts [MiB in all] [KiB a batch]`.
 * HTTP runs between two processes on this machine; the sink throws the batches away.
 */
const [totalMib = 2048, batchKib = 4096] = process.argv.slice(2).map(Number)
const batches = Math.floor((totalMib * 1024) / batchKib)

const ref = (queryId = newQueryId()): AttemptRef => ({
  query_id: queryId,
  fragment_id: fragmentId(0),
  split: 0,
  attempt: 1,
})

const discard: AttemptSink = {
  write: async () => undefined,
  commit: async () => undefined,
  abort: async () => undefined,
}

async function stream(sender: ExchangeSender, address: string, token: string, attempt: AttemptRef): Promise<void> {
  const opened = await sender.open(address, token, attempt)
  const batch = new Uint8Array(batchKib * 1024).fill(7)
  for (let index = 0; index < batches; index++) await opened.send(batch, 1)
  await opened.commit()
}

async function measure(name: string, work: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const rate = (batches * batchKib) / 1024 / seconds
  console.log(`${name}: ${rate.toFixed(0)} MiB/s, ${((user + system) / 1e6 / seconds).toFixed(2)} CPUs in this process`)
}

async function http(): Promise<void> {
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
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2))
  await once(child, 'message')
  await measure('http, two processes', async () => {
    child.send({ address: landing.address, token, attempt })
    await once(child, 'exit')
  })
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

if (process.send === undefined) {
  await memory()
  await http()
} else {
  process.send('ready')
  const [task] = await once(process, 'message')
  await stream(createHttpExchangeSender(), task.address, task.token, task.attempt)
  process.disconnect()
}
