import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startCluster } from '../../apps/cli/cluster.ts'
import type { Contender, Run } from './peer-process.ts'

/** Seconds a query may take. */
const WAIT_SECONDS = 60
/** Before the names of MariaDB's tables where they are read without a lock. */
const UNLOCKED = 'unlocked_'

export interface ProductOptions {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly queueUrl: string
  readonly postgresTables: readonly string[]
  readonly mysqlTables: readonly string[]
  /** The SQL of a query by its name, in which the tables of MySQL are named with a prefix. */
  readonly sqlOf: (query: string, mysqlPrefix: string) => Promise<string>
}

/**
 * Our cluster as a user starts it: a coordinator and two worker processes over HTTP; a query is one POST that waits.
 * Large tables of MariaDB are read over several connections of one state (`snapshot_lock: true`), and, beside that, over
 * one connection, as is the default.
 */
export async function startProduct(options: ProductOptions): Promise<readonly [Contender, Contender]> {
  const datasources = join(options.folder, 'datasources.yaml')
  const engine = join(options.folder, 'engine.yaml')
  await writeFile(datasources, datasourcesOf(options))
  await writeFile(engine, engineSettings(options.environment))
  const cluster = await startCluster({
    datasources,
    engine,
    port: 0,
    workers: 2,
    workerConcurrency: 4,
    queueUrl: options.queueUrl,
    resultStore: null,
  })
  const pids = (): readonly number[] => [cluster.coordinator, ...cluster.workers].map(({ pid }) => pid)
  const run = async (query: string, mysqlPrefix: string): Promise<Run> => {
    const sql = await options.sqlOf(query, mysqlPrefix)
    await Promise.all(pids().map((pid) => writeFile(`/proc/${pid}/clear_refs`, '5')))
    const answered = await post(cluster.url, sql)
    const peaks = await Promise.all(pids().map(peakMib))
    return { ...answered, peak_mib: peaks.reduce((sum, peak) => sum + peak, 0) }
  }
  return [
    { name: 'Ajna', role: 'ours', run: (query) => run(query, ''), stop: () => cluster.stop() },
    { name: 'Ajna, no lock', role: 'aside', run: (query) => run(query, UNLOCKED), stop: async () => undefined },
  ]
}

async function post(url: string, sql: string): Promise<Run> {
  const started = performance.now()
  const response = await fetch(`${url}/v1/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql, wait_timeout_seconds: WAIT_SECONDS }),
  })
  const answer = (await response.json()) as Answer
  const seconds = (performance.now() - started) / 1000
  if (answer.result === undefined || answer.result === null)
    return { error: answer.error?.message ?? answer.detail ?? answer.state ?? 'no answer' }
  // A whole table is delivered when its parts are stored; its count is compared, as with the peers.
  const rows = answer.result.next_page === null ? answer.result.rows : [[answer.row_count]]
  return { seconds, rows }
}

interface Answer {
  readonly state?: string
  readonly detail?: string
  readonly row_count?: number
  readonly error?: { readonly message: string } | null
  readonly result?: { readonly rows: readonly (readonly unknown[])[]; readonly next_page: number | null } | null
}

async function peakMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

function datasourcesOf({ environment, postgresTables, mysqlTables }: ProductOptions): string {
  const { BENCH_USER: user, BENCH_PASSWORD: password, BENCH_DB: database } = environment
  const postgres = `type: postgres, host: 127.0.0.1, port: ${environment['PG_PORT']}, database: ${database}, username: ${user}, password: ${password}`
  const mysql = `type: mysql, host: 127.0.0.1, port: ${environment['MY_PORT']}, database: ${database}, username: ${user}, password: ${password}`
  return [
    'sources:',
    ...postgresTables.map((table) => `  ${table}: { ${postgres} }`),
    ...mysqlTables.map((table) => `  ${table}: { ${mysql}, snapshot_lock: true }`),
    ...mysqlTables.map((table) => `  ${UNLOCKED}${table}: { ${mysql}, table: ${table} }`),
    `  lineitem_of_postgres: { ${postgres}, schema: full, table: lineitem }`,
    '',
  ].join('\n')
}

function engineSettings(environment: NodeJS.ProcessEnv): string {
  const memory = environment['MAX_MEMORY_MB']
  return [
    'query: { default_limit: 100000000, max_limit: 100000000 }',
    ...(memory === undefined ? [] : [`performance: { max_memory_mb: ${memory} }`]),
    'logging: { enable_query_logging: false, enable_performance_metrics: false }',
    '',
  ].join('\n')
}
