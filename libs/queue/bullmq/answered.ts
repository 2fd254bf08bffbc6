import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectionError } from '#core'

/** How long an operation may wait for a service that restarts, in milliseconds. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 200

/**
 * Runs an operation that may be repeated without harm until the service answers it, for at most 5 s.
 * @throws ConnectionError QUEUE_UNAVAILABLE naming host and port
 */
export async function answered<T>(where: string, operation: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await within(end - Date.now(), operation())
    } catch (error) {
      if (error instanceof ConnectionError) throw error
      if (Date.now() + PAUSE_MS >= end) throw unavailable(where, error)
      await sleep(PAUSE_MS)
    }
  }
}

/** The error of a queue service that does not answer. The driver's own message is left out: it may hold a secret. */
export function unavailable(where: string, cause: unknown): ConnectionError {
  const reason = codeOf(cause)
  return new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `The queue service at ${where} does not answer${reason === undefined ? '' : ` (${reason})`}; check that it runs and that the queue URL is right.`,
    { retryable: true, cause },
  )
}

function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined
  return typeof cause.code === 'string' ? cause.code : undefined
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = sleep(Math.max(ms, 0), undefined, { signal: timer.signal }).then(
    () => {
      throw Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })
    },
    () => work,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}
