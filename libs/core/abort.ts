import { QueryError, QueryTimeoutError } from './errors.ts'

/** A signal that aborts when any of the given ones does, or after `timeoutMs` with a QueryTimeoutError as its reason. */
export function withDeadline(
  signals: readonly AbortSignal[],
  timeoutMs: number,
  message: string,
): { readonly signal: AbortSignal; clear(): void } {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new QueryTimeoutError(message)), timeoutMs)
  timer.unref()
  return {
    signal: AbortSignal.any([...signals, deadline.signal]),
    clear: () => clearTimeout(timer),
  }
}

/** The reason of an aborted signal as an error of ours: a typed error stays, anything else is CANCELED. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  if (reason instanceof Error && reason.name !== 'AbortError') return reason
  return new QueryError('CANCELED', 'The query was canceled.')
}

/** Throws the abort reason when the signal has aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal)
}

/** Resolves after `ms` milliseconds; rejects with the abort reason when the signal aborts first. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortReason(signal))
      return
    }
    const onAbort = (): void => {
      clearTimeout(timer)
      if (signal !== undefined) reject(abortReason(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** The promise, or the abort reason when that comes first; a value that arrives later goes to `late`. */
export async function abortable<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  late: (value: Value) => void = () => undefined,
): Promise<Value> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortReason(signal))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    throwIfAborted(signal)
    return await Promise.race([promise, aborted])
  } catch (error) {
    if (signal.aborted) promise.then(late, () => undefined)
    throw error
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
