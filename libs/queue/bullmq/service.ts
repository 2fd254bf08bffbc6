import { QueryError } from '#core'
import type { Consumer, Delivery, JobQueue, Member, QueueName, QueueService } from '../port.ts'
import { parseQueueUrl } from './address.ts'
import { answered, unavailable } from './answered.ts'
import type { BullBackend, OnError } from './backend.ts'
import { BullmqConsumer } from './consumer.ts'
import { asError } from './event-waits.ts'
import { BullmqJobQueue } from './job-queue.ts'
import { createPostgresBackend } from './postgres.ts'
import { createRedisBackend } from './redis.ts'

const HEARTBEAT_MS = 5_000

export interface BullmqQueueOptions {
  /** What stands before every Redis key, or the PostgreSQL schema: `ajna` unless given. One for each cluster. */
  readonly prefix?: string
  /** Told of errors in the background, which the service recovers from by itself. */
  readonly onError?: OnError
}

/**
 * The queue service at a `redis://`, `rediss://` or `postgres://` URL, on BullMQ.
 * @throws ConnectionError QUEUE_UNAVAILABLE when it does not answer within 5 s
 * @throws ConfigurationError for another URL
 */
export async function createBullmqQueueService(url: string, options: BullmqQueueOptions = {}): Promise<QueueService> {
  const address = parseQueueUrl(url)
  const onError = options.onError ?? (() => undefined)
  const create = address.kind === 'redis' ? createRedisBackend : createPostgresBackend
  const backend = create(address, options.prefix ?? 'ajna', onError)
  const service = new BullmqQueueService(backend, onError)
  try {
    await service.ping()
  } catch (error) {
    await service.close()
    throw error
  }
  return service
}

interface Closable {
  close(): Promise<void>
}

class BullmqQueueService implements QueueService {
  readonly #backend: BullBackend
  readonly #onError: OnError
  readonly #open = new Set<Closable>()

  constructor(backend: BullBackend, onError: OnError) {
    this.#backend = backend
    this.#onError = onError
  }

  queue<Payload, Result>(name: QueueName): JobQueue<Payload, Result> {
    const queue = new BullmqJobQueue<Payload, Result>(this.#backend, name, this.#onError)
    this.#open.add(queue)
    return queue
  }

  async consume<Payload, Result>(
    name: QueueName,
    handler: (delivery: Delivery<Payload>) => Promise<Result>,
    concurrency: number,
  ): Promise<Consumer> {
    await this.ping()
    const consumer = new BullmqConsumer(this.#backend, name, handler, concurrency, this.#onError)
    this.#open.add(consumer)
    try {
      await consumer.start()
    } catch (error) {
      await consumer.close()
      throw unavailable(this.#backend.where, error)
    }
    return consumer
  }

  async limit(name: QueueName, maxActive: number): Promise<void> {
    const queue = new BullmqJobQueue<unknown, unknown>(this.#backend, name, this.#onError)
    try {
      await queue.limit(maxActive)
    } finally {
      await queue.close()
    }
  }

  async join(member: Member): Promise<{ leave(): Promise<void> }> {
    const { presence, where } = this.#backend
    await answered(where, () => presence.beat(member))
    const beat = setInterval(() => {
      presence.beat(member).catch((error: unknown) => this.#onError(asError(error)))
    }, HEARTBEAT_MS)
    beat.unref()
    const stop: Closable = { close: async () => clearInterval(beat) }
    this.#open.add(stop)
    return {
      leave: async () => {
        await stop.close()
        this.#open.delete(stop)
        await answered(where, () => presence.remove(member))
      },
    }
  }

  members(): Promise<readonly Member[]> {
    return answered(this.#backend.where, () => this.#backend.presence.list())
  }

  async ping(): Promise<void> {
    await answered(this.#backend.where, () => this.#backend.ping())
  }

  async close(): Promise<void> {
    const open = [...this.#open]
    this.#open.clear()
    const ends = await Promise.allSettled(open.map((part) => part.close()))
    await this.#backend.close()
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined)
      this.#onError(new QueryError('INTERNAL', 'A part of the queue did not close.', { cause: failed.reason }))
  }
}
