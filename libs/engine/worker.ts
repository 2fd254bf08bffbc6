import { hostname } from 'node:os'
import type { DatasourceConfig } from '#config'
import { createReader } from '#connectors/readers'
import type { ExchangeSender } from '#exchange'
import { createReaderPool, createTaskProcessor, SnapshotHolders } from '#fetch'
import type { Member, QueueService, SignedTask, WorkerTask, WorkerTaskResult } from '#queue'
import type { Telemetry } from '#telemetry'

export interface WorkerOptions {
  readonly queue: QueueService
  readonly sender: ExchangeSender
  readonly datasources: DatasourceConfig
  readonly clusterKey: string
  /** Tasks run at once. */
  readonly concurrency: number
  readonly version: string
  readonly telemetry: Telemetry
}

export interface Worker {
  readonly id: string
  /** Finishes what runs, takes nothing new, closes the sources. */
  drain(): Promise<void>
}

/** Starts taking fetch tasks. Stateless: any number may run, and any may vanish. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const id = memberId('w')
  const readers = createReaderPool(options.datasources.sources, createReader)
  const holders = new SnapshotHolders()
  const processor = createTaskProcessor({
    readers,
    sender: options.sender,
    clusterKey: options.clusterKey,
    workerId: id,
    telemetry: options.telemetry,
    holders,
  })
  const consumer = await options.queue.consume<SignedTask<WorkerTask>, WorkerTaskResult>(
    'fetch',
    processor,
    options.concurrency,
  )
  const membership = await options.queue.join(thisMember(id, 'worker', options.concurrency, options.version))
  return {
    id,
    async drain() {
      await membership.leave()
      await consumer.drain()
      await holders.drained()
      await readers.close()
    },
  }
}

/** A name for this process in the cluster, unique enough to tell members apart in logs. */
export function memberId(prefix: 'w' | 'c'): string {
  return `${prefix}-${hostname().slice(0, 24)}-${process.pid}-${Date.now().toString(36)}`
}

/** What this process tells the cluster about itself. */
export function thisMember(id: string, role: Member['role'], concurrency: number, version: string): Member {
  return {
    id,
    role,
    host: hostname(),
    pid: process.pid,
    concurrency,
    version,
    started_at: new Date().toISOString(),
  }
}
