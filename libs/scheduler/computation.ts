import type { KernelStatistics } from '#kernels'
import type { KeyReader } from './dynamic-filter.ts'
import type { PlacesOf } from './kernel-landing.ts'

/** What kernels did, all kernels of one query together. */
export interface ComputationStatistics extends KernelStatistics {
  /** Among how many kernels the rows were divided; 1 where one kernel did it all. */
  readonly partitions: number
}

/** The kernels of one run of a query: where its rows land, and what is left of it is computed. */
export interface Computation {
  readonly placesOf: PlacesOf
  readonly keys: KeyReader
  /** Computes the residual over all landed rows; yields its result as Arrow IPC streams, in order. */
  run(): AsyncIterable<Uint8Array<ArrayBuffer>>
  /** Calls back with how much of it is done, 0 to 1 and never less than before. */
  onProgress(listener: (fraction: number) => void): void
  /** Stops what runs and refuses what comes; it fails with QueryError CANCELED. */
  interrupt(): void
  /** Frees all threads and temp folders. May be called again. */
  close(): Promise<ComputationStatistics>
}
