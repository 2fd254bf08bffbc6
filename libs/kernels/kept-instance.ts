import { closeInstance, type Instance, type InstanceLimits, openForExport, openLocked } from './duckdb-instance.ts'
import type { KernelTask } from './messages.ts'

/** An instance that this thread keeps for its next query: to open one takes longer than most queries do. */
let kept: Instance | undefined

/** The instance this thread has kept, where it is of these limits, else a fresh one. */
export function takeInstance(purpose: KernelTask['purpose'], limits: InstanceLimits): Promise<Instance> {
  const waiting = kept
  kept = undefined
  if (waiting !== undefined && purpose === 'query' && isOf(waiting, limits)) return Promise.resolve(waiting)
  if (waiting !== undefined) closeInstance(waiting)
  return purpose === 'export' ? openForExport(limits) : openLocked(limits)
}

/** Keeps a locked instance that has nothing left of the query it served. */
export function keepInstance(instance: Instance): void {
  kept = instance
}

function isOf({ limits }: Instance, { threads, memoryMb, spillMb, tempFolder }: InstanceLimits): boolean {
  if (limits.threads !== threads || limits.tempFolder !== tempFolder) return false
  return limits.memoryMb === memoryMb && limits.spillMb === spillMb
}
