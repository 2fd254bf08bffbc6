import { loadConfiguration } from '#config'
import type { CommandLine } from '../arguments.ts'
import { startCluster } from '../cluster.ts'
import { requiredDatasources, settingsOf } from '../connect.ts'
import { untilShutdown } from '../shutdown.ts'
import { workerConcurrencyOf } from '../worker-concurrency.ts'

/** `ajna up`: a whole cluster on this machine, until Ctrl-C. */
export async function up(line: CommandLine): Promise<void> {
  const settings = settingsOf(line)
  const datasources = requiredDatasources(settings)
  const workerConcurrency = workerConcurrencyOf(line)
  // Each process loads it again; here a mistake in it is told before anything starts.
  await loadConfiguration({ datasources, engine: settings.engine })
  const asked = untilShutdown(null)
  const cluster = await startCluster({
    datasources,
    engine: settings.engine,
    host: settings.host,
    port: settings.port,
    workers: settings.workers,
    workerConcurrency,
    queueUrl: settings.queueUrl,
    resultStore: isResultStoreNamed(line) ? settings.resultStore : null,
  })
  try {
    process.stdout.write(`ready ${cluster.url}\n`)
    await Promise.race([asked, cluster.failed])
  } finally {
    await cluster.stop()
  }
}

function isResultStoreNamed(line: CommandLine): boolean {
  return line.flags['result-store'] !== undefined || process.env['AJNA_RESULT_STORE'] !== undefined
}
