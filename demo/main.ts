import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toFailure } from '#core'
import { type EmbeddedPostgres, freePort, startEmbeddedPostgres } from '#embedded-postgres'
import { ApiClient, sendTo } from '../apps/cli/api-client.ts'
import { type Cluster, startCluster } from '../apps/cli/cluster.ts'
import { makeClusterFolder, removeClusterFolder, sweepClusterFolders } from '../apps/cli/cluster-folder.ts'
import { progressLine } from '../apps/cli/progress-line.ts'
import { untilShutdown } from '../apps/cli/shutdown.ts'
import { textTable } from '../apps/cli/text-table.ts'
import { DEFAULT_WORKER_CONCURRENCY } from '../apps/cli/worker-concurrency.ts'
import { datasourcesYaml, loadData, ROWS } from './data.ts'
import { QUERY } from './query.ts'
import { type ExplainedPlan, reportText, type Timings } from './report.ts'

const DEFAULT_PORT = 8080
const SHOWN_ROWS = 10

interface Started {
  readonly folder: string
  readonly postgres: EmbeddedPostgres
  readonly cluster: Cluster
}

/** Starts the servers and the cluster and loads the data; whatever it started is stopped again when it fails. */
async function start(): Promise<Started> {
  await sweepClusterFolders()
  const folder = await makeClusterFolder()
  const undo: (() => Promise<void>)[] = [() => removeClusterFolder(folder)]
  try {
    const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), databases: ['queue', 'shop'] })
    undo.unshift(() => postgres.stop())
    const data = join(folder, 'data')
    await mkdir(data)
    await chmod(data, 0o755)
    say(`Loading ${ROWS.users} users into PostgreSQL, ${ROWS.orders} orders into Parquet, products into SQLite ...`)
    await loadData(postgres.url('shop'), data)
    const datasources = join(folder, 'datasources.yaml')
    await writeFile(datasources, datasourcesYaml(postgres, data))
    const engine = join(folder, 'engine.yaml')
    await writeFile(engine, 'logging:\n  level: ERROR\n')
    process.env['DEMO_PASSWORD'] = postgres.password
    say('Starting a coordinator and two workers ...')
    const cluster = await startCluster({
      datasources,
      engine,
      port: await choosePort(),
      workers: 2,
      workerConcurrency: DEFAULT_WORKER_CONCURRENCY,
      queueUrl: postgres.url('queue'),
      resultStore: null,
    })
    return { folder, postgres, cluster }
  } catch (error) {
    for (const step of undo) await step()
    throw error
  }
}

async function runQuery(url: string): Promise<void> {
  const client = new ApiClient(sendTo(url, undefined))
  say(`\nOne query over two databases, submitted to ${url}:\n${QUERY}\n`)
  const { query_id } = await client.post<{ query_id: string }>('/v1/queries', {
    sql: QUERY,
    name: 'high_value_customers',
  })
  const progress = progressLine()
  const ended = await client.untilEnded(query_id, (query) => progress.show(query))
  progress.clear()
  const page = await client.page(query_id, 1, SHOWN_ROWS)
  say(textTable(page.schema.fields, page.rows))
  say(`… ${ended.row_count ?? 0} rows; these are the first ${page.rows.length}\n`)
  const { plan } = await client.get<{ plan: ExplainedPlan }>(`/v1/queries/${query_id}/plan`)
  const { statistics } = await client.get<{ statistics: Timings }>(`/v1/queries/${query_id}`)
  say(reportText(plan, statistics))
}

async function choosePort(): Promise<number> {
  if (!process.argv.includes('--keep')) return 0
  const taken = await fetch(`http://127.0.0.1:${DEFAULT_PORT}/`).then(
    () => true,
    () => false,
  )
  return taken ? freePort() : DEFAULT_PORT
}

async function main(): Promise<void> {
  const asked = untilShutdown(null)
  const { folder, postgres, cluster } = await start()
  try {
    await Promise.race([runQuery(cluster.url), asked, cluster.failed])
    if (process.argv.includes('--keep')) await keep(cluster, asked)
    else
      say(
        'Go on: "npm run demo -- --keep" leaves the cluster up, so that you can open its API and run SQL of your own.',
      )
  } finally {
    await cluster.stop()
    await postgres.stop()
    await removeClusterFolder(folder)
  }
}

async function keep(cluster: Cluster, asked: Promise<string>): Promise<void> {
  say(`The cluster stays up until Ctrl-C.
  API and its description   ${cluster.url}/docs
  SQL of your own           export AJNA_COORDINATOR_URL=${cluster.url}
                            npm run -s ajna -- query "SELECT category, count(*) FROM products GROUP BY category"
                            npm run -s ajna -- sources
  ready ${cluster.url}`)
  await Promise.race([asked, cluster.failed])
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${toFailure(error).message}\n`)
  if (toFailure(error).code === 'INTERNAL') process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
}
