import type { Failure, FailureCode, Position, Problem } from './failure.ts'

/** What may be said of a failure beside its code and message. */
export interface FailureDetail {
  readonly retryable?: boolean
  readonly source?: string
  readonly position?: Position
  readonly sqlState?: string
  readonly sql?: string
  readonly excerpt?: string
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** The base of every error the product throws on purpose: a typed code and one clear sentence. */
export class AjnaError extends Error {
  readonly code: FailureCode
  readonly detail: FailureDetail

  constructor(code: FailureCode, message: string, detail: FailureDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.name = new.target.name
    this.code = code
    this.detail = detail
  }
}

/** The configuration cannot be used; `detail.problems` lists every fault with its file and line. */
export class ConfigurationError extends AjnaError {
  constructor(message: string, detail: FailureDetail = {}) {
    super('CONFIGURATION_ERROR', message, detail)
  }
}

/** The request itself is wrong: its form, its SQL, a name, a type or a limit. Never retryable. */
export class ValidationError extends AjnaError {}

/** A source cannot be reached or is too busy. Retryable unless stated otherwise. */
export class ConnectionError extends AjnaError {}

/** A source refused the credentials. */
export class AuthenticationError extends AjnaError {
  constructor(message: string, detail: FailureDetail = {}) {
    super('AUTHENTICATION_FAILED', message, detail)
  }
}

/** The query was understood and then failed: at a source, in a kernel or on the way between them. */
export class QueryError extends AjnaError {}

/** The query ran past its deadline; PostgreSQL's SQLSTATE of a statement that was canceled. */
export class QueryTimeoutError extends AjnaError {
  constructor(message: string, detail: FailureDetail = {}) {
    super('TIMEOUT', message, { sqlState: '57014', ...detail })
  }
}

type ErrorMaker = (code: FailureCode, message: string, detail: FailureDetail) => AjnaError

const validation: ErrorMaker = (code, message, detail) => new ValidationError(code, message, detail)
const connection: ErrorMaker = (code, message, detail) => new ConnectionError(code, message, detail)
const query: ErrorMaker = (code, message, detail) => new QueryError(code, message, detail)

const makers: Readonly<Record<FailureCode, ErrorMaker>> = {
  CONFIGURATION_ERROR: (_code, message, detail) => new ConfigurationError(message, detail),
  VALIDATION_ERROR: validation,
  SYNTAX_ERROR: validation,
  UNKNOWN_TABLE: validation,
  UNKNOWN_COLUMN: validation,
  UNKNOWN_FUNCTION: validation,
  AMBIGUOUS_NAME: validation,
  TYPE_ERROR: validation,
  GROUPING_ERROR: validation,
  UNSUPPORTED: validation,
  LIMIT_EXCEEDED: validation,
  PUSHDOWN_REQUIRED: validation,
  VERIFICATION_FAILED: query,
  SOURCE_TYPE_UNAVAILABLE: validation,
  SOURCE_UNREACHABLE: connection,
  SOURCE_BUSY: connection,
  SOURCE_REJECTED: query,
  AUTHENTICATION_FAILED: (_code, message, detail) => new AuthenticationError(message, detail),
  DATA_ERROR: query,
  TIMEOUT: (_code, message, detail) => new QueryTimeoutError(message, detail),
  CANCELED: query,
  RESOURCES_EXHAUSTED: query,
  WORKER_LOST: query,
  EXCHANGE_BROKEN: query,
  SNAPSHOT_LOST: query,
  QUEUE_UNAVAILABLE: connection,
  NOT_FOUND: query,
  CONFLICT: query,
  GONE: query,
  UNAUTHORIZED: query,
  FORBIDDEN: query,
  INTERNAL: query,
}

/** The error as data. An error that is not ours becomes INTERNAL without its message, which may hold a secret. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof AjnaError)) {
    return {
      code: 'INTERNAL',
      message: 'An internal error stopped this request; the log of the process has the details.',
      retryable: false,
    }
  }
  const { retryable, source, position, sqlState, sql, excerpt, problems } = error.detail
  return {
    code: error.code,
    message: error.message,
    retryable: retryable ?? false,
    ...(source === undefined ? {} : { source }),
    ...(position === undefined ? {} : { position }),
    ...(sqlState === undefined ? {} : { sql_state: sqlState }),
    ...(sql === undefined ? {} : { sql }),
    ...(excerpt === undefined ? {} : { excerpt }),
    ...(problems === undefined ? {} : { problems }),
  }
}

/** The problems an error stands for: those it lists, else itself. */
export function problemsOf(error: AjnaError): readonly Problem[] {
  const { position, sqlState, problems } = error.detail
  if (problems !== undefined && problems.length > 0) return problems
  return [
    {
      code: error.code,
      message: error.message,
      ...(position === undefined ? {} : { position }),
      ...(sqlState === undefined ? {} : { sql_state: sqlState }),
    },
  ]
}

/** The typed error that a failure stood for before it crossed a boundary. */
export function fromFailure(failure: Failure): AjnaError {
  const { code, message, retryable, source, position, sql_state, sql, excerpt, problems } = failure
  return makers[code](code, message, {
    retryable,
    ...(source === undefined ? {} : { source }),
    ...(position === undefined ? {} : { position }),
    ...(sql_state === undefined ? {} : { sqlState: sql_state }),
    ...(sql === undefined ? {} : { sql }),
    ...(excerpt === undefined ? {} : { excerpt }),
    ...(problems === undefined ? {} : { problems }),
  })
}
