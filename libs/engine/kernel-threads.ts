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
  const share = Math.ceil((processors * maxCpuPercent) / 100)
  return Math.max(1, Math.min(total - used, Math.ceil(total / 2), share))
}
