import type { ServerResponse } from 'node:http'
import { type AjnaError, type Failure, type FailureCode, fromFailure, QueryError, toFailure } from '#core'

/** The status that goes with a failure; its body is the failure as JSON. */
const STATUS: Partial<Readonly<Record<FailureCode, number>>> = {
  EXCHANGE_BROKEN: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  CANCELED: 410,
  RESOURCES_EXHAUSTED: 413,
}

/** How long a sender has to read why it was refused before its connection is cut, in milliseconds. */
const LINGER_MS = 10_000

/** Says that the attempt has been committed. */
export function answerCommitted(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 0, connection: 'close' }).end()
}

/**
 * Says why the attempt ended. What the sender still sends is read and thrown away until it closes the connection:
 * closing it from here, as `connection: close` would, makes the sender's system discard the answer.
 */
export function answerFailure(response: ServerResponse, error: unknown): void {
  const failure = toFailure(error)
  const { req: request, socket } = response
  request.removeAllListeners('data')
  request.resume()
  if (response.headersSent || response.destroyed) {
    request.destroy()
    return
  }
  const body = JSON.stringify(failure)
  response
    .writeHead(STATUS[failure.code] ?? 500, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
  const timer = setTimeout(() => socket?.destroy(), LINGER_MS)
  timer.unref()
  socket?.once('close', () => clearTimeout(timer))
}

/**
 * The error of an answer that is not 200. Only a failure stated by the exchange itself is taken at its word: a bare
 * 409 of something in between must not pass for a committed split.
 */
export function errorOfAnswer(status: number, body: string, where: string): AjnaError {
  const failure = parseFailure(body)
  if (failure !== undefined && (STATUS[failure.code] ?? 500) === status) return fromFailure(failure)
  return new QueryError('EXCHANGE_BROKEN', `The coordinator at ${where} refused a stream with HTTP status ${status}.`, {
    retryable: true,
  })
}

function parseFailure(body: string): Failure | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isFailure(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isFailure(value: unknown): value is Failure {
  if (typeof value !== 'object' || value === null) return false
  if (!('code' in value && 'message' in value && 'retryable' in value)) return false
  return typeof value.code === 'string' && typeof value.message === 'string' && typeof value.retryable === 'boolean'
}
