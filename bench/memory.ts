import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arrowSchema, batchOf, columnData, decimal, encodeBatch, type Field } from '#arrow'
import { createKernelPool, type Kernel } from '#kernels'
import { machine } from './machine.ts'

/**
 * The most memory a process holds while a kernel joins and groups far more rows than `max_memory_mb` has room for:
 * `node bench/memory.ts [rows] [max_memory_mb]`. Fails when it is more than 900 MB, or the answer is wrong.
 */
const [rows = 18_000_000, maxMemoryMb = 512] = process.argv.slice(2).map(Number)
const BATCH = 131_072
const LIMIT_MB = 900
/** Orders that the lines belong to; each customer has ten. */
const ORDERS = Math.floor(rows / 4)

const LINES: readonly Field[] = [
  { name: 'order', type: { kind: 'int64' }, nullable: false },
  { name: 'price', type: decimal(15, 2), nullable: false },
  { name: 'discount', type: decimal(15, 2), nullable: false },
  { name: 'shipped', type: { kind: 'date' }, nullable: false },
]
const HEADS: readonly Field[] = [
  { name: 'order', type: { kind: 'int64' }, nullable: false },
  { name: 'customer', type: { kind: 'int64' }, nullable: false },
]

/** One batch; `value` gives the column's value in a row. */
function batchOfRows(
  fields: readonly Field[],
  first: number,
  count: number,
  value: (name: string, row: number) => number,
): Uint8Array<ArrayBuffer> {
  const columns = fields.map(({ name, type }) => {
    const words = type.kind === 'date' ? 1 : 2
    const numbers = new Int32Array(count * words)
    for (let row = 0; row < count; row += 1) numbers[row * words] = value(name, first + row)
    const values = new Uint8Array(numbers.buffer)
    return columnData(type, { length: count, nullCount: 0, validity: null, offsets: null, values })
  })
  return encodeBatch(batchOf(arrowSchema(fields), count, columns))
}

/** Lands a table batch by batch, one on its way at a time, as a stream of the exchange does. */
async function fill(
  kernel: Kernel,
  table: string,
  fields: readonly Field[],
  count: number,
  value: (name: string, row: number) => number,
): Promise<void> {
  await kernel.createTable(`${table}_rows`, fields)
  for (let first = 0; first < count; first += BATCH) {
    await kernel.land(`${table}_rows`, batchOfRows(fields, first, Math.min(BATCH, count - first), value))
  }
  await kernel.createUnionView(table, [`${table}_rows`], fields)
}

const folder = await mkdtemp(join(tmpdir(), 'ajna-bench-'))
const pool = createKernelPool({ maxThreads: 4, maxMemoryMb, maxSpillMb: null, tempFolder: folder })
const kernel = await pool.open(2, new AbortController().signal)
const started = performance.now()
await fill(kernel, 'heads', HEADS, ORDERS, (name, row) => (name === 'order' ? row : Math.floor(row / 10)))
await fill(kernel, 'lines', LINES, rows, (name, row) => (name === 'order' ? Math.floor(row / 4) : row % 1000))
const landed = performance.now()
const sql = `SELECT sum(n)::BIGINT, count(*)::BIGINT FROM (SELECT customer, count(*) AS n, sum(price * (1 - discount)) AS worth
  FROM lines JOIN heads USING ("order") WHERE shipped >= DATE '1970-01-01' GROUP BY customer)`
const fields: readonly Field[] = ['rows', 'groups'].map((name) => ({ name, type: { kind: 'int64' }, nullable: true }))
const answers: Uint8Array[] = []
for await (const ipc of kernel.run({ sql, parameters: [], fields })) answers.push(ipc)
const ended = performance.now()
const { spilled_bytes } = await kernel.close()
await pool.close()
await rm(folder, { recursive: true, force: true })

const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
const text = Buffer.concat(answers)
const expected = Buffer.alloc(8)
expected.writeBigInt64LE(BigInt(ORDERS * 4))
console.log(machine())
console.log(
  `${rows} rows, max_memory_mb ${maxMemoryMb}: landed in ${((landed - started) / 1000).toFixed(1)} s, computed in ` +
    `${((ended - landed) / 1000).toFixed(1)} s, ${Math.round(spilled_bytes / 1e6)} MB spilled, ${peakMb} MB of memory at most`,
)
if (!text.includes(expected)) throw new Error('the join lost rows')
if (peakMb > LIMIT_MB) throw new Error(`more than ${LIMIT_MB} MB`)
