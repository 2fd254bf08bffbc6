import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startRedis } from '../../test/services/redis.ts'
import { machine } from '../machine.ts'
import { sameAnswer } from './answers.ts'
import { type Contender, type Role, type Run, startPeer } from './peer-process.ts'
import { startProduct } from './product.ts'
import { type Measured, printTable } from './table.ts'

/**
 * Ours and every peer found installed, on the same two databases, in turn: `npm run bench:peers [-- query...]`.
 * RUNS (5) turns of a query after one to warm up; a peer stops after PEER_SECONDS (40) seconds of one query. With
 * COLD_MEMORY=1 whole tables meet the memory as the machine left it.
 * `servers/` holds what installs and starts the databases and the peers.
 */
const RUNS = Number(process.env['RUNS'] ?? 5)
const PEER_SECONDS = Number(process.env['PEER_SECONDS'] ?? 40)
const PEERS: readonly (readonly [string, Role, string])[] = [
  ['DuckDB attach', 'peer', 'duckdb_attach'],
  ['mysql_fdw', 'peer', 'mysql_fdw'],
  ['Trino', 'peer', 'trino_server'],
  ['ConnectorX + DuckDB', 'peer', 'connectorx_duckdb'],
  ['two steps by hand', 'aside', 'two_step'],
]
/** A run of less is repeated at once: the first shows how soon a process is awake after the others' turns (README). */
const SHORT_SECONDS = 0.5
/** Queries that keep a whole table: a gigabyte of new memory or page cache, which has to be there (README). */
const WHOLE_TABLES = ['f1pg', 'f1my']
/** Columns whose values are compared where a LIMIT cuts between equal sort keys. */
const TIES: Readonly<Record<string, readonly number[]>> = { j2: [2] }

interface Plan {
  readonly postgres: readonly string[]
  readonly mysql: readonly string[]
  readonly fetches: Readonly<Record<string, Readonly<Record<string, { readonly columns: string }>>>>
}

const here = (path: string): URL => new URL(path, import.meta.url)
const plan = JSON.parse(await readFile(here('fetches.json'), 'utf8')) as Plan
const environment = settings()

async function sqlOf(query: string, mysqlPrefix: string): Promise<string> {
  const nameOf = (table: string): string => (plan.mysql.includes(table) ? `${mysqlPrefix}${table}` : table)
  const columns = plan.fetches[query]?.['lineitem']?.columns
  if (query === 'f1pg') return `select ${columns} from lineitem_of_postgres`
  if (query === 'f1my') return `select ${columns} from ${nameOf('lineitem')}`
  return (await readFile(here(`queries/${query}.sql`), 'utf8')).replace(/\{(\w+)\}/g, (_, table: string) =>
    nameOf(table),
  )
}

/** What `servers/env.sh` sets, so that both worlds read one place. */
function settings(): NodeJS.ProcessEnv {
  const script = `. '${here('servers/env.sh').pathname}' && env -0`
  const lines = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0')
  return Object.fromEntries(lines.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s).slice(0, 2)))
}

async function installedPeers(): Promise<readonly Contender[]> {
  const wanted = process.env['PEERS']?.split(',')
  const started: Contender[] = []
  for (const [name, role, script] of PEERS) {
    if (wanted !== undefined && !wanted.includes(script)) continue
    const peer = await startPeer(name, role, script, environment).catch((error: unknown) => {
      process.stderr.write(`${name} is left out: ${error instanceof Error ? error.message : String(error)}\n`)
      return undefined
    })
    if (peer !== undefined) started.push(peer)
  }
  return started
}

async function warmMemory(): Promise<void> {
  const python = `${environment['PEERS_DIR']}/venv/bin/python`
  await promisify(execFile)(python, [here('warm_memory.py').pathname])
}

/** The runs of one turn; the last one counts. */
async function turnOf(contender: Contender, query: string): Promise<readonly Run[]> {
  if (WHOLE_TABLES.includes(query) && process.env['COLD_MEMORY'] === undefined) await warmMemory()
  const first = await contender.run(query)
  const isShort = first.seconds !== undefined && first.seconds < SHORT_SECONDS
  return isShort ? [first, await contender.run(query)] : [first]
}

/** What is wrong with a run; empty when nothing is. */
function faultOf({ role }: Contender, query: string, { error, rows = [] }: Run, reference: Run): string {
  if (error !== undefined) return error
  const agrees = role === 'floor' || sameAnswer(rows, reference.rows ?? [], TIES[query] ?? [])
  return agrees ? '' : 'WRONG ANSWER'
}

/** One warm-up each, then rounds in which every contender has one turn. */
async function measure(query: string, contenders: readonly Contender[], reference: Run): Promise<readonly Measured[]> {
  const measured = contenders.map(({ name, role }) => ({
    name,
    role,
    seconds: [] as number[],
    waking: [] as number[],
    peakMib: 0,
    fault: '',
    spent: 0,
  }))
  for (let round = 0; round <= RUNS; round++) {
    for (const [index, contender] of contenders.entries()) {
      const of = measured[index]
      if (of === undefined || of.fault !== '' || (contender.role === 'peer' && of.spent > PEER_SECONDS)) continue
      const runs = await turnOf(contender, query)
      const [seconds = 0, ...before] = runs.map((run) => run.seconds ?? 0).reverse()
      // One that has spent its time in the warm-up still has a figure.
      of.spent += seconds
      if (round > 0) of.waking.push(...before)
      if (round > 0 || of.spent > PEER_SECONDS) of.seconds.push(seconds)
      of.peakMib = Math.max(of.peakMib, ...runs.map((run) => run.peak_mib ?? 0))
      of.fault = runs.map((run) => faultOf(contender, query, run, reference)).find((fault) => fault !== '') ?? ''
    }
  }
  return measured
}

function saidOf({ name, seconds, waking, fault }: Measured): string {
  const listed = (values: readonly number[]): string => values.map((value) => value.toFixed(3)).join(' ')
  const before = waking.length === 0 ? '' : `, waking ${listed(waking)}`
  return `${name} ${listed(seconds)}${before} ${fault}`
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peers-'))
  const redis = await startRedis()
  const queries = process.argv.slice(2)
  const files = await readdir(here('queries'))
  const known = files.filter((file) => file.endsWith('.sql')).map((file) => file.replace('.sql', ''))
  const [product, unlocked] = await startProduct({
    folder,
    environment,
    queueUrl: redis.url,
    postgresTables: plan.postgres,
    mysqlTables: plan.mysql,
    sqlOf,
  })
  const floor = await startPeer('floor', 'floor', 'floor', environment)
  const reference = await startPeer('PostgreSQL alone', 'aside', 'all_in_postgres', environment)
  const peers = await installedPeers()
  const contenders = [product, unlocked, floor, ...peers]
  try {
    console.log(`${new Date().toISOString().slice(0, 10)}, scale ${environment['SF']}, ${RUNS} runs; ${machine()}\n`)
    const table: { readonly query: string; readonly measured: readonly Measured[] }[] = []
    for (const query of queries.length > 0 ? queries : [...known.sort(), ...WHOLE_TABLES]) {
      const measured = await measure(query, contenders, await reference.run(query))
      table.push({ query, measured })
      process.stderr.write(`${query}: ${measured.map(saidOf).join('; ')}\n`)
    }
    printTable(table)
  } finally {
    for (const contender of [...contenders, reference]) await contender.stop()
    await redis.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
