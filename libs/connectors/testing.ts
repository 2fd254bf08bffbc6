import type { RecordBatch, Vector } from 'apache-arrow'
import { type EngineType, type Field, fieldsOfSchema } from '#arrow'
import type { SslMode } from '#config'
import type { Literal } from '#plan'
import type { ReadRequest, SourceReader } from './spi.ts'

/** A value as a test compares it: physical integers as bigint, intervals as `months days microseconds`. */
export type Physical = bigint | number | string | boolean | null

export interface Reading {
  readonly sql: string
  readonly fields: readonly Field[]
  readonly parameters?: readonly Literal[]
  readonly timeoutMs?: number
  readonly snapshot?: string
  readonly parts?: NonNullable<ReadRequest['parts']>
}

/** Where a server of a test is, and as whom to ask it. */
export interface TestServer {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}

/** What a source at any server of a test has; for tests. */
export function atServer({ host, port, database, user: username, password }: TestServer) {
  const sslmode: SslMode = 'prefer'
  const limits = { maxConnections: 4, connectTimeoutMs: 5_000 }
  const tls = { sslmode, sslrootcert: null }
  const whole = { schema: null, table: null, declared: {} }
  return { ...whole, host, port, database, username, password, ...limits, ...tls, applicationName: 'ajna-test' }
}

/** All rows of a statement; for tests. */
export async function readAll(
  reader: SourceReader,
  reading: Reading,
  signal = AbortSignal.timeout(30_000),
): Promise<Physical[][]> {
  const request = { parameters: [], timeoutMs: 30_000, ...reading }
  const rows: Physical[][] = []
  for await (const batch of reader.read(request, signal)) for (const row of rowsOf(batch)) rows.push(row)
  return rows
}

/** Nullable fields `c0`, `c1`, ... of these types. */
export function fieldsOf(...types: readonly EngineType[]): readonly Field[] {
  return types.map((type, index) => ({ name: `c${index}`, type, nullable: true }))
}

/** The rows of a batch of ours, value by value. */
export function rowsOf(batch: RecordBatch): Physical[][] {
  const fields = fieldsOfSchema(batch.schema)
  return Array.from({ length: batch.numRows }, (_, row) =>
    fields.map(({ type }, column) => physical(batch.getChildAt(column), type, row)),
  )
}

function physical(vector: Vector | null, type: EngineType, row: number): Physical {
  if (vector === null || !vector.isValid(row)) return null
  const values = vector.data[0]?.values
  switch (type.kind) {
    case 'interval':
      return interval(values.subarray(row * 16, row * 16 + 16))
    case 'array':
      return Array.from(vector.get(row), (element) => (element === null ? 'NULL' : String(element))).join('|')
    case 'binary':
      return Buffer.from(vector.get(row)).toString('hex')
    case 'decimal':
      return type.precision <= 18 ? values[row] : wide(values.subarray(row * 4, row * 4 + 4))
    case 'string':
    case 'json':
    case 'uuid':
    case 'boolean':
      return vector.get(row)
    default:
      return values[row]
  }
}

function wide(words: Uint32Array): bigint {
  const [low = 0n, high = 0n] = new BigUint64Array(words.slice().buffer)
  return (BigInt.asIntN(64, high) << 64n) + low
}

function interval(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return `${view.getInt32(0, true)} ${view.getInt32(4, true)} ${view.getBigInt64(8, true)}`
}
