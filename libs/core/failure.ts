/** Every way a request can fail. A code is part of the API: it is never renamed. */
export type FailureCode =
  | 'CONFIGURATION_ERROR'
  | 'VALIDATION_ERROR'
  | 'SYNTAX_ERROR'
  | 'UNKNOWN_TABLE'
  | 'UNKNOWN_COLUMN'
  | 'UNKNOWN_FUNCTION'
  | 'AMBIGUOUS_NAME'
  | 'TYPE_ERROR'
  | 'GROUPING_ERROR'
  | 'UNSUPPORTED'
  | 'LIMIT_EXCEEDED'
  | 'PUSHDOWN_REQUIRED'
  | 'VERIFICATION_FAILED'
  | 'SOURCE_TYPE_UNAVAILABLE'
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_BUSY'
  | 'SOURCE_REJECTED'
  | 'AUTHENTICATION_FAILED'
  | 'DATA_ERROR'
  | 'TIMEOUT'
  | 'CANCELED'
  | 'RESOURCES_EXHAUSTED'
  | 'WORKER_LOST'
  | 'EXCHANGE_BROKEN'
  | 'SNAPSHOT_LOST'
  | 'QUEUE_UNAVAILABLE'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'GONE'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'INTERNAL'

/** A place in what the user wrote: 1-based line and column of SQL or YAML, or the JSON path of a QueryRequest. */
export interface Position {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

/** One of several problems found in the same input. */
export interface Problem {
  readonly code: FailureCode
  readonly message: string
  readonly position?: Position
  readonly sql_state?: string
}

/** What may surprise in a query that is valid. A code is part of the API: it is never renamed. */
export type WarningCode =
  | 'DEFAULT_LIMIT'
  | 'CARTESIAN_PRODUCT'
  | 'LIMIT_WITHOUT_ORDER'
  | 'ALWAYS_NULL'
  | 'FULL_FETCH'
  | 'UNUSED_PARAMETER'

/** One surprise: one sentence, and where. */
export interface Warning {
  readonly code: WarningCode
  readonly message: string
  readonly position?: Position
  /** The SQLSTATE of a warning. */
  readonly sql_state: '01000'
}

/** A failure as data: what crosses a process, a thread or the HTTP boundary. Holds no secret and no stack. */
export interface Failure {
  readonly code: FailureCode
  /** One sentence: what, where and what to do. */
  readonly message: string
  /** True when the same work may succeed later without a change by the user. */
  readonly retryable: boolean
  readonly source?: string
  readonly position?: Position
  /** SQLSTATE, where PostgreSQL (or the source) defines one for this failure. */
  readonly sql_state?: string
  /** The statement sent to the source, for failures the source itself reported. */
  readonly sql?: string
  /** A caret under the place in the SQL, on its own lines. */
  readonly excerpt?: string
  readonly problems?: readonly Problem[]
}
