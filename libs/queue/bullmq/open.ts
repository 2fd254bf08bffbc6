import { createMemoryQueueService } from '../memory/index.ts'
import type { QueueService } from '../port.ts'
import { type BullmqQueueOptions, createBullmqQueueService } from './service.ts'

/**
 * The queue service of a URL: `memory:` stays in this process, `redis://`, `rediss://` and `postgres://` are shared.
 * @throws ConnectionError QUEUE_UNAVAILABLE when it does not answer within 5 s
 * @throws ConfigurationError for another URL
 */
export async function openQueueService(url: string, options: BullmqQueueOptions = {}): Promise<QueueService> {
  return url === 'memory:' ? createMemoryQueueService(options) : createBullmqQueueService(url, options)
}
