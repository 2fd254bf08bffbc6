import type { PerformanceConfig } from '#config'

/** What one query's kernel may use, by the settings `enable_parallel_execution` and `max_cpu_percent`. */
type Limits = Pick<PerformanceConfig, 'enableParallelExecution' | 'maxCpuPercent'>

/**
 * Threads that the kernel of one query asks for: what is free, but at most half of all slots, so that the next query
 * finds some, and at most its share of the machine's processors.
 */
export function threadsForOne(
  { used, total }: { readonly used: number; readonly total: number },
  { enableParallelExecution, maxCpuPercent }: Limits,
  processors: number,
): number {
  if (!enableParallelExecution) return 1
  const share = shareOf(processors, maxCpuPercent)
  return Math.max(1, Math.min(total - used, Math.ceil(total / 2), share))
}

function shareOf(processors: number, percent: number): number {
  return Math.ceil((processors * percent) / 100)
}

/** Processors that are left for receiving what the workers send, and for what else there is. */
const SPARE_PROCESSORS = 2
/** Of the slots of a large query one is for what its parts give, and one is left for the next query. */
const SPARE_SLOTS = 2

/** More take longer to be given the rows, each its copy by the coordinator's one thread, than to land them. */
const MOST_PARTITIONS = 4

/**
 * Kernels of one thread each among which the rows of a large query are divided, beside the one for what they give.
 * Fewer than 2 where one kernel with several threads is better: few slots are free, or all processors are needed.
 */
export function partitionsForOne(
  { used, total }: { readonly used: number; readonly total: number },
  { enableParallelExecution, maxCpuPercent }: Limits,
  processors: number,
): number {
  if (!enableParallelExecution) return 1
  const share = shareOf(processors, maxCpuPercent)
  const room = Math.min(total - used - 1, total - SPARE_SLOTS, share - 1, processors - SPARE_PROCESSORS)
  return Math.max(1, Math.min(MOST_PARTITIONS, room))
}
