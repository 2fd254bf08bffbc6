import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Cluster, startCluster } from '../apps/cli/cluster.ts'
import { startPostgres } from '../test/services/postgres.ts'
import { startRedis } from '../test/services/redis.ts'
import { machine } from './machine.ts'

/**
 * The fixed cost of a query: a SELECT of one row from submit to result, one after the other, through a coordinator and
 * two worker processes: `node bench/latency.ts [queries]`. Once with Redis as the queue and once with PostgreSQL.
 */
const queries = Number(process.argv[2] ?? 300)
const WARM_UP = 50

async function measure(name: string, cluster: Cluster): Promise<void> {
  const times: number[] = []
  for (let index = 0; index < WARM_UP + queries; index++) {
    const started = performance.now()
    const response = await fetch(`${cluster.url}/v1/queries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sql: `select id, label from one where id = ${index} - ${index} + 1`,
        wait_timeout_seconds: 30,
      }),
    })
    const answer = (await response.json()) as { readonly result?: { readonly rows: readonly unknown[] } }
    if (answer.result?.rows.length !== 1) throw new Error(`not one row: ${JSON.stringify(answer)}`)
    if (index >= WARM_UP) times.push(performance.now() - started)
  }
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)
  console.log(`${name}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, least ${at(0)} ms (${queries} queries)`)
}

async function main(): Promise<void> {
  console.log(machine())
  const folder = await mkdtemp(join(tmpdir(), 'bench-latency-'))
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  try {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query(`create table if not exists one as select 1 as id, 'a'::text as label`)
    await client.end()
    const datasources = join(folder, 'datasources.yaml')
    const engine = join(folder, 'engine.yaml')
    await writeFile(datasources, `sources:\n  one: { type: postgres, uri: "${postgres.url}" }\n`)
    await writeFile(engine, 'logging: { enable_query_logging: false, enable_performance_metrics: false }\n')
    for (const [name, queueUrl] of [
      ['Redis', redis.url],
      ['PostgreSQL', null],
    ] as const) {
      const cluster = await startCluster({
        datasources,
        engine,
        port: 0,
        workers: 2,
        workerConcurrency: 4,
        queueUrl,
        resultStore: null,
      })
      await measure(name, cluster)
      await cluster.stop()
    }
  } finally {
    await Promise.all([postgres.stop(), redis.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
