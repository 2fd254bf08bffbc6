import { availableParallelism } from 'node:os'
import type { DatasourceConfig, EngineConfig } from '#config'
import { connectionKey } from '#connectors/connection-key'
import type { ExchangeReceiver } from '#exchange'
import { createKernelPool, type KernelPool } from '#kernels'
import type { Consumer, QueryTask, QueueService } from '#queue'
import type { ResultStore } from '#results'
import {
  createTaskDispatcher,
  type DynamicFilterMode,
  expireResults,
  QueryExecutor,
  QueryService,
  SourceCatalog,
} from '#scheduler'
import type { Telemetry } from '#telemetry'

export { VERSION } from './version.ts'

import { openFetchQueues } from './fetch-queues.ts'
import { partitionsForOne, threadsForOne } from './kernel-threads.ts'

import { EnginePlanner, type PushdownFactory } from './query-planner.ts'
import { memberId, thisMember } from './worker.ts'

export interface CoordinatorOptions {
  readonly queue: QueueService
  readonly exchange: ExchangeReceiver
  readonly store: ResultStore
  readonly datasources: DatasourceConfig
  readonly config: EngineConfig
  readonly clusterKey: string
  /** Queries run at once. */
  readonly concurrency: number
  readonly resultTtlSeconds: number
  /** Where kernels spill. */
  readonly tempFolder: string
  readonly version: string
  readonly telemetry: Telemetry
  /** What sources can do; the dialects' own answer unless it is given. */
  readonly pushdown?: PushdownFactory
  /** When dynamic filters are used; where they pay unless it is given. */
  readonly dynamicFilters?: DynamicFilterMode
  /** Kernels for every query that several can compute, whatever its size; where they pay unless it is given. */
  readonly partitions?: number
}

/** A running coordinator: what the HTTP API and the library call. */
export interface Coordinator {
  readonly id: string
  readonly queries: QueryService
  readonly catalog: SourceCatalog
  readonly planner: EnginePlanner
  readonly kernels: KernelPool
  /** Takes no new query, lets the running ones end, frees threads and files. */
  drain(): Promise<void>
}

/** Milliseconds a table's description is believed. */
const CATALOG_TTL_MS = 60_000
const DESCRIBE_TIMEOUT_MS = 30_000
const EXPIRY_INTERVAL_MS = 60_000

/** Starts taking queries from the queue. */
export async function startCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { queue, config, telemetry, store, clusterKey } = options
  const id = memberId('c')
  const { sources } = options.datasources
  const fetchQueues = await openFetchQueues(queue, sources)
  const queryQueue = queue.queue<QueryTask, null>('queries')
  const tasks = createTaskDispatcher(fetchQueues.of, clusterKey)
  const catalog = new SourceCatalog({
    sources,
    tasks,
    connectionOf: connectionKey,
    ttlMs: CATALOG_TTL_MS,
    timeoutMs: DESCRIBE_TIMEOUT_MS,
  })
  const kernels = createKernelPool({
    maxThreads: config.performance.maxParallelWorkers,
    maxMemoryMb: config.performance.maxMemoryMb,
    maxSpillMb: config.performance.maxSpillMb,
    tempFolder: options.tempFolder,
  })
  const partitions = partitionsOf(kernels, options)
  const planner = new EnginePlanner(
    catalog,
    config.query,
    options.pushdown,
    (connection) => fetchQueues.bounds.get(connection)?.most,
    partitionRows(partitions(), options),
  )
  const executor = new QueryExecutor({
    planner,
    queue,
    config,
    coordinatorId: id,
    resultTtlSeconds: options.resultTtlSeconds,
    exchange: options.exchange,
    kernels,
    tasks,
    store,
    telemetry,
    kernelThreads: () => threadsForOne(kernels.usage(), config.performance, availableParallelism()),
    partitions,
    dynamicFilters: options.dynamicFilters ?? 'auto',
  })
  const consumer = await queue.consume<QueryTask, null>(
    'queries',
    async ({ payload, attempt, signal }) => {
      await executor.execute(payload.query_id, attempt, signal)
      return null
    },
    options.concurrency,
  )
  const membership = await queue.join(thisMember(id, 'coordinator', options.concurrency, options.version))
  telemetry.metrics.gauge('ajna_queries_running', 'Queries this coordinator runs', () => executor.running)
  telemetry.metrics.gauge('ajna_kernel_threads_used', 'Kernel threads in use', () => kernels.usage().used)
  const expiry = setInterval(() => {
    expireResults(store, new Date()).catch((error: unknown) =>
      telemetry.logger.error('could not expire results', error),
    )
  }, EXPIRY_INTERVAL_MS)
  return {
    id,
    queries: new QueryService({ store, queue: queryQueue, planner, executor }),
    catalog,
    planner,
    kernels,
    async drain() {
      clearInterval(expiry)
      await membership.leave()
      await drainConsumer(consumer)
      await kernels.close()
      await fetchQueues.close()
      await queryQueue.close()
    },
  }
}

/** How many kernels a query that several can compute gets now; fewer than 2 for one. */
function partitionsOf(kernels: KernelPool, { partitions, config: { performance } }: CoordinatorOptions): () => number {
  if (partitions === undefined) return () => partitionsForOne(kernels.usage(), performance, availableParallelism())
  const isPossible = performance.enableParallelExecution && kernels.usage().total > partitions
  return () => (isPossible ? partitions : 1)
}

function partitionRows(most: number, { partitions }: CoordinatorOptions): number | null {
  if (most < 2) return null
  return partitions === undefined ? PARTITION_ROWS : 0
}

/** Rows to fetch from which on one kernel's landing is what a query waits for (docs/decisions). */
const PARTITION_ROWS = 4_000_000

/** Milliseconds running queries get to end before they are handed back to the queue. */
const DRAIN_MS = 20_000

async function drainConsumer(consumer: Consumer): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), DRAIN_MS)
  })
  const ended = await Promise.race([consumer.drain(), late])
  clearTimeout(timer)
  if (ended === 'late') await consumer.close()
}
