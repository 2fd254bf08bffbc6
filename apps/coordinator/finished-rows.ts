import type { Manifest, ResultStore, StoredRows } from '#results'
import { FINAL_STATES, storedRows } from '#results'
import { RequestError } from './request-error.ts'

/**
 * The rows of a query that succeeded.
 * @throws RequestError CONFLICT, with the state, when there are none (yet); QueryError GONE when they have expired
 */
export function finishedRows(store: ResultStore, manifest: Manifest): StoredRows {
  const { query_id, state, failure } = manifest
  if (state === 'SUCCEEDED' || state === 'EXPIRED') return storedRows(store, manifest)
  const members = { state }
  if (!FINAL_STATES.has(state)) {
    const message = `Query ${query_id} has no result yet: it is ${state}; ask again when it has ended.`
    throw new RequestError('CONFLICT', message, { members, headers: { 'retry-after': '1' } }, { retryable: true })
  }
  const reason = failure === null ? '' : ` ${failure.message}`
  throw new RequestError('CONFLICT', `Query ${query_id} has no result: it is ${state}.${reason}`, { members })
}

/** Whether an If-None-Match header names the tag (RFC 9110, 13.1.2: weak comparison). */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//, '') === tag)
}
