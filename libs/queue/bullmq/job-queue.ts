import { abortReason, ConnectionError, throwIfAborted } from '#core'
import type { EnqueueOptions, JobOutcome, JobQueue } from '../port.ts'
import { answered } from './answered.ts'
import type { BullBackend, BullQueue, OnError } from './backend.ts'
import { asError, EventWaits, type Notice } from './event-waits.ts'
import { failureFromText } from './failure-text.ts'
import { CLOSING_MS, soon } from './soon.ts'

/** How long after the first look a job's state is read again, doubling; events normally come first. */
const FIRST_LOOK_MS = 100
const SLOWEST_LOOK_MS = 5_000

/** BullMQ runs the lowest number first, and 0 before all; ours run the highest first. */
const LOWEST_PRIORITY = 10

/** The producing side of a queue on BullMQ. */
export class BullmqJobQueue<Payload, Result> implements JobQueue<Payload, Result> {
  readonly #backend: BullBackend
  readonly #name: string
  readonly #onError: OnError
  readonly #waits: EventWaits
  readonly #closing = new AbortController()
  #queue: Promise<BullQueue> | undefined

  constructor(backend: BullBackend, name: string, onError: OnError) {
    this.#backend = backend
    this.#name = name
    this.#onError = onError
    this.#waits = new EventWaits(() => backend.events(name), onError)
  }

  async add(jobId: string, payload: Payload, options: EnqueueOptions): Promise<void> {
    const data = { payload: JSON.stringify(payload) }
    await this.#answered(async (queue) => {
      await queue.add('task', data, {
        jobId,
        priority: LOWEST_PRIORITY - Math.min(Math.max(options.priority, 0), 9),
        attempts: Math.max(options.maxFailures, 1),
        backoff: { type: 'ours' },
      })
    })
  }

  async outcome(jobId: string, signal: AbortSignal): Promise<JobOutcome<Result>> {
    throwIfAborted(signal)
    const end = await this.#ended(jobId, AbortSignal.any([signal, this.#closing.signal]))
    return end.status === 'failed' ? end : { status: 'completed', result: JSON.parse(end.result) }
  }

  async remove(jobId: string): Promise<void> {
    await this.#answered((queue) => queue.remove(jobId))
  }

  /** At most `maxActive` jobs run at once over all consumers. */
  async limit(maxActive: number): Promise<void> {
    await this.#answered((queue) => queue.setGlobalConcurrency(maxActive))
  }

  async counts(): Promise<{ readonly waiting: number; readonly active: number }> {
    const counts = await this.#answered((queue) => queue.getJobCounts('wait', 'prioritized', 'delayed', 'active'))
    const of = (state: string): number => counts[state] ?? 0
    return { waiting: of('wait') + of('prioritized') + of('delayed'), active: of('active') }
  }

  async close(): Promise<void> {
    this.#closing.abort(this.#closed())
    await soon(this.#waits.close(), CLOSING_MS)
    if (this.#queue !== undefined) await soon(this.#disconnect(this.#queue), CLOSING_MS)
  }

  async #disconnect(opening: Promise<BullQueue>): Promise<void> {
    try {
      const queue = await opening
      await queue.close().catch(() => queue.disconnect())
    } catch (error) {
      this.#onError(asError(error))
    }
  }

  /** Listens before it looks, and looks again from time to time, so that no lost event is waited for. */
  async #ended(jobId: string, signal: AbortSignal): Promise<JobOutcome<string>> {
    let notify: (notice: Notice | 'stop') => void = () => undefined
    const stop = (): void => notify('stop')
    const unlisten = this.#waits.listen(jobId, (notice) => notify(notice))
    signal.addEventListener('abort', stop)
    try {
      for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, SLOWEST_LOOK_MS)) {
        const news = new Promise<Notice | 'stop'>((resolve) => {
          notify = resolve
        })
        if (signal.aborted) throw abortReason(signal)
        const notice = await Promise.race([news, this.#look(jobId)])
        const next = notice ?? (await soon(news, pause))
        if (typeof next === 'object') return next.ended
      }
    } finally {
      unlisten()
      signal.removeEventListener('abort', stop)
    }
  }

  async #look(jobId: string): Promise<Notice | undefined> {
    try {
      const ended = await this.#answered((queue) => readEnd(queue, jobId))
      return ended === undefined ? undefined : { ended }
    } catch (error) {
      this.#onError(asError(error))
      return undefined
    }
  }

  async #answered<T>(operation: (queue: BullQueue) => Promise<T>): Promise<T> {
    if (this.#closing.signal.aborted) throw this.#closed()
    return answered(this.#backend.where, async () => operation(await this.#connected()))
  }

  /** The queue, connected; a failed try is forgotten because BullMQ would remember it for good. */
  #connected(): Promise<BullQueue> {
    if (this.#queue !== undefined) return this.#queue
    const opened = this.#connect()
    this.#queue = opened
    opened.catch(() => {
      if (this.#queue === opened) this.#queue = undefined
    })
    return opened
  }

  async #connect(): Promise<BullQueue> {
    const queue = this.#backend.queue(this.#name)
    try {
      await queue.waitUntilReady()
      return queue
    } catch (error) {
      await queue.close().catch(this.#onError)
      throw error
    }
  }

  #closed(): ConnectionError {
    return new ConnectionError('QUEUE_UNAVAILABLE', `The queue ${this.#name} was closed by this process.`)
  }
}

async function readEnd(queue: BullQueue, jobId: string): Promise<JobOutcome<string> | undefined> {
  const state = await queue.getJobState(jobId)
  if (state !== 'completed' && state !== 'failed' && state !== 'unknown') return undefined
  const job = await queue.getJob(jobId)
  if (job === undefined) return { status: 'failed', failure: missing(jobId) }
  if (state === 'completed') return { status: 'completed', result: job.returnvalue }
  return state === 'failed' ? { status: 'failed', failure: failureFromText(job.failedReason, jobId) } : undefined
}

function missing(jobId: string) {
  return {
    code: 'NOT_FOUND' as const,
    message: `The queue does not know job ${jobId}: it was removed, ended long ago, or the queue lost its data.`,
    retryable: true,
  }
}
