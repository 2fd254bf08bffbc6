export type { ReaderPool } from './reader-pool.ts'
export { createReaderPool } from './reader-pool.ts'
export type { TaskProcessor, TaskProcessorOptions } from './task-processor.ts'
export { createTaskProcessor } from './task-processor.ts'
