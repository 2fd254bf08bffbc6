import type { Consumer, Delivery, JobQueue, Member, QueueName, QueueService } from '../port.ts'
import { MemoryConsumer } from './consumer.ts'
import { MemoryJobs } from './jobs.ts'

/** A queue service in this process: nothing outlives it. `onError` is told of errors that are not the product's own. */
export function createMemoryQueueService(options: { readonly onError?: (error: Error) => void } = {}): QueueService {
  return new MemoryQueueService(options.onError ?? (() => undefined))
}

class MemoryQueueService implements QueueService {
  readonly #onError: (error: Error) => void
  readonly #queues = new Map<QueueName, MemoryJobs>()
  readonly #members = new Map<string, Member>()
  readonly #consumers = new Set<Consumer>()

  constructor(onError: (error: Error) => void) {
    this.#onError = onError
  }

  queue<Payload, Result>(name: QueueName): JobQueue<Payload, Result> {
    const jobs = this.#jobs(name)
    return {
      add: async (jobId, payload, options) => jobs.add(jobId, JSON.stringify(payload), options),
      outcome: async (jobId, signal) => {
        const end = await jobs.outcome(jobId, signal)
        return end.status === 'failed' ? end : { status: 'completed', result: JSON.parse(end.result) }
      },
      remove: async (jobId) => jobs.remove(jobId),
      counts: async () => jobs.counts(),
      close: async () => undefined,
    }
  }

  async consume<Payload, Result>(
    name: QueueName,
    handler: (delivery: Delivery<Payload>) => Promise<Result>,
    concurrency: number,
  ): Promise<Consumer> {
    const consumer = new MemoryConsumer(this.#jobs(name), handler, concurrency, this.#onError)
    this.#consumers.add(consumer)
    return consumer
  }

  async limit(name: QueueName, maxActive: number): Promise<void> {
    this.#jobs(name).limit(maxActive)
  }

  async join(member: Member): Promise<{ leave(): Promise<void> }> {
    this.#members.set(member.id, member)
    return {
      leave: async () => {
        this.#members.delete(member.id)
      },
    }
  }

  async members(): Promise<readonly Member[]> {
    return [...this.#members.values()]
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()))
    for (const jobs of this.#queues.values()) jobs.close()
    this.#consumers.clear()
    this.#members.clear()
  }

  #jobs(name: QueueName): MemoryJobs {
    const jobs = this.#queues.get(name) ?? new MemoryJobs()
    this.#queues.set(name, jobs)
    return jobs
  }
}
