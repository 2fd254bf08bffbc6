import type { CommandLine } from '../arguments.ts'
import { startCluster } from '../cluster.ts'
import { requiredDatasources, settingsOf } from '../connect.ts'
import { untilShutdown } from '../shutdown.ts'
import { workerConcurrencyOf } from '../worker-concurrency.ts'

/** `ajna up`: a whole cluster on this machine, until Ctrl-C. */
export async function up(line: CommandLine): Promise<void> {
  const settings = settingsOf(line)
  const cluster = await startCluster({
    datasources: requiredDatasources(settings),
    engine: settings.engine,
    port: settings.port,
    workers: settings.workers,
    workerConcurrency: workerConcurrencyOf(line),
    queueUrl: settings.queueUrl,
    resultStore:
      line.flags['result-store'] === undefined && process.env['AJNA_RESULT_STORE'] === undefined
        ? null
        : settings.resultStore,
  })
  process.stdout.write(`ready ${cluster.url}\n`)
  await Promise.race([untilShutdown(null), cluster.failed])
  await cluster.stop()
}
