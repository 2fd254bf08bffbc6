import { Queue, QueueEvents, type RedisOptions, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import type { Member } from '../port.ts'
import type { QueueAddress } from './address.ts'
import {
  type BullBackend,
  type Envelope,
  EVENTS_KEPT,
  JOBS_KEPT_SECONDS,
  MEMBER_TTL_MS,
  type OnError,
  type Presence,
} from './backend.ts'
import { workerSettings } from './worker-settings.ts'

const JOBS_KEPT = { age: JOBS_KEPT_SECONDS, count: 10_000 }

/** BullMQ on Redis: two connections for each queue with its events, two for each consumer and one for presence. */
export function createRedisBackend(address: QueueAddress, prefix: string, onError: OnError): BullBackend {
  const { url, where } = address
  let closed = false
  const retryStrategy = (times: number): number | null => (closed ? null : Math.min(times * 100, 1_000))
  const common = { retryStrategy, connectTimeout: 5_000 }
  // Fails at once while the service is away: nothing is done later than its caller was told.
  const producing = { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 1 }
  const consuming = { ...common, maxRetriesPerRequest: null }
  const control = new Redis(url, { ...producing, lazyConnect: true })
  control.on('error', onError)
  const connection = (options: RedisOptions): RedisOptions => ({ ...options, url })
  return {
    where,
    presence: redisPresence(control, prefix),
    queue(name) {
      const queue = new Queue<Envelope, string>(name, {
        prefix,
        connection: connection(producing),
        streams: { events: { maxLen: EVENTS_KEPT } },
        defaultJobOptions: { removeOnComplete: JOBS_KEPT, removeOnFail: JOBS_KEPT, stackTraceLimit: 0 },
      })
      queue.on('error', onError)
      return queue
    },
    events(name) {
      const events = new QueueEvents(name, { prefix, connection: connection(consuming), autorun: false })
      events.on('error', onError)
      return events
    },
    worker(name, process, concurrency) {
      const worker = new Worker<Envelope, string>(name, process, {
        ...workerSettings,
        prefix,
        connection: connection(consuming),
        concurrency,
      })
      worker.on('error', onError)
      return worker
    },
    async ping() {
      if (control.status === 'wait' || control.status === 'end') await control.connect()
      await control.ping()
    },
    async close() {
      closed = true
      control.disconnect()
    },
  }
}

/** One expiring key for each member and a set of their ids. */
function redisPresence(redis: Redis, prefix: string): Presence {
  const ids = `${prefix}:members`
  const key = (id: string): string => `${prefix}:member:${id}`
  return {
    async beat(member) {
      await redis.set(key(member.id), JSON.stringify(member), 'PX', MEMBER_TTL_MS)
      await redis.sadd(ids, member.id)
    },
    async remove(member) {
      await redis.del(key(member.id))
      await redis.srem(ids, member.id)
    },
    async list() {
      const known = await redis.smembers(ids)
      if (known.length === 0) return []
      const bodies = await redis.mget(known.map(key))
      const gone = known.filter((_, index) => bodies[index] === null)
      if (gone.length > 0) await redis.srem(ids, ...gone)
      return bodies.flatMap((body): readonly Member[] => (typeof body === 'string' ? [JSON.parse(body)] : []))
    },
  }
}
