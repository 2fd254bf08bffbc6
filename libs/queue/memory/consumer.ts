import { AjnaError, QueryError, toFailure } from '#core'
import type { Consumer, Delivery } from '../port.ts'
import type { MemoryJob, MemoryJobs } from './jobs.ts'

/** Runs jobs of a queue in memory, `concurrency` at once. */
export class MemoryConsumer<Payload, Result> implements Consumer {
  readonly #jobs: MemoryJobs
  readonly #handler: (delivery: Delivery<Payload>) => Promise<Result>
  readonly #concurrency: number
  readonly #onError: (error: Error) => void
  readonly #stopWaiting: () => void
  readonly #running = new Map<MemoryJob, { readonly controller: AbortController; readonly done: Promise<void> }>()
  #open = true

  constructor(
    jobs: MemoryJobs,
    handler: (delivery: Delivery<Payload>) => Promise<Result>,
    concurrency: number,
    onError: (error: Error) => void,
  ) {
    this.#jobs = jobs
    this.#handler = handler
    this.#concurrency = concurrency
    this.#onError = onError
    this.#stopWaiting = jobs.onWork(() => queueMicrotask(() => this.#take()))
    queueMicrotask(() => this.#take())
  }

  async drain(): Promise<void> {
    this.#stop()
    await Promise.all([...this.#running.values()].map((running) => running.done))
  }

  async close(): Promise<void> {
    this.#stop()
    const handedBack = [...this.#running]
    this.#running.clear()
    const reason = new QueryError('WORKER_LOST', 'This process is closing and gave its jobs back to the queue.', {
      retryable: true,
    })
    for (const [job, { controller }] of handedBack) {
      controller.abort(reason)
      this.#jobs.handBack(job)
    }
  }

  #stop(): void {
    this.#open = false
    this.#stopWaiting()
  }

  #take(): void {
    while (this.#open && this.#running.size < this.#concurrency) {
      const job = this.#jobs.take()
      if (job === undefined) return
      const controller = new AbortController()
      this.#running.set(job, { controller, done: this.#run(job, controller.signal) })
    }
  }

  async #run(job: MemoryJob, signal: AbortSignal): Promise<void> {
    const settle = await this.#handle(job, signal)
    // A job that was handed back meanwhile is no longer ours to end.
    if (signal.aborted) return
    this.#running.delete(job)
    settle()
    this.#take()
  }

  async #handle(job: MemoryJob, signal: AbortSignal): Promise<() => void> {
    const { id: jobId, attempts: attempt } = job
    try {
      const payload: Payload = JSON.parse(job.payload)
      const result = await this.#handler({ jobId, payload, attempt, signal })
      const text = JSON.stringify(result ?? null)
      return () => this.#jobs.complete(job, text)
    } catch (error) {
      if (!(error instanceof AjnaError)) this.#onError(error instanceof Error ? error : new Error(String(error)))
      const failure = toFailure(error)
      return () => this.#jobs.fail(job, failure)
    }
  }
}
