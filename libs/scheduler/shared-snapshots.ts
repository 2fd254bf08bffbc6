import { type AttemptRef, fetchTaskId, fromFailure, QueryError } from '#core'
import type { AttemptSink, Landing } from '#exchange'
import type { Fragment, SharedSnapshot } from '#plan'
import type { SnapshotTask } from '#queue'
import type { FetchRun } from './fetch-run.ts'

interface Holder {
  readonly snapshot: SharedSnapshot
  /** What the source calls the snapshot; rejects when it cannot be had. */
  readonly id: PromiseWithResolvers<string>
  /** Once another attempt at holding it began, fetches may read the first one's snapshot no more. */
  isTaken: boolean
}

/** The snapshots that fetches of one run share. Each is held by a worker for as long as its stream is open. */
export class SharedSnapshots {
  readonly #holders: readonly Holder[]
  readonly #loss = Promise.withResolvers<never>()
  #closed = false

  constructor(snapshots: readonly SharedSnapshot[]) {
    this.#holders = snapshots.map((snapshot) => ({ snapshot, id: Promise.withResolvers<string>(), isTaken: false }))
    // Whoever needs one waits for it; unwatched they must not end the process.
    for (const { id } of this.#holders) id.promise.catch(() => undefined)
    this.#loss.promise.catch(() => undefined)
  }

  /** Rejects with SNAPSHOT_LOST when one was lost before `close`; what was fetched then does not fit what is to come. */
  get lost(): Promise<never> {
    return this.#loss.promise
  }

  /** The stream of a holder, or undefined when the attempt is one of a fragment. */
  open(attempt: AttemptRef): AttemptSink | undefined {
    const holder = this.#holders.find(({ snapshot }) => snapshot.snapshot_id === attempt.fragment_id)
    if (holder === undefined) return undefined
    if (holder.isTaken) throw snapshotLost(holder.snapshot.source)
    return {
      write: async (id) => {
        holder.isTaken = true
        holder.id.resolve(new TextDecoder().decode(id))
        return undefined
      },
      adopt: async () => {
        throw new QueryError('INTERNAL', 'The holder of a snapshot sent a part of a result.')
      },
      commit: async () => {
        throw new QueryError('INTERNAL', 'The holder of a snapshot ended its stream.')
      },
      abort: async () => {
        if (holder.isTaken && !this.#closed) this.#loss.reject(snapshotLost(holder.snapshot.source))
      },
    }
  }

  /** The tasks that take the snapshots. */
  tasks({ record, run, traceparent }: FetchRun, doors: Landing): readonly SnapshotTask[] {
    const { query_id, submission, submitted_at } = record.manifest
    const deadline = Date.parse(submitted_at) + submission.timeout_seconds * 1000
    return this.#holders.map(({ snapshot: { snapshot_id, source, tables } }) => ({
      kind: 'snapshot',
      task_id: fetchTaskId(query_id, run, snapshot_id, 0),
      query_id,
      snapshot_id,
      source,
      tables,
      exchange: doors.address,
      exchange_token: doors.token(snapshot_id, 0, deadline),
      deadline,
      traceparent,
    }))
  }

  /** Has a worker take a snapshot. A failure is told to those who wait for its id. */
  async take(task: SnapshotTask, { tasks, record }: FetchRun, signal: AbortSignal): Promise<void> {
    const holder = this.#holders.find(({ snapshot }) => snapshot.snapshot_id === task.snapshot_id)
    try {
      await tasks.enqueue(task, record.manifest.submission.priority)
      const outcome = await tasks.outcome(task, signal)
      if (outcome.status === 'failed') throw fromFailure(outcome.failure)
    } catch (error) {
      holder?.id.reject(error)
    }
  }

  /** The snapshot that a fragment is to read; null when its statement reads one of its own. */
  async idFor({ connection }: Fragment): Promise<string | null> {
    const holder = this.#holders.find(({ snapshot }) => snapshot.connection === connection)
    return holder === undefined ? null : holder.id.promise
  }

  /** From here on a stream that ends is no loss. */
  close(): void {
    this.#closed = true
  }
}

/** True when what was fetched is of a snapshot that is no more, so that all of it must be fetched again. */
export function isSnapshotLost(error: unknown): error is QueryError {
  return error instanceof QueryError && error.code === 'SNAPSHOT_LOST'
}

function snapshotLost(source: string): QueryError {
  return new QueryError(
    'SNAPSHOT_LOST',
    `The snapshot that the fetches from source "${source}" share was lost with the session or the worker that held it.`,
    { source },
  )
}
