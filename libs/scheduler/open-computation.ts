import { QueryError } from '#core'
import type { Kernel, KernelPool } from '#kernels'
import type { DistributedPlan, Residual } from '#plan'
import type { Computation } from './computation.ts'
import { kernelKeys } from './kernel-keys.ts'
import { PartitionedComputation } from './partitioned-computation.ts'

export interface ComputationOptions {
  readonly kernels: KernelPool
  /** Threads one kernel asks for, given what the pool has free. */
  readonly kernelThreads: () => number
  /** Kernels among which the rows of a large query are divided, given what the pool has free; below 2 for one kernel. */
  readonly partitions: () => number
}

/**
 * Opens the kernels that a plan's residual needs, for about so many rows; waits while the pool is full.
 * @throws the abort reason
 */
export async function openComputation(
  { partitioning, residual }: DistributedPlan,
  expectedRows: number,
  { kernels, kernelThreads, partitions }: ComputationOptions,
  signal: AbortSignal,
): Promise<Computation> {
  if (residual === null) throw new QueryError('INTERNAL', 'The plan of this query leaves nothing to compute.')
  const count = partitioning === undefined ? 1 : partitions()
  if (partitioning === undefined || count < 2)
    return inOneKernel(await kernels.open(kernelThreads(), signal, expectedRows), residual)
  const [whole, ...parts] = await kernels.openTogether(count + 1, signal, expectedRows)
  if (whole === undefined) throw new QueryError('INTERNAL', 'The kernel pool gave no kernel.')
  return new PartitionedComputation(partitioning, parts, whole)
}

function inOneKernel(kernel: Kernel, residual: Residual): Computation {
  const places = [{ kernel }]
  return {
    placesOf: () => places,
    keys: kernelKeys(kernel),
    run: () => kernel.run(residual),
    onProgress: (listener) => kernel.onProgress(listener),
    interrupt: () => kernel.interrupt(),
    close: async () => ({ ...(await kernel.close()), partitions: 1 }),
  }
}
