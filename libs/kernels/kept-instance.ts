import { closeInstance, type Instance, type InstanceLimits, openForExport, openForQuery } from './duckdb-instance.ts'
import type { KernelTask } from './messages.ts'

/** Rows up to which an instance serves more than one query; beside a query of more, opening one takes no time. */
export const KEPT_ROWS = 100_000

/** Instances a thread keeps: how many threads a query gets, which an instance has for good, depends on how many run. */
const MOST_KEPT = 3

/** What this thread keeps for its next small queries: to open an instance takes longer than most of them do. */
const kept: Instance[] = []

/**
 * An instance of these limits that this thread has kept, else a fresh one: only a fresh one can be changed for the
 * landing of many rows.
 */
export async function takeInstance({ purpose, limits, expectedRows }: KernelTask): Promise<Instance> {
  if (purpose === 'export') return openForExport(limits)
  const index = expectedRows > KEPT_ROWS ? -1 : kept.findIndex((instance) => isOf(instance, limits))
  const [waiting] = index === -1 ? [] : kept.splice(index, 1)
  return waiting ?? openForQuery(limits)
}

/** Keeps an instance that has nothing left of the query it served, and closes the one that has waited longest. */
export function keepInstance(instance: Instance): void {
  kept.push(instance)
  const [oldest] = kept.length > MOST_KEPT ? kept.splice(0, 1) : []
  if (oldest !== undefined) closeInstance(oldest)
}

function isOf({ limits }: Instance, { threads, memoryMb, spillMb, tempFolder }: InstanceLimits): boolean {
  if (limits.threads !== threads || limits.tempFolder !== tempFolder) return false
  return limits.memoryMb === memoryMb && limits.spillMb === spillMb
}
