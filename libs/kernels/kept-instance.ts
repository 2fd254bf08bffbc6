import { closeInstance, type Instance, type InstanceLimits, openForExport, openForQuery } from './duckdb-instance.ts'
import type { KernelTask } from './messages.ts'

/** Rows up to which an instance is kept for the next query; beside a query of more, opening one takes no time. */
export const KEPT_ROWS = 100_000

/** An instance that this thread keeps for its next query: to open one takes longer than most queries do. */
let kept: Instance | undefined

/**
 * The instance this thread has kept, where it is of these limits, else a fresh one: only a fresh one can be changed for
 * the landing of many rows.
 */
export function takeInstance({ purpose, limits, expectedRows }: KernelTask): Promise<Instance> {
  const waiting = kept
  kept = undefined
  if (waiting !== undefined && purpose === 'query' && expectedRows <= KEPT_ROWS && isOf(waiting, limits))
    return Promise.resolve(waiting)
  if (waiting !== undefined) closeInstance(waiting)
  return purpose === 'export' ? openForExport(limits) : openForQuery(limits)
}

/** Keeps an instance that has nothing left of the query it served. */
export function keepInstance(instance: Instance): void {
  kept = instance
}

function isOf({ limits }: Instance, { threads, memoryMb, spillMb, tempFolder }: InstanceLimits): boolean {
  if (limits.threads !== threads || limits.tempFolder !== tempFolder) return false
  return limits.memoryMb === memoryMb && limits.spillMb === spillMb
}
