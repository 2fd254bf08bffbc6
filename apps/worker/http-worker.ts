import type { DatasourceConfig } from '#config'
import { startWorker, type Worker } from '#engine/worker'
import { createHttpExchangeSender, type ExchangeCompression } from '#exchange/http'
import type { QueueService } from '#queue'
import type { Telemetry } from '#telemetry'

export interface WorkerProcessOptions {
  readonly queue: QueueService
  readonly datasources: DatasourceConfig
  readonly clusterKey: string
  readonly concurrency: number
  readonly version: string
  readonly telemetry: Telemetry
  /** How rows travel to coordinators. */
  readonly compression: ExchangeCompression
}

/** A worker whose rows go to coordinators over HTTP. */
export function startHttpWorker(options: WorkerProcessOptions): Promise<Worker> {
  return startWorker({ ...options, sender: createHttpExchangeSender(options.compression) })
}
