import { createHash } from 'node:crypto'
import { newQueryId, parseQueryId, QueryError, type QueryId, ValidationError } from '#core'
import type { JobQueue, QueryTask } from '#queue'
import type { Manifest, ManifestFilter, ManifestPage, ResultStore, Submission } from '#results'
import { FINAL_STATES } from '#results'
import type { QueryPlanner } from './planner-port.ts'
import type { QueryExecutor } from './query-executor.ts'

export interface QueryServiceOptions {
  readonly store: ResultStore
  readonly queue: JobQueue<QueryTask, null>
  readonly planner: QueryPlanner
  readonly executor: QueryExecutor
}

/** Milliseconds between two looks at a query that runs elsewhere: short at first, when most queries end. */
const FIRST_WATCH_MS = 5
const WATCH_MS = 100

/** What clients do with queries, whichever coordinator they talk to. */
export class QueryService {
  readonly #options: QueryServiceOptions

  constructor(options: QueryServiceOptions) {
    this.#options = options
  }

  /**
   * Accepts a query. With the key of an earlier submission by the same caller, that one is returned instead.
   * @throws ValidationError for bad form or syntax; QueryError CONFLICT for a key used with another body;
   *   ConnectionError QUEUE_UNAVAILABLE
   */
  async submit(submission: Submission, idempotencyKey: string | null): Promise<Manifest> {
    const { planner, store } = this.#options
    await planner.check(submission)
    const id = idempotencyKey === null ? newQueryId() : keyedQueryId(submission.caller, idempotencyKey)
    const manifest = queuedManifest(id, submission)
    const earlier = await store.create(manifest)
    if (earlier !== undefined && earlier.submission.body_hash !== submission.body_hash) {
      throw new QueryError(
        'CONFLICT',
        'This Idempotency-Key was used with another request; use a new key for a new query.',
      )
    }
    if (earlier !== undefined && earlier.state !== 'QUEUED') return earlier
    await this.#enqueue(earlier ?? manifest, earlier === undefined)
    return earlier ?? manifest
  }

  async #enqueue(manifest: Manifest, isNew: boolean): Promise<void> {
    const { store, queue } = this.#options
    const { query_id, submission } = manifest
    try {
      await queue.add(query_id, { kind: 'query', query_id }, { priority: submission.priority, maxFailures: 1 })
    } catch (error) {
      if (isNew) await store.delete(query_id)
      throw error
    }
  }

  /** The manifest of a query. @throws QueryError NOT_FOUND */
  async get(id: string): Promise<Manifest> {
    const queryId = knownForm(id)
    const manifest = this.#options.executor.live(queryId)?.manifest ?? (await this.#options.store.read(queryId))
    if (manifest === undefined) throw notFound(id)
    return manifest
  }

  /** The manifest once the query has ended, or as it is after `seconds`. @throws QueryError NOT_FOUND */
  async wait(id: string, seconds: number, signal: AbortSignal): Promise<Manifest> {
    const until = Date.now() + seconds * 1000
    let manifest = await this.get(id)
    let pause = FIRST_WATCH_MS
    while (!FINAL_STATES.has(manifest.state)) {
      const left = until - Date.now()
      if (left <= 0 || signal.aborted) return manifest
      await this.#nextChange(manifest.query_id, Math.min(left, pause))
      pause = Math.min(pause * 2, WATCH_MS)
      manifest = await this.get(id)
    }
    return manifest
  }

  /** Resolves when a query is taken here, at the next change of one that is, or after `ms`. */
  #nextChange(id: QueryId, ms: number): Promise<void> {
    const { executor } = this.#options
    const record = executor.live(id)
    return new Promise((resolve) => {
      const stop = record === undefined ? executor.onTaken(id, done) : record.subscribe(done)
      const timer = setTimeout(done, ms)
      function done(): void {
        stop()
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Asks for a query to be stopped; one that waits is canceled at once. Of an ended query nothing changes. */
  async cancel(id: string): Promise<Manifest> {
    const manifest = await this.get(id)
    if (FINAL_STATES.has(manifest.state)) return manifest
    const { store, queue, executor } = this.#options
    await store.requestCancel(manifest.query_id)
    if (executor.cancel(manifest.query_id)) return this.get(id)
    await queue.remove(manifest.query_id)
    const current = await this.get(id)
    if (current.state !== 'QUEUED') return current
    const canceled: Manifest = { ...current, state: 'CANCELED', finished_at: new Date().toISOString() }
    await store.replace(canceled)
    return canceled
  }

  /** Removes an ended query with its result. @throws QueryError NOT_FOUND, CONFLICT while it runs */
  async delete(id: string): Promise<void> {
    const manifest = await this.get(id)
    if (!FINAL_STATES.has(manifest.state))
      throw new QueryError('CONFLICT', `Query ${id} has not ended; cancel it first.`)
    await this.#options.store.delete(manifest.query_id)
  }

  list(filter: ManifestFilter): Promise<ManifestPage> {
    return this.#options.store.list(filter)
  }
}

function queuedManifest(id: QueryId, submission: Submission): Manifest {
  const now = new Date().toISOString()
  return {
    query_id: id,
    state: 'QUEUED',
    submission,
    submitted_at: now,
    started_at: null,
    finished_at: null,
    expires_at: null,
    as_of: now,
    coordinator_id: null,
    plan: null,
    progress: null,
    statistics: null,
    fields: null,
    parts: [],
    row_count: null,
    truncated: false,
    failure: null,
    message: null,
  }
}

function keyedQueryId(caller: string, key: string): QueryId {
  if (key.length === 0 || key.length > 255) {
    throw new ValidationError('VALIDATION_ERROR', 'An Idempotency-Key has 1 to 255 characters.')
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('hex')
  return `q_${digest.slice(0, 32)}` as QueryId
}

function knownForm(id: string): QueryId {
  const queryId = parseQueryId(id)
  if (queryId === undefined) throw notFound(id)
  return queryId
}

function notFound(id: string): QueryError {
  return new QueryError('NOT_FOUND', `There is no query ${id.slice(0, 64)}; it may have expired.`)
}
