import { closeInstance, type Instance, type InstanceLimits, openForExport, openForQuery } from './duckdb-instance.ts'
import type { KernelTask } from './messages.ts'

/** Rows up to which an instance serves more than one query; beside a query of more, opening one takes no time. */
export const KEPT_ROWS = 100_000

/** An instance that this thread keeps for its next small query: to open one takes longer than most of them do. */
let kept: Instance | undefined

/**
 * The instance this thread has kept, where it is of these limits, else a fresh one: only a fresh one can be changed for
 * the landing of many rows. Beside a large query or an export the kept one stays.
 */
export async function takeInstance({ purpose, limits, expectedRows }: KernelTask): Promise<Instance> {
  if (purpose === 'export') return openForExport(limits)
  if (kept === undefined || expectedRows > KEPT_ROWS) return openForQuery(limits)
  const waiting = kept
  kept = undefined
  if (isOf(waiting, limits)) return waiting
  closeInstance(waiting)
  return openForQuery(limits)
}

/** Keeps an instance that has nothing left of the query it served. */
export function keepInstance(instance: Instance): void {
  if (kept !== undefined) closeInstance(kept)
  kept = instance
}

function isOf({ limits }: Instance, { threads, memoryMb, spillMb, tempFolder }: InstanceLimits): boolean {
  if (limits.threads !== threads || limits.tempFolder !== tempFolder) return false
  return limits.memoryMb === memoryMb && limits.spillMb === spillMb
}
