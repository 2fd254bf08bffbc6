import { createHash } from 'node:crypto'
import type { SourceConfig } from '#config'
import { connectionKey } from '#connectors/connection-key'
import type { JobQueue, QueueName, QueueService, SignedTask, WorkerTask, WorkerTaskResult } from '#queue'

/** The queue of a connection whose fetches are bounded. */
export interface BoundedQueue {
  readonly name: QueueName
  /** Fetches at once over all workers. */
  readonly most: number
}

/** The connections with a bound, by their keys; sources that share a connection share the smallest of theirs. */
export function boundedQueues(sources: Readonly<Record<string, SourceConfig>>): ReadonlyMap<string, BoundedQueue> {
  const queues = new Map<string, BoundedQueue>()
  for (const config of Object.values(sources)) {
    if (config.maxConcurrentFetches === undefined) continue
    const connection = connectionKey(config)
    const most = Math.min(config.maxConcurrentFetches, queues.get(connection)?.most ?? Number.POSITIVE_INFINITY)
    queues.set(connection, { name: queueName(connection), most })
  }
  return queues
}

export interface FetchQueues {
  readonly bounds: ReadonlyMap<string, BoundedQueue>
  /**
   * Fetches of a bounded connection wait in its own queue, so that they keep no other task waiting. What holds a
   * snapshot for them is no fetch: it must not wait for those that wait for it.
   */
  of(task: WorkerTask): JobQueue<SignedTask<WorkerTask>, WorkerTaskResult>
  close(): Promise<void>
}

/** The coordinator's ends of all queues that workers take tasks from. @throws ConnectionError QUEUE_UNAVAILABLE */
export async function openFetchQueues(
  service: QueueService,
  sources: Readonly<Record<string, SourceConfig>>,
): Promise<FetchQueues> {
  const bounds = boundedQueues(sources)
  const common = service.queue<SignedTask<WorkerTask>, WorkerTaskResult>('fetch')
  const own = new Map<string, typeof common>()
  for (const [connection, { name, most }] of bounds) {
    await service.limit(name, most)
    own.set(connection, service.queue(name))
  }
  return {
    bounds,
    of({ kind, source }) {
      const config = kind === 'fetch' ? sources[source] : undefined
      return (config === undefined ? undefined : own.get(connectionKey(config))) ?? common
    },
    async close() {
      await Promise.all([common, ...own.values()].map((queue) => queue.close()))
    },
  }
}

/** A connection's key may hold characters that queue names may not. */
function queueName(connection: string): QueueName {
  return `fetch-${createHash('sha256').update(connection).digest('hex').slice(0, 16)}`
}
