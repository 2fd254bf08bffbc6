import type { ExchangeSender } from '#exchange'
import type { Telemetry } from '#telemetry'
import type { OpenParts } from './batch-sender.ts'
import type { ReaderPool } from './reader-pool.ts'
import type { SnapshotHolders } from './snapshot-holders.ts'

/** What the handler of the fetch queue works with. */
export interface TaskProcessorOptions {
  readonly readers: ReaderPool
  readonly sender: ExchangeSender
  /** The key tasks are signed with. */
  readonly clusterKey: string
  readonly workerId: string
  readonly telemetry: Telemetry
  readonly holders: SnapshotHolders
  readonly openParts: OpenParts
}
