import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../apps/cli/cluster.ts'
import { startRedis } from '../test/services/redis.ts'
import { machine } from './machine.ts'

/**
 * A result of 16 columns through a cluster, from submit to the last byte of each format, and the most memory that the
 * coordinator held meanwhile: `node bench/delivery.ts [rows]`. Half of the rows first: memory must not grow with them.
 */
const ROWS = Number(process.argv[2] ?? 6_000_000)
const FORMATS = ['arrow', 'csv', 'ndjson', 'parquet'] as const
const WAIT_SECONDS = 60
const MIB = 2 ** 20

/** As wide as TPC-H's lineitem: keys, amounts, days, words and a sentence. */
const COLUMNS = [
  'n AS order_key',
  'n * 31 % 200000 AS part_key',
  'n * 7 % 10000 AS supplier_key',
  '(n % 7)::int AS line_number',
  ...['quantity', 'price', 'discount', 'tax'].map(
    (name, index) => `(n * ${index + 3} % 900000)::numeric(15,2) AS ${name}`,
  ),
  `CASE n % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'N' ELSE 'R' END AS flag`,
  `CASE n % 2 WHEN 0 THEN 'O' ELSE 'F' END AS status`,
  ...['shipped', 'committed', 'received'].map(
    (name, index) => `DATE '1992-01-01' + (n % ${2500 + index})::int AS ${name}`,
  ),
  `CASE n % 4 WHEN 0 THEN 'DELIVER IN PERSON' WHEN 1 THEN 'COLLECT COD' ELSE 'NONE' END AS instructions`,
  `CASE n % 3 WHEN 0 THEN 'TRUCK' WHEN 1 THEN 'MAIL' ELSE 'REG AIR' END AS mode`,
  `'the order of the day is ' || n AS remark`,
]

async function memoryOf(pid: number, key: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024)
}

async function measure(name: string, pid: number, work: () => Promise<string>): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
  const before = await memoryOf(pid, 'VmRSS')
  const started = performance.now()
  const what = await work()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${name}: ${seconds} s, ${what}, from ${before} to at most ${await memoryOf(pid, 'VmHWM')} MiB`)
}

async function submit(url: string, rows: number): Promise<string> {
  const sql = `SELECT ${COLUMNS.join(', ')} FROM generate_series(1, ${rows}) AS t(n)`
  const response = await fetch(`${url}/v1/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql, wait_timeout_seconds: WAIT_SECONDS }),
  })
  const answer = (await response.json()) as { readonly query_id: string; readonly row_count?: number }
  if (answer.row_count !== rows) throw new Error(`not ${rows} rows: ${JSON.stringify(answer).slice(0, 500)}`)
  return answer.query_id
}

async function download(url: string): Promise<string> {
  const response = await fetch(url)
  if (response.status !== 200 || response.body === null) throw new Error(`status ${response.status} of ${url}`)
  let bytes = 0
  for await (const chunk of response.body) bytes += chunk.byteLength
  return `${Math.round(bytes / MIB)} MiB`
}

async function deliver({ url, coordinator: { pid } }: Cluster, rows: number): Promise<void> {
  let id = ''
  await measure(`${rows} rows stored`, pid, async () => {
    id = await submit(url, rows)
    return 'in parts'
  })
  for (const format of FORMATS) {
    await measure(`  ${format}`, pid, () => download(`${url}/v1/queries/${id}/results?format=${format}`))
  }
}

async function main(): Promise<void> {
  console.log(machine())
  const folder = await mkdtemp(join(tmpdir(), 'bench-delivery-'))
  const redis = await startRedis()
  const datasources = join(folder, 'datasources.yaml')
  const engine = join(folder, 'engine.yaml')
  await writeFile(datasources, 'sources: {}\n')
  await writeFile(
    engine,
    `query: { default_limit: ${ROWS}, max_limit: ${ROWS} }\nlogging: { enable_query_logging: false, enable_performance_metrics: false }\n`,
  )
  const options = {
    datasources,
    engine,
    port: 0,
    workers: 1,
    workerConcurrency: 1,
    queueUrl: redis.url,
    resultStore: null,
  }
  const cluster = await startCluster(options)
  try {
    for (const rows of [ROWS / 2, ROWS]) await deliver(cluster, rows)
  } finally {
    await cluster.stop()
    await redis.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
