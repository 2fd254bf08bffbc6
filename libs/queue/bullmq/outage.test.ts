import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createBullmqQueueService, openQueueService } from '#queue/bullmq'
import { freshPostgresDatabase, startPostgres, startRedis } from '../../../test/services/index.ts'

const options = { priority: 5, maxFailures: 1 }

test.each(['redis', 'postgres'])(
  'a %s service that is not there is a clear error without the password',
  async (scheme) => {
    const error: unknown = await createBullmqQueueService(`${scheme}://user:hunter2@127.0.0.1:1/0`).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE', detail: { retryable: true } })
    const message = error instanceof Error ? error.message : ''
    expect(message).toContain(`${scheme}://127.0.0.1:1`)
    expect(message).not.toContain('hunter2')
  },
)

test.each(['mysql://user:hunter2@h/x', 'hunter2', ''])('%j is refused as a queue URL and not shown', async (url) => {
  const error: unknown = await openQueueService(url).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'CONFIGURATION_ERROR' })
  expect(String(error)).not.toContain('hunter2')
})

test('openQueueService keeps memory: in this process', async () => {
  const service = await openQueueService('memory:')
  await service.queue('fetch').add('job', {}, options)
  expect(await service.queue('fetch').counts()).toEqual({ waiting: 1, active: 0 })
  await service.close()
})

test.each([
  ['redis', startRedis],
  ['postgres', startPostgres],
] as const)(
  'when %s goes away the process lives on, calls say so and close ends',
  async (_name, start) => {
    const server = await start()
    const errors: Error[] = []
    const service = await createBullmqQueueService(server.url, { onError: (error) => errors.push(error) })
    const queue = service.queue<object, null>('fetch')
    await service.consume<object, null>('fetch', async () => null, 2)
    await queue.add('before', {}, options)
    await queue.outcome('before', AbortSignal.timeout(10_000))
    const stop = new AbortController()
    const waiting = queue.outcome('before', AbortSignal.timeout(10_000))
    expect(await waiting).toEqual({ status: 'completed', result: null })
    await server.stop()
    const calls = [queue.add('late', {}, options), queue.counts(), service.ping(), service.members()]
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'QUEUE_UNAVAILABLE' } })
    }
    const outcome = queue.outcome('late', stop.signal).catch((error: unknown) => error)
    stop.abort()
    expect(await outcome).toMatchObject({ code: 'CANCELED' })
    expect(errors.length).toBeGreaterThan(0)
    const begun = Date.now()
    await service.close()
    expect(Date.now() - begun).toBeLessThan(5_000)
  },
  60_000,
)

test.each([
  ['redis', cutRedis],
  ['postgres', cutPostgres],
] as const)(
  'when every connection to %s is cut, running jobs end and later ones are taken',
  async (_name, prepare) => {
    const { url, cut, stop } = await prepare()
    const service = await createBullmqQueueService(url, { prefix: 'cut' })
    const queue = service.queue<object, number>('fetch')
    const started = Promise.withResolvers<void>()
    await service.consume<object, number>(
      'fetch',
      async ({ attempt }) => {
        started.resolve()
        await sleep(1_000)
        return attempt
      },
      2,
    )
    await queue.add('running', {}, options)
    const running = queue.outcome('running', AbortSignal.timeout(25_000))
    await started.promise
    await cut()
    await queue.add('later', {}, options)
    expect(await running).toEqual({ status: 'completed', result: 1 })
    expect(await queue.outcome('later', AbortSignal.timeout(25_000))).toEqual({ status: 'completed', result: 1 })
    await service.close()
    await stop()
  },
  60_000,
)

async function cutRedis() {
  const server = await startRedis()
  const client = new Redis(server.url)
  return {
    url: server.url,
    stop: () => server.stop(),
    cut: async () => {
      await client.call('CLIENT', 'KILL', 'SKIPME', 'yes', 'TYPE', 'normal')
      client.disconnect()
    },
  }
}

async function cutPostgres() {
  const { url } = await freshPostgresDatabase()
  return {
    url,
    stop: async () => undefined,
    cut: async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      )
      await client.end()
    },
  }
}

test('on PostgreSQL a coordinator and a worker in one process stay within their connections', async () => {
  const { url } = await freshPostgresDatabase()
  const service = await createBullmqQueueService(url)
  const queues = [service.queue<object, null>('queries'), service.queue<object, null>('fetch')]
  await service.consume<object, null>('queries', async () => null, 8)
  await service.consume<object, null>('fetch', async () => null, 8)
  const ids = Array.from({ length: 50 }, (_, index) => `job-${index}`)
  await Promise.all(
    queues.flatMap((queue) =>
      ids.map(async (id) => {
        await queue.add(id, {}, options)
        await queue.outcome(id, AbortSignal.timeout(20_000))
      }),
    ),
  )
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  await client.end()
  await service.close()
  expect(rows[0].n).toBeLessThanOrEqual(2 * 4 + 2 * 3 + 2)
})
