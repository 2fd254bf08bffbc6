import { abortReason, ConnectionError, type Failure, throwIfAborted } from '#core'
import type { EnqueueOptions, JobOutcome } from '../port.ts'
import { retryDelay } from '../retry-delay.ts'

/** How long a finished job stays readable, in milliseconds. */
const KEPT_MS = 300_000

export interface MemoryJob {
  readonly id: string
  readonly payload: string
  readonly options: EnqueueOptions
  state: 'waiting' | 'delayed' | 'active' | 'ended'
  attempts: number
  failures: number
  end: JobOutcome<string> | undefined
  /** The wait before the next delivery or before the ended job is forgotten. */
  timer: NodeJS.Timeout | undefined
}

/** The jobs of one queue, in memory. */
export class MemoryJobs {
  readonly #jobs = new Map<string, MemoryJob>()
  readonly #waiting: MemoryJob[] = []
  readonly #wakes = new Set<() => void>()
  readonly #watchers = new Map<string, Set<() => void>>()
  #active = 0
  #maxActive = Number.POSITIVE_INFINITY
  #closed = false

  /** From now on at most so many jobs are taken at once. */
  limit(maxActive: number): void {
    this.#maxActive = maxActive
    this.#wake()
  }

  add(id: string, payload: string, options: EnqueueOptions): void {
    if (this.#closed) throw closedError()
    if (this.#jobs.has(id)) return
    const job: MemoryJob = {
      id,
      payload,
      options,
      state: 'waiting',
      attempts: 0,
      failures: 0,
      end: undefined,
      timer: undefined,
    }
    this.#jobs.set(id, job)
    this.#enqueue(job)
  }

  /** The next job by priority, then by age, or undefined. */
  take(): MemoryJob | undefined {
    const job = this.#active < this.#maxActive ? this.#waiting.shift() : undefined
    if (job === undefined) return undefined
    this.#active += 1
    job.state = 'active'
    job.attempts += 1
    return job
  }

  /** Calls `wake` whenever a job may be taken, until the returned function is called. */
  onWork(wake: () => void): () => void {
    this.#wakes.add(wake)
    return () => this.#wakes.delete(wake)
  }

  complete(job: MemoryJob, result: string): void {
    this.#end(job, { status: 'completed', result })
  }

  fail(job: MemoryJob, failure: Failure): void {
    job.failures += 1
    if (!failure.retryable || job.failures >= job.options.maxFailures) {
      this.#end(job, { status: 'failed', failure })
      return
    }
    this.#release()
    job.state = 'delayed'
    job.timer = setTimeout(() => this.#enqueue(job), retryDelay(job.failures))
  }

  /** Puts a job that was taken before all others of its priority. */
  handBack(job: MemoryJob): void {
    this.#release()
    this.#enqueue(job, 'first')
  }

  remove(id: string): void {
    const job = this.#jobs.get(id)
    if (job === undefined || job.state === 'active') return
    clearTimeout(job.timer)
    if (job.state === 'waiting') this.#waiting.splice(this.#waiting.indexOf(job), 1)
    this.#jobs.delete(id)
    this.#tell(id)
  }

  counts(): { readonly waiting: number; readonly active: number } {
    const states = [...this.#jobs.values()].map((job) => job.state)
    return {
      waiting: states.filter((state) => state === 'waiting' || state === 'delayed').length,
      active: states.filter((state) => state === 'active').length,
    }
  }

  async outcome(id: string, signal: AbortSignal): Promise<JobOutcome<string>> {
    for (;;) {
      throwIfAborted(signal)
      if (this.#closed) throw closedError()
      const job = this.#jobs.get(id)
      if (job === undefined) return { status: 'failed', failure: missing(id) }
      if (job.end !== undefined) return job.end
      await this.#change(id, signal)
    }
  }

  /** Ends all waits: nothing will be taken or end any more. */
  close(): void {
    this.#closed = true
    for (const job of this.#jobs.values()) clearTimeout(job.timer)
    for (const id of [...this.#watchers.keys()]) this.#tell(id)
  }

  #enqueue(job: MemoryJob, place: 'first' | 'last' = 'last'): void {
    job.state = 'waiting'
    const goesBefore = (other: MemoryJob): boolean =>
      place === 'first' ? other.options.priority <= job.options.priority : other.options.priority < job.options.priority
    const index = this.#waiting.findIndex(goesBefore)
    this.#waiting.splice(index === -1 ? this.#waiting.length : index, 0, job)
    this.#wake()
  }

  /** A job that was taken is not active any more; another may be taken instead. */
  #release(): void {
    this.#active -= 1
    if (this.#waiting.length > 0) this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#wakes]) wake()
  }

  #end(job: MemoryJob, end: JobOutcome<string>): void {
    this.#release()
    job.state = 'ended'
    job.end = end
    job.timer = setTimeout(() => this.#jobs.delete(job.id), KEPT_MS)
    job.timer.unref()
    this.#tell(job.id)
  }

  #change(id: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const watchers = this.#watchers.get(id) ?? new Set()
      const settle = (): void => {
        watchers.delete(settle)
        signal.removeEventListener('abort', settle)
        if (signal.aborted) reject(abortReason(signal))
        else resolve()
      }
      this.#watchers.set(id, watchers.add(settle))
      signal.addEventListener('abort', settle)
    })
  }

  #tell(id: string): void {
    const watchers = [...(this.#watchers.get(id) ?? [])]
    this.#watchers.delete(id)
    for (const settle of watchers) settle()
  }
}

function missing(id: string): Failure {
  return {
    code: 'NOT_FOUND',
    message: `The queue does not know job ${id}: it was removed or ended long ago.`,
    retryable: true,
  }
}

function closedError(): ConnectionError {
  return new ConnectionError('QUEUE_UNAVAILABLE', 'The queue was closed by this process.')
}
