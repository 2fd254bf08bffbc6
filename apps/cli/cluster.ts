import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startEmbeddedPostgres } from '#embedded-postgres'
import { makeClusterFolder, removeClusterFolder, sweepClusterFolders } from './cluster-folder.ts'
import { type AjnaProcess, startProcess } from './process.ts'
import { startWorkerGroup, type WorkerGroup } from './worker-group.ts'

export interface ClusterOptions {
  readonly datasources: string
  readonly engine: string | null
  /** What the coordinator listens on; absent, this machine only. */
  readonly host?: string
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
  /** The workers of this moment: one that is lost is replaced. */
  readonly workers: readonly AjnaProcess[]
  /** Rejects when the coordinator ends unasked, or a lost worker cannot be replaced. */
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
  const undo: Undo = [() => removeClusterFolder(folder)]
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0)) await step()
  }
  try {
    const environment = {
      AJNA_QUEUE_URL: options.queueUrl ?? (await startQueue(join(folder, 'queue'), undo)),
      AJNA_CLUSTER_KEY: randomBytes(32).toString('hex'),
      AJNA_RESULT_STORE: options.resultStore ?? pathToFileURL(join(folder, 'results')).href,
      AJNA_DATASOURCES: options.datasources,
      ...(options.engine === null ? {} : { AJNA_ENGINE: options.engine }),
      ...(options.host === undefined ? {} : { AJNA_HOST: options.host }),
    }
    const { coordinator, workers } = await startMembers(options, environment, undo)
    const failed = Promise.race([coordinator.failed, workers.failed])
    failed.catch(() => undefined)
    return {
      url: coordinator.ready,
      coordinator,
      get workers() {
        return workers.running
      },
      failed,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Undo = (() => Promise<void>)[]

async function startQueue(folder: string, undo: Undo): Promise<string> {
  const server = await startEmbeddedPostgres({ folder, databases: ['queue'] })
  undo.unshift(() => server.stop())
  return server.url('queue')
}

async function startMembers(
  options: ClusterOptions,
  environment: Readonly<Record<string, string>>,
  undo: Undo,
): Promise<{ readonly coordinator: AjnaProcess; readonly workers: WorkerGroup }> {
  const workerArgs = ['worker', '--concurrency', String(options.workerConcurrency)]
  const startWorker = (): Promise<AjnaProcess> => startProcess(workerArgs, environment)
  const stops: Undo = []
  const starting = [
    startProcess(['coordinator', '--port', String(options.port)], environment),
    startWorkerGroup(options.workers, startWorker),
  ] as const
  for (const start of await Promise.allSettled(starting)) {
    // Undone in this order: a coordinator that drains needs its workers until it is done.
    if (start.status === 'fulfilled') stops.push(() => start.value.stop())
  }
  undo.unshift(...stops)
  const [coordinator, workers] = await Promise.all(starting)
  return { coordinator, workers }
}
