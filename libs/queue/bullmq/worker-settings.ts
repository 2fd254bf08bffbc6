import { retryDelay } from '../retry-delay.ts'

/** A worker that was killed has lost its jobs after this many milliseconds. */
export const LOCK_MS = 10_000

/** The settings of every BullMQ worker: takeover 10 to 15 s after a kill -9. */
export const workerSettings = {
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: 5_000,
  maxStalledCount: 3,
  // A job handed back does not wake idle workers on Redis: they look again after this many seconds.
  drainDelay: 2,
  runRetryDelay: 1_000,
  settings: { backoffStrategy: (failures: number): number => retryDelay(failures) },
}
