import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  arrowSchema,
  batchOf,
  columnData,
  dataOfColumn,
  decimal,
  decodeBatches,
  type EngineType,
  encodeBatch,
  type Field,
  fixedWidth,
  INT32,
  physicalColumns,
} from '#arrow'
import { createKernelPool, type Kernel } from '#kernels'
import { machine } from './machine.ts'

/**
 * Rows per second into and out of one kernel, by type, and of one of P kernels: `node bench/kernels.ts [rows]`. Beside the wall clock stands the
 * CPU time of the whole process, which a busy machine changes less: million rows per CPU second.
 */

const ROWS = Number(process.argv[2] ?? 4_000_000)
const BATCH = 131_072
const RUNS = 3

const column = (name: string, type: EngineType): Field => ({ name, type, nullable: true })
const SETS: Readonly<Record<string, readonly Field[]>> = {
  int32: [column('a', { kind: 'int32' })],
  int64: [column('a', { kind: 'int64' })],
  'decimal(15,2)': [column('a', decimal(15, 2))],
  'decimal(9,2)': [column('a', decimal(9, 2))],
  'decimal(38,2)': [column('a', decimal(38, 2))],
  float64: [column('a', { kind: 'float64' })],
  date: [column('a', { kind: 'date' })],
  boolean: [column('a', { kind: 'boolean' })],
  'text of 3-10': [column('short', { kind: 'string' })],
  'text of 13-40': [column('long', { kind: 'string' })],
  'all seven': [
    column('a', { kind: 'int32' }),
    column('b', { kind: 'int64' }),
    column('c', { kind: 'float64' }),
    column('d', { kind: 'date' }),
    column('e', decimal(15, 2)),
    column('short', { kind: 'string' }),
    column('long', { kind: 'string' }),
  ],
}

/** One full batch of made-up values; strings of 3 to 10 or 13 to 40 bytes. */
function batchFor(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const columns = fields.map(({ name, type }) => {
    const common = { length: BATCH, nullCount: 0, validity: null }
    if (type.kind === 'string') {
      const length = (row: number): number => (name === 'short' ? 3 + (row % 8) : 13 + ((row * 7) % 28))
      const offsets = new Int32Array(BATCH + 1)
      for (let row = 0; row < BATCH; row += 1) offsets[row + 1] = (offsets[row] ?? 0) + length(row)
      const values = new Uint8Array(offsets[BATCH] ?? 0).map((_, index) => 97 + ((index * 31) % 26))
      return columnData(type, { ...common, offsets, values })
    }
    const width = fixedWidth(type)
    const bytes = width === undefined ? BATCH / 8 : BATCH * width
    const words = width === undefined ? 1 : width / 4
    const numbers = new Int32Array(bytes / 4).map((_, index) => (index % words === 0 ? index * 71 : 0))
    return columnData(type, { ...common, offsets: null, values: new Uint8Array(numbers.buffer, 0, bytes) })
  })
  return encodeBatch(batchOf(arrowSchema(fields), BATCH, columns))
}

interface Rate {
  readonly wall: number
  readonly cpu: number
}

/** Million rows per second of the clock and of the CPU. */
async function rateOf(work: () => Promise<void>): Promise<Rate> {
  const rows = Math.ceil(ROWS / BATCH) * BATCH
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const wall = (performance.now() - started) * 1000
  const { user, system } = process.cpuUsage(cpu)
  return { wall: rows / wall, cpu: rows / (user + system) }
}

async function land(kernel: Kernel, fields: readonly Field[], batch: Uint8Array<ArrayBuffer>): Promise<Rate> {
  await kernel.createTable('t', fields)
  const copies = Array.from({ length: Math.ceil(ROWS / BATCH) }, () => batch.slice())
  return rateOf(async () => {
    await Promise.all(copies.map((copy) => kernel.land('t', copy)))
    await kernel.createUnionView('v', ['t'], fields)
  })
}

function readOut(kernel: Kernel, fields: readonly Field[]): Promise<Rate> {
  const sql = `SELECT ${fields.map(({ name }) => `"${name}"`).join(', ')} FROM v`
  return rateOf(async () => {
    let bytes = 0
    for await (const ipc of kernel.run({ sql, parameters: [], fields })) bytes += ipc.byteLength
    if (bytes === 0) throw new Error('nothing came out')
  })
}

const best = (rates: readonly Rate[]): string => {
  const of = (key: keyof Rate): string => Math.max(...rates.map((rate) => rate[key])).toFixed(1)
  return `${of('wall').padStart(6)} (${of('cpu')})`.padEnd(15)
}

const folder = await mkdtemp(join(tmpdir(), 'ajna-bench-'))
const threads = availableParallelism()
const pool = createKernelPool({ maxThreads: threads, maxMemoryMb: 4000, maxSpillMb: null, tempFolder: folder })
console.log(`${machine()}; ${ROWS} rows, ${threads} threads, best of ${RUNS}`)
console.log('million rows/s of the clock (of the CPU)')
for (const [name, fields] of Object.entries(SETS)) {
  const batch = batchFor(fields)
  const into: Rate[] = []
  const out: Rate[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const kernel = await pool.open(threads, new AbortController().signal)
    into.push(await land(kernel, fields, batch))
    out.push(await readOut(kernel, fields))
    await kernel.close()
  }
  console.log(`${name.padEnd(14)} in ${best(into)} out ${best(out)}`)
}

/** What a query of two large tables does in each of P kernels, of the rows whose key falls to it. */
const WIDE = SETS['all seven'] ?? []
const OTHER: readonly Field[] = [column('a', { kind: 'int32' }), column('b', { kind: 'int64' })]
const GROUPS: readonly Field[] = [
  column('g', { kind: 'int64' }),
  column('n', { kind: 'int64' }),
  column('s', { kind: 'float64' }),
]
const PART =
  'SELECT o.b % 1000 AS g, count(*) AS n, sum(w.c) AS s FROM wide w JOIN other o ON w.a = o.a GROUP BY o.b % 1000'

/** The batch with other keys: every row of the whole has a key of its own. */
function keyed(fields: readonly Field[], first: number): Uint8Array<ArrayBuffer> {
  const [batch] = decodeBatches(batchFor(fields))
  if (batch === undefined) throw new Error('no batch')
  const [, ...others] = physicalColumns(batch, fields)
  const keys = Int32Array.from({ length: BATCH }, (_, row) => first + row)
  const key = { length: BATCH, nullCount: 0, validity: null, offsets: null, values: new Uint8Array(keys.buffer) }
  return encodeBatch(batchOf(arrowSchema(fields), BATCH, [columnData(INT32, key), ...others.map(dataOfColumn)]))
}

const never = new AbortController().signal

interface Cost {
  readonly land: number
  readonly compute: number
}

/** CPU microseconds per fetched row that one of `count` kernels takes to land its share of the rows, and to join and group them. */
async function costOfShare(count: number, threads: number): Promise<Cost> {
  const kernel = await pool.open(threads, never)
  const share = count === 1 ? undefined : { column: 0, index: 0, count }
  const land = async (table: string, fields: readonly Field[], batches: number): Promise<Rate> => {
    const copies = Array.from({ length: batches }, (_, index) => keyed(fields, index * BATCH))
    await kernel.createTable(`${table}_0`, fields, share)
    return rateOf(async () => {
      // As they arrive: the next one waits until there is room for it.
      for (const ipc of copies) await kernel.land(`${table}_0`, ipc)
      await kernel.createUnionView(table, [`${table}_0`], fields)
    })
  }
  const wide = await land('wide', WIDE, Math.ceil(ROWS / BATCH))
  await land('other', OTHER, Math.ceil(ROWS / BATCH / 4))
  const compute = await rateOf(async () => {
    let bytes = 0
    for await (const ipc of kernel.run({ sql: PART, parameters: [], fields: GROUPS })) bytes += ipc.byteLength
    if (bytes === 0) throw new Error('nothing came out')
  })
  await kernel.close()
  return { land: 1 / wide.cpu, compute: 1 / compute.cpu }
}

/** The coordinator copies each batch for all kernels but one. */
async function costOfCopy(): Promise<number> {
  const ipc = batchFor(WIDE)
  const copies = Math.ceil(ROWS / BATCH)
  const { cpu } = await rateOf(async () => {
    for (let copy = 0; copy < copies; copy += 1) ipc.slice()
  })
  return 1 / cpu
}

const MOST_PARTS = 16
const costs = new Map<number, Cost[]>()
// In turn, so that what else the machine does falls on all of them. One kernel after the other: with as many idle cores
// the P kernels work at the same time, and the query waits as long as for one of them.
for (let run = 0; run < RUNS; run += 1) {
  for (let count = 1; count <= MOST_PARTS; count *= 2) {
    costs.set(count, [...(costs.get(count) ?? []), await costOfShare(count, 1)])
  }
}
const least = (all: readonly Cost[] = [], of: keyof Cost = 'land'): number => Math.min(...all.map((cost) => cost[of]))
const whole = least(costs.get(1), 'land')
console.log(
  'one of P kernels: CPU ns for each row that is fetched, seven columns, joined with a quarter as many, grouped',
)
for (const [count, all] of costs) {
  const [land, compute] = [least(all, 'land'), least(all, 'compute')]
  const [times, ...figures] = [whole / land, land * 1000, compute * 1000]
  const [landing, computing] = figures.map((figure) => figure.toFixed(0).padStart(5))
  console.log(`P = ${String(count).padEnd(2)} land ${landing} (${times.toFixed(1)} times as fast) compute ${computing}`)
}
console.log(`copying the row for one more kernel: ${((await costOfCopy()) * 1000).toFixed(0)} ns`)
await pool.close()
await rm(folder, { recursive: true, force: true })
