import type { Field } from '#arrow'
import type { AttemptRef, QueryId, StoreAddress, TaskId } from '#core'
import type { Literal, SplitStatement, TableDescription, TableRef } from '#plan'

/**
 * What travels on the fetch queue. References only: no rows, no credential. Every payload is signed
 * (`signTask`) with the cluster's key, and a worker runs none whose signature does not hold.
 */
export type WorkerTask = FetchTask | SnapshotTask | DescribeTask | TablesTask | TestTask

/** Run a statement at a source and stream its rows to the coordinator that owns the query. */
export interface FetchTask {
  readonly kind: 'fetch'
  readonly task_id: TaskId
  readonly query_id: QueryId
  readonly fragment_id: AttemptRef['fragment_id']
  readonly split: number
  readonly source: string
  readonly sql: string
  readonly parameters: readonly Literal[]
  /** Statements that give the same rows where several sessions see one state of the table; null for `sql` alone. */
  readonly parts: { readonly table: TableRef; readonly statements: readonly SplitStatement[] } | null
  readonly fields: readonly Field[]
  /** The shared snapshot that the statement reads, by the source's name for it; null when it reads one of its own. */
  readonly snapshot: string | null
  /** Where the rows go: the base URL of the exchange, or `memory:`. */
  readonly exchange: string
  /** A token for this split of this query; it expires at `deadline`. */
  readonly exchange_token: string
  /** Where the rows may be stored as parts of the result, in which run of the query; null when they are none. */
  readonly store: { readonly address: StoreAddress; readonly run: string } | null
  /** Epoch milliseconds after which the task must not run. */
  readonly deadline: number
  /** W3C traceparent of the span that made the task, or null. */
  readonly traceparent: string | null
}

/**
 * Take a snapshot that other tasks of the query read too: its id goes over the exchange, and it is held until the
 * coordinator closes that stream. The task itself ends as soon as the id is sent, so that it keeps no worker busy.
 */
export interface SnapshotTask {
  readonly kind: 'snapshot'
  readonly task_id: TaskId
  readonly query_id: QueryId
  readonly snapshot_id: AttemptRef['fragment_id']
  readonly source: string
  /** The tables that must stay as they are while it is held. */
  readonly tables: readonly TableRef[]
  readonly exchange: string
  readonly exchange_token: string
  readonly deadline: number
  readonly traceparent: string | null
}

/** Describe one table; the answer is small and is the job's result. */
export interface DescribeTask {
  readonly kind: 'describe'
  readonly task_id: TaskId
  readonly source: string
  readonly table: TableRef
  readonly deadline: number
}

/** List the tables of a source. */
export interface TablesTask {
  readonly kind: 'tables'
  readonly task_id: TaskId
  readonly source: string
  readonly deadline: number
}

/** Prove that a source answers. */
export interface TestTask {
  readonly kind: 'test'
  readonly task_id: TaskId
  readonly source: string
  readonly deadline: number
}

/** What a finished task returns through the queue: counts and descriptions, never rows. */
export type WorkerTaskResult =
  | {
      readonly kind: 'fetch'
      readonly rows: number
      readonly bytes: number
      readonly worker_id: string
      readonly attempt: number
      readonly elapsed_ms: number
      readonly source_ms: number
    }
  | { readonly kind: 'snapshot'; readonly worker_id: string; readonly attempt: number }
  | { readonly kind: 'describe'; readonly description: TableDescription | null }
  | { readonly kind: 'tables'; readonly tables: readonly string[] }
  | { readonly kind: 'test'; readonly server: string; readonly elapsed_ms: number }

/** What travels on the queries queue: the id only; the manifest in the result store has the rest. */
export interface QueryTask {
  readonly kind: 'query'
  readonly query_id: QueryId
}

/** A task with its signature, as it stands on the queue. */
export interface SignedTask<Task> {
  readonly task: Task
  /** HMAC-SHA256 of the canonical JSON of `task`, hex. */
  readonly signature: string
}
