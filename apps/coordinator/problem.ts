import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { type Failure, type FailureCode, toFailure } from '#core'
import type { AppEnv } from './deps.ts'
import { type ProblemExtra, RequestError } from './request-error.ts'

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
  VERIFICATION_FAILED: 500,
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
  SNAPSHOT_LOST: 503,
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
export function problemResponse(failure: Failure, extra: ProblemExtra = {}): Response {
  const status = extra.status ?? statuses[failure.code]
  const { code, message, ...rest } = failure
  const body = { type: 'about:blank', title: titleOf(code), status, detail: message, code, ...rest, ...extra.members }
  const headers = new Headers({ 'content-type': 'application/problem+json', ...extra.headers })
  if (status === 503) headers.set('retry-after', RETRY_AFTER_SECONDS)
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(body), { status, headers })
}

/** Turns whatever a route throws into problem details; what is not ours goes to the log, not to the client. */
export function onError(error: Error, context: Context<AppEnv>, log: (error: Error, path: string) => void): Response {
  if (error instanceof RequestError) return problemResponse(toFailure(error), error.extra)
  if (error instanceof HTTPException && error.status < 500) {
    const failure = { code: 'VALIDATION_ERROR', message: `${error.message}.`, retryable: false } as const
    return problemResponse(failure, { status: error.status })
  }
  const failure = toFailure(error)
  if (failure.code === 'INTERNAL') log(error, context.req.path)
  return problemResponse(failure)
}

function titleOf(code: FailureCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
