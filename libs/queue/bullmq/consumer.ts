import { UnrecoverableError, WaitingError } from 'bullmq'
import { AjnaError, QueryError, toFailure } from '#core'
import type { Consumer, Delivery } from '../port.ts'
import type { BullBackend, BullJob, BullWorker, OnError } from './backend.ts'
import { asError } from './event-waits.ts'
import { failureToText } from './failure-text.ts'
import { CLOSING_MS, soon } from './soon.ts'
import { LOCK_MS } from './worker-settings.ts'

const LOCK_CHECK_MS = 1_000

interface Running {
  readonly job: BullJob
  readonly token: string
  readonly controller: AbortController
  /** When the service last confirmed that the job is ours. */
  confirmedAt: number
}

/** The consuming side of a queue on BullMQ. */
export class BullmqConsumer<Payload, Result> implements Consumer {
  readonly #handler: (delivery: Delivery<Payload>) => Promise<Result>
  readonly #onError: OnError
  readonly #worker: BullWorker
  readonly #running = new Map<string, Running>()
  readonly #lockCheck: NodeJS.Timeout
  readonly #handBack = new AbortController()

  constructor(
    backend: BullBackend,
    name: string,
    handler: (delivery: Delivery<Payload>) => Promise<Result>,
    concurrency: number,
    onError: OnError,
  ) {
    this.#handler = handler
    this.#onError = onError
    this.#worker = backend.worker(name, (job, token) => this.#process(job, token ?? ''), concurrency)
    this.#worker.on('locksRenewed', ({ jobIds }) => this.#confirm(jobIds))
    this.#worker.on('lockRenewalFailed', (jobIds) => this.#lose(jobIds))
    this.#lockCheck = setInterval(() => this.#loseSilent(), LOCK_CHECK_MS)
    this.#lockCheck.unref()
  }

  /** Connects and begins to take jobs. */
  async start(): Promise<void> {
    await this.#worker.waitUntilReady()
    this.#worker.run().catch((error: unknown) => this.#onError(asError(error)))
  }

  async drain(): Promise<void> {
    await this.#worker.close()
    clearInterval(this.#lockCheck)
  }

  async close(): Promise<void> {
    this.#handBack.abort(
      new QueryError('WORKER_LOST', 'This process is closing and gave its jobs back to the queue.', {
        retryable: true,
      }),
    )
    await soon(
      this.#worker.pause(true).then(() => this.drain()),
      CLOSING_MS,
    )
    clearInterval(this.#lockCheck)
  }

  async #process(job: BullJob, token: string): Promise<string> {
    const jobId = job.id ?? ''
    const running: Running = { job, token, controller: new AbortController(), confirmedAt: Date.now() }
    this.#running.set(jobId, running)
    try {
      return await this.#runOrHandBack(running, jobId)
    } finally {
      if (this.#running.get(jobId) === running) this.#running.delete(jobId)
    }
  }

  async #runOrHandBack(running: Running, jobId: string): Promise<string> {
    const { signal } = this.#handBack
    const closing = new Promise<'closing'>((resolve) => {
      if (signal.aborted) resolve('closing')
      signal.addEventListener('abort', () => resolve('closing'), { once: true, signal: running.controller.signal })
    })
    const end = signal.aborted ? 'closing' : await Promise.race([closing, this.#run(running, jobId)])
    if (end !== 'closing') return end.text
    running.controller.abort(signal.reason)
    await running.job.moveToWait(running.token)
    throw new WaitingError()
  }

  async #run(running: Running, jobId: string): Promise<{ readonly text: string }> {
    const { job, controller } = running
    try {
      const payload: Payload = JSON.parse(job.data.payload)
      const result = await this.#handler({ jobId, payload, attempt: job.attemptsStarted, signal: controller.signal })
      return { text: JSON.stringify(result ?? null) }
    } catch (error) {
      // A job this process lost belongs to the queue, which delivers it again.
      if (controller.signal.aborted) throw new WaitingError()
      if (!(error instanceof AjnaError)) this.#onError(asError(error))
      const failure = toFailure(error)
      const text = failureToText(failure)
      throw failure.retryable ? new Error(text) : new UnrecoverableError(text)
    }
  }

  #confirm(jobIds: readonly string[]): void {
    for (const jobId of jobIds) {
      const running = this.#running.get(jobId)
      if (running !== undefined) running.confirmedAt = Date.now()
    }
  }

  #lose(jobIds: readonly string[]): void {
    for (const jobId of jobIds) {
      const reason = new QueryError(
        'WORKER_LOST',
        `This process lost job ${jobId}: the queue gave it to another one.`,
        {
          retryable: true,
        },
      )
      this.#running.get(jobId)?.controller.abort(reason)
    }
  }

  /** Jobs whose lock has expired while the service could not be reached: another process may have them now. */
  #loseSilent(): void {
    const expired = Date.now() - LOCK_MS
    this.#lose([...this.#running].filter(([, running]) => running.confirmedAt < expired).map(([jobId]) => jobId))
  }
}
