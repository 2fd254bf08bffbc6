import type { Field } from '#arrow'
import type { Failure, QueryId, StoredPart } from '#core'
import type { ConnectionConsistency, DistributedPlan } from '#plan'

export type QueryState =
  | 'QUEUED'
  | 'PLANNING'
  | 'RUNNING'
  | 'CANCELING'
  | 'FINISHING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELED'
  | 'EXPIRED'

/** States a query never leaves but for EXPIRED. */
export const FINAL_STATES: ReadonlySet<QueryState> = new Set(['SUCCEEDED', 'FAILED', 'CANCELED', 'EXPIRED'])

/** One file of a result. */
export interface ResultPart extends StoredPart {
  readonly row_offset: number
}

/** What a fragment did, once it has run. */
export interface FragmentStatistics {
  readonly fragment_id: string
  readonly source: string
  readonly rows: number
  readonly bytes: number
  readonly elapsed_ms: number
  /** Statements that read it in parts; 1 when it was read whole. */
  readonly splits: number
  readonly attempts: number
  /** Null when several workers read it. */
  readonly worker_id: string | null
  /** What became of its dynamic filters; absent where it has none. */
  readonly dynamic_filters?: readonly AppliedFilter[]
}

/** What became of a dynamic filter, once its fragment has run. */
export interface AppliedFilter {
  /** The fragment whose rows gave the keys. */
  readonly source: string
  /** The filtered column. */
  readonly column: string
  /**
   * `applied`; or not, because waiting did not pay (`not_worth_waiting`), the keys came too late (`late`), would not
   * have taken enough rows away (`not_selective`), or hold a value whose equality at the source is not known
   * (`unusual_key`).
   */
  readonly outcome: 'applied' | 'not_worth_waiting' | 'late' | 'not_selective' | 'unusual_key'
  /** How the source was given the keys; null where it was not. */
  readonly form: 'array' | 'json' | 'list' | 'range' | null
  /** Distinct keys; null where they were not counted. */
  readonly keys: number | null
}

export interface QueryStatistics {
  readonly queued_ms: number
  readonly planning_ms: number
  readonly fetch_ms: number
  readonly compute_ms: number
  readonly total_ms: number
  readonly rows: number
  readonly bytes: number
  readonly fragments: readonly FragmentStatistics[]
  readonly connections: readonly ConnectionConsistency[]
  /** All kernels of the query together; null where a source answered it whole. */
  readonly kernel: {
    /** Among how many kernels the rows were divided; 1 where one kernel did it all. */
    readonly partitions: number
    readonly landed_rows: number
    readonly land_ms: number
    readonly run_ms: number
    readonly spilled_bytes: number
  } | null
}

export interface QueryProgress {
  readonly fragments_total: number
  readonly fragments_done: number
  readonly rows: number
  readonly bytes: number
  /** 0 to 1. */
  readonly fraction: number
}

type JsonScalar = string | number | boolean | null

/** A parameter as it was sent: plain, or with its type. */
export type SubmittedParameter = ParameterJson | { readonly value: ParameterJson; readonly type: string }

/** A list is an array. */
type ParameterJson = JsonScalar | readonly JsonScalar[]

/** What was submitted, as it was checked at the door. `request` is the QueryRequest or the SQL. */
export interface Submission {
  readonly sql: string | null
  /** Which SQL `sql` is written in; PostgreSQL's when absent. */
  readonly dialect?: 'postgres' | 'mysql' | 'bigquery' | 'snowflake' | 'athena'
  readonly query: unknown
  /** Values by name or by position, JSON or `{value, type}`. */
  readonly parameters: Readonly<Record<string, SubmittedParameter>>
  readonly default_connection_id: string | null
  readonly name: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly priority: number
  readonly timeout_seconds: number
  readonly pushdown: 'auto' | 'off' | 'require'
  /** `per_split` where a table may be read in parts that each see their own moment; `snapshot` when absent. */
  readonly consistency?: 'snapshot' | 'per_split'
  /** Run with pushdown and without, and fail when the answers differ. */
  readonly verify: boolean
  /** Who submitted: the principal's name. */
  readonly caller: string
  /** W3C traceparent of the call that submitted it, or null. */
  readonly traceparent: string | null
  /** sha256 of the body, to tell a repeated Idempotency-Key from a misused one. */
  readonly body_hash: string
}

/** The durable record of a query: written at submit, replaced atomically at each change of state. */
export interface Manifest {
  readonly query_id: QueryId
  readonly state: QueryState
  readonly submission: Submission
  /** ISO 8601, UTC; null when it has not happened. */
  readonly submitted_at: string
  readonly started_at: string | null
  readonly finished_at: string | null
  readonly expires_at: string | null
  /** now() and current_date of this query, fixed at submission: ISO 8601, UTC. */
  readonly as_of: string
  readonly coordinator_id: string | null
  readonly plan: DistributedPlan | null
  readonly progress: QueryProgress | null
  readonly statistics: QueryStatistics | null
  readonly fields: readonly Field[] | null
  readonly parts: readonly ResultPart[]
  readonly row_count: number | null
  readonly truncated: boolean
  readonly failure: Failure | null
  /** One sentence for who waits: `waiting for a worker`. */
  readonly message: string | null
}
