import type { Context } from 'hono'
import { type Failure, type FailureCode, toFailure, ValidationError } from '#core'
import type { AppEnv } from './deps.ts'

const statuses: Readonly<Record<FailureCode, number>> = {
  CONFIGURATION_ERROR: 500,
  VALIDATION_ERROR: 422,
  SYNTAX_ERROR: 422,
  UNKNOWN_TABLE: 422,
  UNKNOWN_COLUMN: 422,
  UNKNOWN_FUNCTION: 422,
  AMBIGUOUS_NAME: 422,
  TYPE_ERROR: 422,
  GROUPING_ERROR: 422,
  UNSUPPORTED: 422,
  LIMIT_EXCEEDED: 422,
  PUSHDOWN_REQUIRED: 422,
  SOURCE_TYPE_UNAVAILABLE: 422,
  SOURCE_UNREACHABLE: 502,
  SOURCE_BUSY: 503,
  SOURCE_REJECTED: 422,
  AUTHENTICATION_FAILED: 502,
  DATA_ERROR: 422,
  TIMEOUT: 504,
  CANCELED: 409,
  RESOURCES_EXHAUSTED: 507,
  WORKER_LOST: 503,
  EXCHANGE_BROKEN: 502,
  QUEUE_UNAVAILABLE: 503,
  NOT_FOUND: 404,
  CONFLICT: 409,
  GONE: 410,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  INTERNAL: 500,
}

/** Seconds a client should leave between two tries at something that is down for now. */
const RETRY_AFTER_SECONDS = '2'

/** A failure as RFC 9457 problem details. */
export function problemResponse(failure: Failure): Response {
  const status = statuses[failure.code]
  const { code, message, ...rest } = failure
  const body = { type: 'about:blank', title: titleOf(code), status, detail: message, code, ...rest }
  const headers = new Headers({ 'content-type': 'application/problem+json' })
  if (status === 503) headers.set('retry-after', RETRY_AFTER_SECONDS)
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(body), { status, headers })
}

/** Turns whatever a route throws into problem details; what is not ours goes to the log, not to the client. */
export function onError(error: Error, context: Context<AppEnv>, log: (error: Error, path: string) => void): Response {
  const failure = toFailure(error)
  if (failure.code === 'INTERNAL') log(error, context.req.path)
  return problemResponse(failure)
}

interface SchemaIssue {
  readonly message: string
  readonly path: readonly PropertyKey[]
}

/** One error for all the ways a body or a query string missed its schema. */
export function schemaError(target: string, issues: readonly SchemaIssue[]): ValidationError {
  const problems = issues.map(({ message, path }) => ({
    code: 'VALIDATION_ERROR' as const,
    message,
    position: { path: ['$', ...path.map(String)].join('.') },
  }))
  const first = problems[0]
  const where = first === undefined ? '' : ` ${first.position.path}: ${first.message}.`
  return new ValidationError('VALIDATION_ERROR', `The ${target} has ${problems.length} fault(s).${where}`, { problems })
}

function titleOf(code: FailureCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
