export { createKernelPool } from './kernel-pool.ts'
export type { Kernel, KernelPool, KernelPoolOptions, KernelQuery, KernelStatistics, RowShare } from './port.ts'
