import { enter, leave } from './ending.ts'
import type { KernelTask } from './messages.ts'

/**
 * The Piscina task: one DuckDB instance, driven by messages until the kernel is closed. The first task of a thread loads
 * DuckDB: Piscina ends threads that have none, and one that is loading it must not be ended (`ending.ts`).
 */
export default async function runKernel(task: KernelTask): Promise<void> {
  enter(task.ending)
  try {
    const { startKernel } = await import('./kernel-thread.ts')
    await startKernel(task)
  } finally {
    leave(task.ending)
  }
}
