import { fileURLToPath } from 'node:url'
import { startServer } from '#apps/coordinator'
import { startHttpWorker } from '#apps/worker'
import { loadConfiguration, type Settings } from '#config'
import { ConfigurationError } from '#core'
import { VERSION } from '#engine/coordinator'
import type { QueueService } from '#queue'
import { openQueueService } from '#queue/bullmq'
import { createFolderResultStore } from '#results/folder'
import { createTelemetry, type Telemetry } from '#telemetry'
import type { CommandLine } from '../arguments.ts'
import { makeCoordinatorFolder, removeClusterFolder, sweepClusterFolders } from '../cluster-folder.ts'
import { requiredDatasources, settingsOf } from '../connect.ts'
import { countBuffersAsHeap } from '../garbage-collection.ts'
import { untilShutdown } from '../shutdown.ts'
import { workerConcurrencyOf } from '../worker-concurrency.ts'

/** `ajna coordinator`: serves the API until it is told to stop, then drains. */
export async function coordinator(line: CommandLine): Promise<void> {
  countBuffersAsHeap()
  const { settings, datasources, engine, telemetry, clusterKey, queue } = await prepare(line, 'ajna-coordinator')
  await sweepClusterFolders()
  const tempFolder = await makeCoordinatorFolder()
  try {
    const server = await startServer({
      queue,
      store: resultStore(settings),
      datasources,
      config: engine,
      telemetry,
      clusterKey,
      host: settings.host,
      port: settings.port,
      advertiseUrl: settings.advertiseUrl,
      tokens: settings.tokens,
      tempFolder,
    })
    process.stdout.write(`ready ${server.url}\n`)
    await untilShutdown(parentPipe(line))
    await server.drain()
  } finally {
    await queue.close()
    await telemetry.close()
    await removeClusterFolder(tempFolder)
  }
}

/** `ajna worker`: takes fetch tasks until it is told to stop, then drains. */
export async function worker(line: CommandLine): Promise<void> {
  const concurrency = workerConcurrencyOf(line)
  const { datasources, engine, telemetry, clusterKey, queue } = await prepare(line, 'ajna-worker')
  try {
    const compression = engine.performance.exchangeCompression
    const running = await startHttpWorker({
      queue,
      datasources,
      clusterKey,
      concurrency,
      version: VERSION,
      telemetry,
      compression,
    })
    process.stdout.write(`ready ${running.id}\n`)
    await untilShutdown(parentPipe(line))
    await running.drain()
  } finally {
    await queue.close()
    await telemetry.close()
  }
}

async function prepare(line: CommandLine, service: string) {
  const settings = settingsOf(line)
  const { datasources, engine } = await loadConfiguration({
    datasources: requiredDatasources(settings),
    engine: settings.engine,
  })
  const { queueUrl, clusterKey } = required(settings)
  const telemetry = await createTelemetry({
    logging: engine.logging,
    tracing: engine.tracing,
    service,
    version: VERSION,
  })
  const queue = await openQueue(queueUrl, telemetry)
  return { settings, datasources, engine, telemetry, clusterKey, queue }
}

function required(settings: Settings): { readonly queueUrl: string; readonly clusterKey: string } {
  const { queueUrl, clusterKey } = settings
  if (queueUrl === null) {
    throw new ConfigurationError(
      'Name the queue with --queue redis://... or postgres://... (or AJNA_QUEUE_URL); "ajna up" brings its own.',
    )
  }
  if (clusterKey === null) {
    throw new ConfigurationError(
      'Set AJNA_CLUSTER_KEY to the same long random text for all coordinators and workers: they sign tasks with it.',
    )
  }
  return { queueUrl, clusterKey }
}

function resultStore(settings: Settings) {
  if (!settings.resultStore.startsWith('file:')) {
    throw new ConfigurationError('This version stores results in folders only: give --result-store file:///path.')
  }
  return createFolderResultStore(fileURLToPath(settings.resultStore))
}

/** Opens the queue; what goes wrong before it is open is thrown once, not logged at every try. */
async function openQueue(url: string, telemetry: Telemetry): Promise<QueueService> {
  let isOpen = false
  const queue = await openQueueService(url, {
    onError: (error) => {
      if (isOpen) telemetry.logger.error('the connection to the queue failed', error)
    },
  })
  isOpen = true
  return queue
}

function parentPipe(line: CommandLine): NodeJS.ReadStream | null {
  return line.switches.has('exit-with-parent') ? process.stdin : null
}
