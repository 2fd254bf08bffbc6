import type { Failure } from '#core'

export interface EnqueueOptions {
  /** 0 to 9, higher first. */
  readonly priority: number
  /** How often a delivery may end in a retryable failure before the job fails; a worker's death does not count. */
  readonly maxFailures: number
}

/** How a job ended: with its handler's small JSON result, or with a failure. */
export type JobOutcome<Result> =
  | { readonly status: 'completed'; readonly result: Result }
  | { readonly status: 'failed'; readonly failure: Failure }

/** One delivery of a job to a handler. */
export interface Delivery<Payload> {
  readonly jobId: string
  readonly payload: Payload
  /** Counts deliveries of this job from 1; also those that ended with the death of their process. */
  readonly attempt: number
  /** Aborts when the queue knows that this process lost the job (its lock expired) or is being closed by force. */
  readonly signal: AbortSignal
}

/** The producing side of one queue. */
export interface JobQueue<Payload, Result> {
  /** Adds a job, or joins the one that has this id already. Resolves when the queue has stored it. */
  add(jobId: string, payload: Payload, options: EnqueueOptions): Promise<void>
  /** Resolves with the outcome of a job of this queue; rejects only when the signal aborts. */
  outcome(jobId: string, signal: AbortSignal): Promise<JobOutcome<Result>>
  /** Removes a job that is not running; running ones are stopped by what they work for, not here. */
  remove(jobId: string): Promise<void>
  /** Jobs waiting and jobs running. */
  counts(): Promise<{ readonly waiting: number; readonly active: number }>
  close(): Promise<void>
}

/** The consuming side of one queue. */
export interface Consumer {
  /** Takes no new job and resolves when the running ones have ended. */
  drain(): Promise<void>
  /** Closes at once; running jobs are handed back. */
  close(): Promise<void>
}

/** A worker or coordinator that is alive. */
export interface Member {
  readonly id: string
  readonly role: 'worker' | 'coordinator'
  readonly host: string
  readonly pid: number
  readonly concurrency: number
  readonly version: string
  /** ISO 8601, UTC. */
  readonly started_at: string
}

/** `fetch-...` are fetches of one connection, which may be limited. */
export type QueueName = 'queries' | 'fetch' | `fetch-${string}`

/** A queue service: Redis, PostgreSQL or this process. Shows no client type. */
export interface QueueService {
  queue<Payload, Result>(name: QueueName): JobQueue<Payload, Result>
  /**
   * Calls `handler` for each job, `concurrency` at once. A returned value completes the job; a thrown AjnaError fails
   * it, with backoff and another delivery when it is retryable and failures are left.
   */
  consume<Payload, Result>(
    name: QueueName,
    handler: (delivery: Delivery<Payload>) => Promise<Result>,
    concurrency: number,
  ): Promise<Consumer>
  /** From now on at most `maxActive` jobs of the queue run at once, whichever processes consume it. */
  limit(name: QueueName, maxActive: number): Promise<void>
  /** Announces this process until `leave`; it counts as gone when not heard of for 15 s. */
  join(member: Member): Promise<{ leave(): Promise<void> }>
  members(): Promise<readonly Member[]>
  /** Resolves when the service answers. @throws ConnectionError QUEUE_UNAVAILABLE */
  ping(): Promise<void>
  close(): Promise<void>
}
