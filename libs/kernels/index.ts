export type { Kernel, KernelPool, KernelPoolOptions, KernelQuery, KernelStatistics } from './port.ts'
