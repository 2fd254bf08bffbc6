import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AjnaError, QueryError } from '#core'
import type { Delivery, EnqueueOptions, JobQueue, Member, QueueName, QueueService } from '#queue'

/** How the suite reaches the queue service under test. */
export interface QueueHarness {
  /** A service on a queue store that is empty at first, the same store for every `place`. */
  open(place: string): Promise<QueueService>
}

interface Task {
  readonly text: string
}

const single: EnqueueOptions = { priority: 5, maxFailures: 1 }

/** What every queue service must do. Each test has a store of its own. */
export function testQueueService(name: string, start: () => Promise<QueueHarness>): void {
  describe(`queue service: ${name}`, () => {
    let harness: QueueHarness
    let places = 0
    const opened: QueueService[] = []

    const newPlace = (): string => `p${places++}`
    const open = async (place: string): Promise<QueueService> => {
      const service = await harness.open(place)
      opened.push(service)
      return service
    }

    beforeAll(async () => {
      harness = await start()
    })
    afterAll(async () => {
      await Promise.all(opened.map((service) => service.close()))
    })

    test('a job is delivered with its payload and its result comes back', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, { readonly length: number; readonly text: string }>('fetch')
      const nasty = 'NUL \u0000, half a pair \ud800, "quotes" and é'
      await service.consume<Task, unknown>(
        'fetch',
        async ({ payload }) => ({ length: payload.text.length, ...payload }),
        1,
      )
      await queue.add('job-a', { text: nasty }, single)
      expect(await queue.outcome('job-a', limit())).toEqual({
        status: 'completed',
        result: { length: nasty.length, text: nasty },
      })
      await queue.add('job-b', { text: '' }, single)
      expect(await queue.outcome('job-b', limit())).toEqual({ status: 'completed', result: { length: 0, text: '' } })
    })

    test('a limit holds over all consumers, and keeps no other queue waiting', async () => {
      const place = newPlace()
      const services = [await open(place), await open(place)]
      const [service] = services
      if (service === undefined) throw new Error('no service')
      const limited = service.queue<Task, null>('fetch-limited')
      const other = service.queue<Task, null>('fetch')
      await service.limit('fetch-limited', 2)
      let running = 0
      let most = 0
      const gate = Promise.withResolvers<void>()
      for (const consumer of services) {
        await consumer.consume<Task, null>(
          'fetch-limited',
          async () => {
            running += 1
            most = Math.max(most, running)
            await gate.promise
            await sleep(5)
            running -= 1
            return null
          },
          4,
        )
      }
      await service.consume<Task, null>('fetch', async () => null, 1)
      const ids = Array.from({ length: 8 }, (_, index) => `job-${index}`)
      for (const id of ids) await limited.add(id, { text: id }, single)
      await other.add('free', { text: '' }, single)
      expect(await other.outcome('free', limit())).toMatchObject({ status: 'completed' })
      gate.resolve()
      for (const id of ids) expect(await limited.outcome(id, limit())).toMatchObject({ status: 'completed' })
      expect(most).toBe(2)
    })

    test('a handler that returns nothing completes its job with null', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, undefined>('fetch')
      await service.consume<Task, undefined>('fetch', async () => undefined, 1)
      await queue.add('job', { text: '' }, single)
      expect(await queue.outcome('job', limit())).toEqual({ status: 'completed', result: null })
    })

    test('higher priorities go first, equal ones in the order they came', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, null>('fetch')
      for (const [id, priority] of [
        ['low', 0],
        ['mid-1', 5],
        ['top', 9],
        ['mid-2', 5],
      ] as const) {
        await queue.add(id, { text: id }, { priority, maxFailures: 1 })
      }
      expect(await queue.counts()).toEqual({ waiting: 4, active: 0 })
      const order: string[] = []
      await service.consume<Task, null>(
        'fetch',
        async ({ jobId }) => {
          order.push(jobId)
          return null
        },
        1,
      )
      await queue.outcome('low', limit())
      expect(order).toEqual(['top', 'mid-1', 'mid-2', 'low'])
      expect(await queue.counts()).toEqual({ waiting: 0, active: 0 })
    })

    test('as many jobs run at once as the consumer allows', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, null>('fetch')
      let running = 0
      let most = 0
      const gate = gateway()
      await service.consume<Task, null>(
        'fetch',
        async () => {
          most = Math.max(most, ++running)
          if (running === 3) gate.open()
          await gate.opened
          await sleep(50)
          running--
          return null
        },
        3,
      )
      const ids = Array.from({ length: 7 }, (_, index) => `job-${index}`)
      await Promise.all(ids.map((id) => queue.add(id, { text: id }, single)))
      await Promise.all(ids.map((id) => queue.outcome(id, limit())))
      expect(most).toBe(3)
    })

    test('a job with an id that is known joins the one that has it', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, string>('fetch')
      await queue.add('same', { text: 'first' }, single)
      await queue.add('same', { text: 'second' }, single)
      let deliveries = 0
      await service.consume<Task, string>('fetch', async ({ payload }) => `${++deliveries} ${payload.text}`, 2)
      const expected = { status: 'completed', result: '1 first' }
      expect(await queue.outcome('same', limit())).toEqual(expected)
      await queue.add('same', { text: 'third' }, single)
      await sleep(300)
      expect(await queue.outcome('same', limit())).toEqual(expected)
      expect(deliveries).toBe(1)
    })

    test('a retryable failure is delivered again until it succeeds', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, number>('fetch')
      const times: number[] = []
      await service.consume<Task, number>(
        'fetch',
        async ({ attempt }) => {
          times.push(Date.now())
          if (attempt < 3) throw new QueryError('SOURCE_BUSY', 'The source is busy.', { retryable: true })
          return attempt
        },
        1,
      )
      await queue.add('job', { text: '' }, { priority: 5, maxFailures: 3 })
      expect(await queue.outcome('job', limit())).toEqual({ status: 'completed', result: 3 })
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
      expect(pauses).toHaveLength(2)
      expect(pauses[0]).toBeGreaterThanOrEqual(90)
      expect(pauses[1]).toBeGreaterThanOrEqual(190)
    })

    test('a job ends after its last retryable failure, with the failure as data', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, null>('fetch')
      const attempts: number[] = []
      await service.consume<Task, null>(
        'fetch',
        async ({ attempt }) => {
          attempts.push(attempt)
          throw new QueryError('SOURCE_BUSY', 'Busy "again".', { retryable: true, source: 'shop' })
        },
        1,
      )
      await queue.add('job', { text: '' }, { priority: 5, maxFailures: 2 })
      expect(await queue.outcome('job', limit())).toEqual({
        status: 'failed',
        failure: { code: 'SOURCE_BUSY', message: 'Busy "again".', retryable: true, source: 'shop' },
      })
      expect(attempts).toEqual([1, 2])
    })

    test('a failure that is not retryable ends the job at once', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, null>('fetch')
      let deliveries = 0
      await service.consume<Task, null>(
        'fetch',
        async () => {
          deliveries++
          throw new QueryError('SOURCE_REJECTED', 'No such column.', { sql: 'SELECT x', sqlState: '42703' })
        },
        1,
      )
      await queue.add('job', { text: '' }, { priority: 5, maxFailures: 5 })
      expect(await queue.outcome('job', limit())).toEqual({
        status: 'failed',
        failure: {
          code: 'SOURCE_REJECTED',
          message: 'No such column.',
          retryable: false,
          sql: 'SELECT x',
          sql_state: '42703',
        },
      })
      await sleep(400)
      expect(deliveries).toBe(1)
    })

    test('an error that is not ours fails the job without showing its message', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, null>('fetch')
      await service.consume<Task, null>('fetch', () => Promise.reject(new Error('password=hunter2')), 1)
      await queue.add('job', { text: '' }, { priority: 5, maxFailures: 5 })
      const end = await queue.outcome('job', limit())
      expect(end.status === 'failed' ? end.failure.code : end.status).toBe('INTERNAL')
      expect(JSON.stringify(end)).not.toContain('hunter2')
    })

    test('an outcome may be asked for by another service, before and after the end', async () => {
      const place = newPlace()
      const [producer, consumer, watcher] = await Promise.all([open(place), open(place), open(place)])
      const queue = producer.queue<Task, string>('fetch')
      await queue.add('job', { text: 'x' }, single)
      const early = watcher.queue<Task, string>('fetch').outcome('job', limit())
      const many = Array.from({ length: 20 }, () => queue.outcome('job', limit()))
      await consumer.consume<Task, string>('fetch', async ({ payload }) => payload.text, 1)
      const expected = { status: 'completed', result: 'x' }
      expect(await early).toEqual(expected)
      expect(await Promise.all(many)).toEqual(many.map(() => expected))
      expect(await consumer.queue<Task, string>('fetch').outcome('job', limit())).toEqual(expected)
    })

    test('waiting for an outcome ends when its signal aborts', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, string>('fetch')
      await queue.add('job', { text: 'x' }, single)
      const controller = new AbortController()
      const waiting = queue.outcome('job', controller.signal)
      setTimeout(() => controller.abort(new QueryError('CANCELED', 'stop')), 150)
      await expect(waiting).rejects.toMatchObject({ code: 'CANCELED' })
      await expect(queue.outcome('job', controller.signal)).rejects.toMatchObject({ code: 'CANCELED' })
    })

    test('queues of one service do not mix', async () => {
      const service = await open(newPlace())
      const names: QueueName[] = ['queries', 'fetch']
      const queues = names.map((name) => service.queue<Task, string>(name))
      for (const name of names) await service.consume<Task, string>(name, async () => name, 1)
      await Promise.all(queues.map((queue) => queue.add('same-id', { text: '' }, single)))
      const ends = await Promise.all(queues.map((queue) => queue.outcome('same-id', limit())))
      expect(ends.map((end) => (end.status === 'completed' ? end.result : end))).toEqual(names)
    })

    test('a waiting job can be removed, a running one goes on', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, string>('fetch')
      await queue.add('gone', { text: '' }, single)
      const lost = queue.outcome('gone', limit())
      await queue.remove('gone')
      await queue.remove('never-was')
      const end = await lost
      expect(end.status === 'failed' ? end.failure.code : end.status).toBe('NOT_FOUND')
      const delivered: string[] = []
      const gate = gateway()
      const started = gateway()
      await service.consume<Task, string>(
        'fetch',
        async ({ jobId }) => {
          delivered.push(jobId)
          started.open()
          await gate.opened
          return jobId
        },
        1,
      )
      await queue.add('stays', { text: '' }, single)
      await started.opened
      await queue.remove('stays')
      gate.open()
      expect(await queue.outcome('stays', limit())).toEqual({ status: 'completed', result: 'stays' })
      expect(delivered).toEqual(['stays'])
    })

    test('drain lets running jobs end and takes no other', async () => {
      const service = await open(newPlace())
      const queue = service.queue<Task, string>('fetch')
      const started = gateway()
      const gate = gateway()
      const consumer = await service.consume<Task, string>(
        'fetch',
        async ({ jobId }) => {
          started.open()
          await gate.opened
          return jobId
        },
        1,
      )
      await queue.add('first', { text: '' }, single)
      await queue.add('second', { text: '' }, single)
      await started.opened
      const drained = consumer.drain()
      gate.open()
      await drained
      expect(await queue.outcome('first', limit())).toEqual({ status: 'completed', result: 'first' })
      expect(await queue.counts()).toEqual({ waiting: 1, active: 0 })
    })

    test('close aborts running jobs and hands them back to another consumer', async () => {
      const place = newPlace()
      const service = await open(place)
      const other = await open(place)
      const queue = service.queue<Task, number>('fetch')
      const started = gateway()
      let signal: AbortSignal | undefined
      const consumer = await service.consume<Task, number>(
        'fetch',
        (delivery: Delivery<Task>) => {
          signal = delivery.signal
          started.open()
          return new Promise(() => undefined)
        },
        2,
      )
      await queue.add('job', { text: '' }, single)
      await started.opened
      const begun = Date.now()
      await consumer.close()
      expect(signal?.aborted).toBe(true)
      await other.consume<Task, number>('fetch', async ({ attempt }) => attempt, 1)
      expect(await queue.outcome('job', limit())).toEqual({ status: 'completed', result: 2 })
      expect(Date.now() - begun).toBeLessThan(5_000)
    })

    test('a member is seen until it leaves', async () => {
      const place = newPlace()
      const service = await open(place)
      const watcher = await open(place)
      expect(await watcher.members()).toEqual([])
      const membership = await service.join(member('w-1'))
      expect(await watcher.members()).toEqual([member('w-1')])
      const other = await service.join({ ...member('c-1'), role: 'coordinator' })
      expect((await watcher.members()).map(({ id }) => id).sort()).toEqual(['c-1', 'w-1'])
      await membership.leave()
      expect((await watcher.members()).map(({ id }) => id)).toEqual(['c-1'])
      await other.leave()
      expect(await watcher.members()).toEqual([])
    })

    test('a service that answers can be pinged', async () => {
      const service = await open(newPlace())
      await expect(service.ping()).resolves.toBeUndefined()
    })

    test('after the service is closed nothing is taken, and waits end', async () => {
      const service = await harness.open(newPlace())
      const queue: JobQueue<Task, string> = service.queue<Task, string>('fetch')
      await queue.add('job', { text: '' }, single)
      const waiting = queue.outcome('job', limit()).catch((error: unknown) => error)
      await service.close()
      expect(await waiting).toBeInstanceOf(AjnaError)
      await expect(queue.add('late', { text: '' }, single)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    })
  })
}

function member(id: string): Member {
  return {
    id,
    role: 'worker',
    host: 'here',
    pid: 1,
    concurrency: 2,
    version: '0.1.0',
    started_at: '2026-01-01T00:00:00.000Z',
  }
}

function limit(ms = 15_000): AbortSignal {
  return AbortSignal.timeout(ms)
}

function gateway(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
