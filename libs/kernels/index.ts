export { createKernelPool } from './kernel-pool.ts'
export type { Kernel, KernelPool, KernelPoolOptions, KernelQuery, KernelStatistics } from './port.ts'
