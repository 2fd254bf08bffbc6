import { hostname } from 'node:os'
import type { DatasourceConfig } from '#config'
import { createReader } from '#connectors/readers'
import type { ExchangeSender } from '#exchange'
import { createReaderPool, createTaskProcessor, SnapshotHolders } from '#fetch'
import type { Consumer, Member, QueueName, QueueService, SignedTask, WorkerTask, WorkerTaskResult } from '#queue'
import { openFolderParts } from '#results/folder'
import type { Telemetry } from '#telemetry'

import { boundedQueues } from './fetch-queues.ts'

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
    openParts: openFolderParts,
  })
  const consume = (name: QueueName, most: number): Promise<Consumer> =>
    options.queue.consume<SignedTask<WorkerTask>, WorkerTaskResult>(name, processor, most)
  const consumers = [await consume('fetch', options.concurrency)]
  for (const { name, most } of boundedQueues(options.datasources.sources).values()) {
    await options.queue.limit(name, most)
    consumers.push(await consume(name, Math.min(most, options.concurrency)))
  }
  const membership = await options.queue.join(thisMember(id, 'worker', options.concurrency, options.version))
  return {
    id,
    async drain() {
      await membership.leave()
      await Promise.all(consumers.map((consumer) => consumer.drain()))
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
