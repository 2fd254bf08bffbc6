import { fetchTaskId } from '#core'
import type { Landing } from '#exchange'
import type { Fragment } from '#plan'
import type { FetchTask, WorkerTaskResult } from '#queue'
import type { FragmentStatistics } from '#results'
import type { FetchRun } from './fetch-run.ts'
import type { OrderedStatement } from './fragment-order.ts'

/**
 * The tasks of a fragment: one for each of its splits, or one for all of it, which may read the splits together. Rows
 * that a dynamic filter has made few are not worth several statements.
 */
export function fetchTasks(
  fragment: Fragment,
  { sql, parameters, filters }: OrderedStatement,
  snapshot: string | null,
  { record, run, traceparent, store }: FetchRun,
  doors: Landing,
): readonly FetchTask[] {
  const { query_id, submission, submitted_at } = record.manifest
  const deadline = Date.parse(submitted_at) + submission.timeout_seconds * 1000
  const { fragment_id, source, fields, splits, together } = fragment
  const isWhole = splits.length === 0 || filters.some(({ outcome }) => outcome === 'applied')
  const statements = isWhole || together !== undefined ? [{ sql, parameters }] : splits
  const parts = isWhole || together === undefined ? null : { table: together, statements: splits }
  return statements.map((statement, split) => ({
    kind: 'fetch',
    task_id: fetchTaskId(query_id, run, fragment_id, split),
    query_id,
    fragment_id,
    split,
    source,
    ...statement,
    parts,
    fields,
    snapshot,
    exchange: doors.address,
    exchange_token: doors.token(fragment_id, split, deadline),
    store: store === null ? null : { address: store, run },
    deadline,
    traceparent,
  }))
}

/** What fetching a fragment came to, given the results of its tasks. */
export function fragmentStatistics(
  { fragment_id, source }: Fragment,
  { filters }: OrderedStatement,
  { landing }: FetchRun,
  results: readonly WorkerTaskResult[],
): FragmentStatistics {
  const { rows, bytes, attempts } = landing.counts(fragment_id)
  const fetched = results.flatMap((result) => (result.kind === 'fetch' ? [result] : []))
  const workers = new Set(fetched.map(({ worker_id }) => worker_id))
  const [worker = null] = workers
  return {
    fragment_id,
    source,
    rows,
    bytes,
    elapsed_ms: Math.max(0, ...fetched.map(({ elapsed_ms }) => elapsed_ms)),
    splits: results.length,
    attempts,
    worker_id: workers.size > 1 ? null : worker,
    ...(filters.length === 0 ? {} : { dynamic_filters: filters }),
  }
}
