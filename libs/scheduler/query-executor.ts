import type { EngineConfig } from '#config'
import { abortReason, QueryError, type QueryId, toFailure, withDeadline } from '#core'
import { connectionConsistency, type StatementsOf } from '#plan'
import type { QueueService } from '#queue'
import type { FragmentStatistics, Manifest, QueryStatistics } from '#results'
import { FINAL_STATES } from '#results'
import type { QueryPlanner } from './planner-port.ts'
import { QueryRecord } from './query-record.ts'
import { type QueryOutcome, type QueryRunOptions, runPlan } from './query-run.ts'
import { verifyOutcome } from './verify/verify-outcome.ts'

export interface QueryExecutorOptions extends QueryRunOptions {
  readonly planner: QueryPlanner
  readonly queue: QueueService
  readonly config: EngineConfig
  readonly coordinatorId: string
  /** Seconds a result is kept after its query ended. */
  readonly resultTtlSeconds: number
}

/** Milliseconds between two looks for a cancel mark left by another coordinator. */
const CANCEL_POLL_MS = 500
/** Milliseconds between two looks for live workers. */
const WORKER_POLL_MS = 2000

/** Runs the queries this coordinator takes from the queue, and knows which ones are live here. */
export class QueryExecutor {
  readonly #options: QueryExecutorOptions
  readonly #live = new Map<QueryId, { readonly record: QueryRecord; readonly cancel: AbortController }>()
  readonly #awaited = new Map<QueryId, Set<() => void>>()

  constructor(options: QueryExecutorOptions) {
    this.#options = options
  }

  /** The live record of a query that runs here. */
  live(id: QueryId): QueryRecord | undefined {
    return this.#live.get(id)?.record
  }

  /** Calls back when a query is taken here, until the returned function is called. */
  onTaken(id: QueryId, listener: () => void): () => void {
    const listeners = this.#awaited.get(id) ?? new Set()
    this.#awaited.set(id, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#awaited.delete(id)
    }
  }

  get running(): number {
    return this.#live.size
  }

  /** Cancels a query that runs here. @returns false when it does not */
  cancel(id: QueryId): boolean {
    const live = this.#live.get(id)
    live?.cancel.abort(new QueryError('CANCELED', 'The query was canceled.'))
    return live !== undefined
  }

  /**
   * Takes a query from its stored state to a final one. A query's own failure is its result and not thrown.
   * @param run counts the deliveries of this query, from 1
   * @param lost aborts when the queue has given the query to another coordinator
   * @throws whatever the result store fails with
   */
  async execute(id: QueryId, run: number, lost: AbortSignal): Promise<void> {
    const manifest = await this.#options.store.read(id)
    if (manifest === undefined || FINAL_STATES.has(manifest.state)) return
    const record = new QueryRecord(manifest, this.#options.store)
    const cancel = new AbortController()
    this.#live.set(id, { record, cancel })
    for (const listener of [...(this.#awaited.get(id) ?? [])]) listener()
    const stopWatching = this.#watch(id, record, cancel)
    const { timeout_seconds } = manifest.submission
    const remaining = Date.parse(manifest.submitted_at) + timeout_seconds * 1000 - Date.now()
    const deadline = withDeadline([cancel.signal, lost], Math.max(0, remaining), timeoutMessage(timeout_seconds))
    try {
      await this.#options.telemetry.tracer.span(
        'query',
        async (span) => {
          span.set('ajna.query_id', id)
          await this.#run(record, run, deadline.signal, lost)
        },
        manifest.submission.traceparent,
      )
    } finally {
      deadline.clear()
      stopWatching()
      this.#live.delete(id)
      this.#options.telemetry.metrics.queryFinished(
        record.manifest.state,
        (record.manifest.statistics?.total_ms ?? Date.now() - Date.parse(manifest.submitted_at)) / 1000,
        record.manifest.row_count ?? 0,
      )
    }
  }

  async #run(record: QueryRecord, run: number, signal: AbortSignal, lost: AbortSignal): Promise<void> {
    const startedMs = Date.now()
    try {
      if (await this.#options.store.cancelRequested(record.manifest.query_id)) {
        throw new QueryError('CANCELED', 'The query was canceled before it started.')
      }
      record.note({
        state: 'PLANNING',
        started_at: new Date(startedMs).toISOString(),
        coordinator_id: this.#options.coordinatorId,
        message: null,
      })
      const plan = record.manifest.plan ?? (await this.#plan(record, signal))
      const plannedMs = Date.now()
      record.note({ state: 'RUNNING', plan, fields: plan.fields })
      const outcome = await runPlan(plan, record, run, signal, this.#options)
      if (record.manifest.submission.verify) {
        await verifyOutcome(outcome, { record, run, signal, options: this.#options })
      }
      if (lost.aborted) return
      record.note({ state: 'FINISHING' })
      await record.change(this.#succeeded(record.manifest, outcome, startedMs, plannedMs))
    } catch (error) {
      if (lost.aborted) return
      await record.change(this.#ended(record.manifest, signal.aborted ? abortReason(signal) : error))
    }
    this.#log(record.manifest)
  }

  #plan(record: QueryRecord, signal: AbortSignal) {
    const { submission, as_of } = record.manifest
    return this.#options.telemetry.tracer.span('plan', () => this.#options.planner.plan(submission, as_of, signal))
  }

  #succeeded(manifest: Manifest, outcome: QueryOutcome, startedMs: number, plannedMs: number): Partial<Manifest> {
    const finishedMs = Date.now()
    const submittedMs = Date.parse(manifest.submitted_at)
    const { parts, rows, truncated } = outcome.result
    const statistics: QueryStatistics = {
      queued_ms: startedMs - submittedMs,
      planning_ms: plannedMs - startedMs,
      fetch_ms: outcome.fetchMs,
      compute_ms: outcome.computeMs,
      total_ms: finishedMs - submittedMs,
      rows,
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      fragments: outcome.fragments,
      connections: manifest.plan === null ? [] : connectionConsistency(manifest.plan, splitsIn(outcome.fragments)),
      kernel: outcome.kernel,
    }
    return {
      state: 'SUCCEEDED',
      ...this.#finishTimes(finishedMs),
      parts,
      row_count: rows,
      truncated,
      statistics,
      message: null,
      progress: manifest.progress === null ? null : { ...manifest.progress, fraction: 1 },
    }
  }

  #ended(manifest: Manifest, error: unknown): Partial<Manifest> {
    const failure = toFailure(error)
    const canceled = failure.code === 'CANCELED'
    if (failure.code === 'INTERNAL') {
      this.#options.telemetry.logger.error('query failed', error, { query_id: manifest.query_id })
    }
    return {
      state: canceled ? 'CANCELED' : 'FAILED',
      ...this.#finishTimes(Date.now()),
      failure: canceled ? null : failure,
    }
  }

  #finishTimes(finishedMs: number): Pick<Manifest, 'finished_at' | 'expires_at'> {
    return {
      finished_at: new Date(finishedMs).toISOString(),
      expires_at: new Date(finishedMs + this.#options.resultTtlSeconds * 1000).toISOString(),
    }
  }

  #watch(id: QueryId, record: QueryRecord, cancel: AbortController): () => void {
    const { store, queue, telemetry } = this.#options
    const failed = (what: string) => (error: unknown) => telemetry.logger.error(what, error, { query_id: id })
    const cancelTimer = setInterval(() => {
      store
        .cancelRequested(id)
        .then((requested) => {
          if (requested) cancel.abort(new QueryError('CANCELED', 'The query was canceled.'))
        })
        .catch(failed('could not look for a cancel request'))
    }, CANCEL_POLL_MS)
    const workerTimer = setInterval(() => {
      queue
        .members()
        .then((members) =>
          this.#noteWorkers(
            record,
            members.some((member) => member.role === 'worker'),
          ),
        )
        .catch(failed('could not look for workers'))
    }, WORKER_POLL_MS)
    return () => {
      clearInterval(cancelTimer)
      clearInterval(workerTimer)
    }
  }

  async #noteWorkers(record: QueryRecord, anyWorker: boolean): Promise<void> {
    if (FINAL_STATES.has(record.manifest.state)) return
    const message = anyWorker ? null : 'No worker is listening; the query waits for one until its deadline.'
    if (record.manifest.message !== message) await record.change({ message })
  }

  #log(manifest: Manifest): void {
    const { logging, performance: limits } = this.#options.config
    const { logger } = this.#options.telemetry
    const seconds = (Date.now() - Date.parse(manifest.submitted_at)) / 1000
    const fields = {
      query_id: manifest.query_id,
      name: manifest.submission.name,
      state: manifest.state,
      seconds,
      rows: manifest.row_count,
      code: manifest.failure?.code,
    }
    if (logging.enableQueryLogging) logger.info('query ended', { ...fields, sql: manifest.submission.sql })
    if (logging.enablePerformanceMetrics && manifest.statistics !== null) {
      const { queued_ms, planning_ms, fetch_ms, compute_ms, bytes } = manifest.statistics
      logger.info('query performance', {
        query_id: manifest.query_id,
        queued_ms,
        planning_ms,
        fetch_ms,
        compute_ms,
        bytes,
      })
    }
    if (seconds >= limits.slowQueryCriticalSeconds) logger.warn('query very slow', fields)
    else if (seconds >= limits.slowQueryWarningSeconds) logger.warn('query slow', fields)
  }
}

function timeoutMessage(seconds: number): string {
  return `The query did not finish within its ${seconds} seconds and was stopped; narrow it, add workers or raise query_timeout_seconds.`
}

/** How many statements really read each fragment. */
function splitsIn(fragments: readonly FragmentStatistics[]): StatementsOf {
  const splits = new Map(fragments.map((fragment) => [fragment.fragment_id, fragment.splits]))
  return ({ fragment_id }) => splits.get(fragment_id) ?? 1
}
