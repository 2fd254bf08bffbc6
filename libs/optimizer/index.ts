export { type DistributeContext, distribute } from './distribute.ts'
export { estimateRows } from './estimates.ts'
export { optimize } from './optimize.ts'
export type { OptimizeContext, OptimizedPlan, PushdownMode, RefusedWork, Work } from './optimized-plan.ts'
