import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasourceConfig, EngineConfig } from '#config'
import { createMemoryExchange } from '#exchange/memory'
import type { QueueService } from '#queue'
import { createMemoryQueueService } from '#queue/memory'
import type { ResultStore } from '#results'
import { createPassingResultStore } from '#results/folder'
import type { DynamicFilterMode } from '#scheduler'
import type { Telemetry } from '#telemetry'
import { type Coordinator, startCoordinator } from './coordinator.ts'
import type { PushdownFactory } from './query-planner.ts'
import { VERSION } from './version.ts'
import { startWorker } from './worker.ts'

/** A coordinator and a worker in this process, with no server and a store that is gone when it closes. */
export interface InProcessCluster {
  readonly coordinator: Coordinator
  readonly queue: QueueService
  readonly store: ResultStore
  close(): Promise<void>
}

export interface InProcessOptions {
  readonly datasources: DatasourceConfig
  readonly config: EngineConfig
  readonly telemetry: Telemetry
  /** See CoordinatorOptions. */
  readonly pushdown?: PushdownFactory
  readonly dynamicFilters?: DynamicFilterMode
  readonly partitions?: number
}

const CONCURRENT_QUERIES = 4
const CONCURRENT_TASKS = 8
const RESULT_TTL_SECONDS = 24 * 60 * 60

/** Starts both parts over memory queues and a memory exchange. */
export async function startInProcess(options: InProcessOptions): Promise<InProcessCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'ajna-engine-'))
  const queue = createMemoryQueueService()
  const { receiver, sender } = createMemoryExchange()
  const store = createPassingResultStore(join(folder, 'results'))
  const clusterKey = randomBytes(32).toString('hex')
  const shared = { ...options, queue, clusterKey, version: VERSION }
  const worker = await startWorker({ ...shared, sender, concurrency: CONCURRENT_TASKS })
  const coordinator = await startCoordinator({
    ...shared,
    exchange: receiver,
    store,
    concurrency: CONCURRENT_QUERIES,
    resultTtlSeconds: RESULT_TTL_SECONDS,
    tempFolder: join(folder, 'kernels'),
  })
  return {
    coordinator,
    queue,
    store,
    async close() {
      await coordinator.drain()
      await worker.drain()
      await queue.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
