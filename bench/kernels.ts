import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { arrowSchema, batchOf, columnData, decimal, type EngineType, encodeBatch, type Field, fixedWidth } from '#arrow'
import { createKernelPool, type Kernel } from '#kernels'
import { machine } from './machine.ts'

/**
 * Rows per second into and out of one kernel, by type: `node bench/kernels.ts [rows]`. Beside the wall clock stands the
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

/** All kernels land at the same time, each its share of the rows, on one thread. */
async function landTogether(kernels: readonly Kernel[], fields: readonly Field[], batch: Uint8Array<ArrayBuffer>) {
  const shares = kernels.map((kernel, index) => {
    const count = Math.ceil((Math.ceil(ROWS / BATCH) - index) / kernels.length)
    return { kernel, copies: Array.from({ length: count }, () => batch.slice()) }
  })
  for (const { kernel } of shares) await kernel.createTable('t', fields)
  return rateOf(async () => {
    await Promise.all(shares.flatMap(({ kernel, copies }) => copies.map((copy) => kernel.land('t', copy))))
  })
}

console.log('landing all seven columns in P kernels at the same time')
const wide = SETS['all seven'] ?? []
const rates = new Map<number, Rate[]>()
// In turn, so that what else the machine does falls on all of them.
for (let run = 0; run < RUNS; run += 1) {
  for (let count = 1; count <= threads; count *= 2) {
    const kernels = await Promise.all(Array.from({ length: count }, () => pool.open(1, new AbortController().signal)))
    rates.set(count, [...(rates.get(count) ?? []), await landTogether(kernels, wide, batchFor(wide))])
    await Promise.all(kernels.map((kernel) => kernel.close()))
  }
}
for (const [count, measured] of rates) console.log(`P = ${count}          in ${best(measured)}`)
await pool.close()
await rm(folder, { recursive: true, force: true })
