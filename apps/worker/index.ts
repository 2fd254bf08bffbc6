export type { WorkerProcessOptions } from './http-worker.ts'
export { startHttpWorker } from './http-worker.ts'
