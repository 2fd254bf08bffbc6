import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#embedded-postgres'
import { makeClusterFolder, removeClusterFolder, sweepClusterFolders } from './cluster-folder.ts'
import { type AjnaProcess, startProcess } from './process.ts'

export interface ClusterOptions {
  readonly datasources: string
  readonly engine: string | null
  /** 0 for any free port. */
  readonly port: number
  readonly workers: number
  /** Tasks one worker runs at once. */
  readonly workerConcurrency: number
  /** Null starts an embedded PostgreSQL for the queue. */
  readonly queueUrl: string | null
  /** Null keeps results in a folder that goes with the cluster. */
  readonly resultStore: string | null
}

/** A coordinator and workers as processes of this machine. */
export interface Cluster {
  readonly url: string
  readonly coordinator: AjnaProcess
  readonly workers: readonly AjnaProcess[]
  /** Rejects when one of the processes ends unasked. */
  readonly failed: Promise<never>
  /** Stops every process it started and removes its folder. */
  stop(): Promise<void>
}

/**
 * Starts a whole cluster: the queue unless one is given, a coordinator, workers. They end with this process, also when
 * it is killed.
 * @throws ConfigurationError, ConnectionError with what the process that failed said
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await sweepClusterFolders()
  const folder = await makeClusterFolder()
  await mkdir(join(folder, 'results'), { mode: 0o700 })
  const processes: AjnaProcess[] = []
  let queueServer: EmbeddedPostgres | undefined
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((running) => running.stop()))
    await queueServer?.stop()
    await removeClusterFolder(folder)
  }
  try {
    if (options.queueUrl === null) {
      queueServer = await startEmbeddedPostgres({ folder: join(folder, 'queue'), databases: ['queue'] })
    }
    const environment = {
      AJNA_QUEUE_URL: options.queueUrl ?? queueServer?.url('queue') ?? '',
      AJNA_CLUSTER_KEY: randomBytes(32).toString('hex'),
      AJNA_RESULT_STORE: options.resultStore ?? pathToFileURL(join(folder, 'results')).href,
      AJNA_DATASOURCES: options.datasources,
      ...(options.engine === null ? {} : { AJNA_ENGINE: options.engine }),
    }
    const starting = [
      startProcess(['coordinator', '--port', String(options.port)], environment),
      ...Array.from({ length: options.workers }, () =>
        startProcess(['worker', '--concurrency', String(options.workerConcurrency)], environment),
      ),
    ]
    for (const start of await Promise.allSettled(starting)) {
      if (start.status === 'fulfilled') processes.push(start.value)
    }
    const [coordinator, ...workers] = await Promise.all(starting)
    if (coordinator === undefined) throw new Error('unreachable: the coordinator is the first process')
    const failed = Promise.race(processes.map((running) => running.failed))
    failed.catch(() => undefined)
    return { url: coordinator.ready, coordinator, workers, failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
