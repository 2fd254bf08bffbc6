import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { arrowSchema, batchOf, columnData, decimal, type EngineType, encodeBatch, type Field, fixedWidth } from '#arrow'
import { newQueryId } from '#core'
import { createKernelPool } from '#kernels'
import { formatResult, type ResultPart, STREAM_FORMATS, type StoredRows, type StreamFormat } from '#results'
import { createFolderResultStore } from '#results/folder'
import { machine } from './machine.ts'

/**
 * A wide result, written to a folder store and delivered in each format: `node bench/results.ts [rows]`. Every step runs
 * in a process of its own, which tells the most memory it held; the bytes are thrown away.
 */
const ROWS = Number(process.argv[2] ?? 6_000_000)
const BATCH = 131_072
const PARTS = Math.ceil(ROWS / BATCH)

const column = (name: string, type: EngineType): Field => ({ name, type, nullable: true })
const FIELDS: readonly Field[] = [
  ...['order', 'part', 'supplier'].map((name) => column(name, { kind: 'int64' })),
  column('line', { kind: 'int32' }),
  ...['quantity', 'price', 'discount', 'tax'].map((name) => column(name, decimal(15, 2))),
  ...['flag', 'status'].map((name) => column(name, { kind: 'string' })),
  ...['shipped', 'committed', 'received'].map((name) => column(name, { kind: 'date' })),
  ...['instructions', 'mode', 'comment'].map((name) => column(name, { kind: 'string' })),
]
/** Shortest text of a column, and how many lengths there are. */
const TEXTS: Readonly<Record<string, readonly [number, number]>> = {
  flag: [1, 1],
  status: [1, 1],
  instructions: [4, 14],
  mode: [3, 5],
  comment: [10, 34],
}

/** One full batch of made-up rows. */
function madeUp(): Uint8Array<ArrayBuffer> {
  const columns = FIELDS.map(({ name, type }) => {
    const common = { length: BATCH, nullCount: 0, validity: null }
    const width = fixedWidth(type)
    if (width !== undefined) {
      const numbers = new Int32Array((BATCH * width) / 4)
      for (let row = 0; row < BATCH; row += 1) numbers[(row * width) / 4] = type.kind === 'date' ? row % 9000 : row * 71
      return columnData(type, { ...common, offsets: null, values: new Uint8Array(numbers.buffer) })
    }
    const [shortest, lengths] = TEXTS[name] ?? [0, 1]
    const offsets = new Int32Array(BATCH + 1)
    for (let row = 0; row < BATCH; row += 1) offsets[row + 1] = (offsets[row] ?? 0) + shortest + ((row * 7) % lengths)
    const values = new Uint8Array(offsets[BATCH] ?? 0).map((_, index) => 97 + ((index * 31) % 26))
    return columnData(type, { ...common, offsets, values })
  })
  return encodeBatch(batchOf(arrowSchema(FIELDS), BATCH, columns))
}

interface Step {
  readonly name: 'store' | StreamFormat
  readonly root: string
  readonly id: ReturnType<typeof newQueryId>
  readonly parts: readonly ResultPart[]
}

interface Report {
  readonly seconds: number
  readonly cpu: number
  readonly bytes: number
  readonly peakMb: number
  readonly parts: readonly ResultPart[]
}

async function store({ root, id }: Step): Promise<{ bytes: number; parts: readonly ResultPart[] }> {
  const results = createFolderResultStore(root)
  const ipc = madeUp()
  const parts: ResultPart[] = []
  for (let index = 0; index < PARTS; index += 1) {
    const name = `part-${index}.arrow`
    const written = await results.writePart(id, name, [ipc])
    parts.push({ name, row_offset: index * BATCH, rows: BATCH, ...written })
  }
  return { bytes: ipc.byteLength * PARTS, parts }
}

async function deliver({ root, id, parts }: Step, format: StreamFormat): Promise<number> {
  const results = createFolderResultStore(root)
  const rows: StoredRows = { fields: FIELDS, parts, read: (part) => results.readPart(id, part.name) }
  const pool = createKernelPool({ maxThreads: 2, maxMemoryMb: 512, maxSpillMb: null, tempFolder: join(root, 'spill') })
  const { signal } = new AbortController()
  let bytes = 0
  const options = { numbers: 'string', parquetWriter: pool.writeParquet.bind(pool), signal } as const
  for await (const chunk of formatResult(rows, format, options)) bytes += chunk.byteLength
  await pool.close()
  return bytes
}

async function perform(step: Step): Promise<Report> {
  const started = performance.now()
  const { name } = step
  const done = name === 'store' ? await store(step) : { bytes: await deliver(step, name), parts: [] }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const seconds = (performance.now() - started) / 1000
  return { ...done, seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMb: Math.round(maxRSS / 1024) }
}

async function inChild(step: Step): Promise<Report> {
  const child = fork(fileURLToPath(import.meta.url), [String(ROWS)])
  const answered = once(child, 'message')
  child.send(step)
  const [report] = await answered
  child.kill()
  const { name } = step
  const { seconds, cpu, bytes, peakMb } = report
  const rate = (figure: number): string => figure.toFixed(2).padStart(8)
  console.log(
    `${name.padEnd(8)} ${rate(ROWS / 1e6 / seconds)} M rows/s ${rate(bytes / 1e6 / seconds)} MB/s ` +
      `${rate(ROWS / 1e6 / cpu)} M rows/CPU s   ${(bytes / 1e6).toFixed(0).padStart(5)} MB, ${peakMb} MB of memory`,
  )
  return report
}

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'ajna-bench-'))
  const id = newQueryId()
  await mkdir(join(root, 'queries', id, 'parts'), { recursive: true })
  console.log(`${ROWS} rows, ${FIELDS.length} columns; ${machine()}`)
  const { parts } = await inChild({ name: 'store', root, id, parts: [] })
  for (const name of STREAM_FORMATS) await inChild({ name, root, id, parts })
  await rm(root, { recursive: true, force: true })
}

if (process.send === undefined) {
  await main()
} else {
  const [step] = await once(process, 'message')
  process.send(await perform(step))
}
