import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { arrowSchema, batchOf, columnData, decimal, type EngineType, encodeBatch, type Field } from '#arrow'
import { createKernelPool, type Kernel } from '#kernels'

// Rows per second into and out of one kernel: node bench/kernels.ts [rows]

const ROWS = Number(process.argv[2] ?? 4_000_000)
const BATCH = 131_072
const RUNS = 3

const column = (name: string, type: EngineType): Field => ({ name, type, nullable: true })
const SETS: Readonly<Record<string, readonly Field[]>> = {
  int32: [column('a', { kind: 'int32' })],
  int64: [column('a', { kind: 'int64' })],
  'decimal(15,2)': [column('a', decimal(15, 2))],
  'decimal(9,2)': [column('a', decimal(9, 2))],
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
    const numbers = new Int32Array(BATCH * 2).map((_, index) => (index % 2 === 0 ? index * 71 : 0))
    const narrow = type.kind === 'int32' || type.kind === 'date'
    const bytes = type.kind === 'boolean' ? BATCH / 8 : BATCH * (narrow ? 4 : 8)
    return columnData(type, { ...common, offsets: null, values: new Uint8Array(numbers.buffer, 0, bytes) })
  })
  return encodeBatch(batchOf(arrowSchema(fields), BATCH, columns))
}

async function land(kernel: Kernel, fields: readonly Field[], batch: Uint8Array<ArrayBuffer>): Promise<number> {
  await kernel.createTable('t', fields)
  const count = Math.ceil(ROWS / BATCH)
  const copies = Array.from({ length: count }, () => batch.slice())
  const started = performance.now()
  await Promise.all(copies.map((copy) => kernel.land('t', copy)))
  await kernel.createUnionView('v', ['t'], fields)
  return (count * BATCH) / (performance.now() - started) / 1000
}

async function readOut(kernel: Kernel, fields: readonly Field[]): Promise<number> {
  const sql = `SELECT ${fields.map(({ name }) => `"${name}"`).join(', ')} FROM v`
  const started = performance.now()
  let bytes = 0
  for await (const ipc of kernel.run({ sql, parameters: [], fields })) bytes += ipc.byteLength
  if (bytes === 0) throw new Error('nothing came out')
  return (Math.ceil(ROWS / BATCH) * BATCH) / (performance.now() - started) / 1000
}

const folder = await mkdtemp(join(tmpdir(), 'ajna-bench-'))
const threads = availableParallelism()
const pool = createKernelPool({ maxThreads: threads, maxMemoryMb: 4000, tempFolder: folder })
console.log(`${ROWS} rows, ${threads} threads, best of ${RUNS}; million rows/s`)
for (const [name, fields] of Object.entries(SETS)) {
  const batch = batchFor(fields)
  let into = 0
  let out = 0
  for (let run = 0; run < RUNS; run += 1) {
    const kernel = await pool.open(threads, new AbortController().signal)
    into = Math.max(into, await land(kernel, fields, batch))
    out = Math.max(out, await readOut(kernel, fields))
    await kernel.close()
  }
  console.log(`${name.padEnd(14)} in ${into.toFixed(1).padStart(6)}   out ${out.toFixed(1).padStart(6)}`)
}
await pool.close()
await rm(folder, { recursive: true, force: true })
