import {
  Field as ArrowField,
  Data,
  type DataType,
  Decimal,
  IntervalMonthDayNano,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
} from 'apache-arrow'
import {
  columnData,
  type EngineType,
  type Field,
  isBitSet,
  listData,
  listOf,
  type PhysicalColumn,
  physicalType,
} from '#arrow'
import { QueryError } from '#core'
import { allBatches, type ColumnBatch, type StoredRows } from './stored-rows.ts'

/** The end mark of an Arrow IPC stream: a continuation and a length of zero. */
const END_MARK = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])

/**
 * One Arrow IPC stream in types any Arrow reader knows: every decimal is decimal128, an interval month-day-nano.
 * @throws QueryError DATA_ERROR for an interval whose nanoseconds do not fit int64
 */
export async function* arrowStream(rows: StoredRows): AsyncGenerator<Uint8Array, void, undefined> {
  const schema = new Schema(
    rows.fields.map(({ name, type, nullable }) => new ArrowField(name, publicType(type), nullable)),
  )
  const head = withoutEndMark(encode(schema, []))
  yield head
  for await (const batch of allBatches(rows)) {
    const stream = withoutEndMark(encode(schema, [publicBatch(schema, rows.fields, batch)]))
    yield stream.subarray(head.byteLength)
  }
  yield END_MARK
}

function encode(schema: Schema, batches: RecordBatch[]): Uint8Array {
  return RecordBatchStreamWriter.writeAll(new Table(schema, batches)).toUint8Array(true)
}

function withoutEndMark(stream: Uint8Array): Uint8Array {
  const end = stream.byteLength - END_MARK.byteLength
  if (Buffer.compare(stream.subarray(end), END_MARK) !== 0) throw new Error('An Arrow stream ended without its mark.')
  return stream.subarray(0, end)
}

function publicType(type: EngineType): DataType {
  if (type.kind === 'decimal') return new Decimal(type.scale, type.precision, 128)
  if (type.kind === 'interval') return new IntervalMonthDayNano()
  if (type.kind === 'array') return listOf(publicType(type.element))
  return physicalType(type)
}

function publicBatch(schema: Schema, fields: readonly Field[], { rows, columns }: ColumnBatch): RecordBatch {
  const children = columns.map((column, index) => publicData(fields[index]?.name ?? '', column))
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }))
}

function publicData(name: string, column: PhysicalColumn): Data {
  const { type, length, validity, values, offsets, elements } = column
  const nullCount = validity === null ? 0 : length - setBits(validity, length)
  if (type.kind === 'decimal' && values.byteLength < length * 16) {
    return wideData(publicType(type), column, nullCount, widenDecimals(values, length))
  }
  if (type.kind === 'interval') return wideData(publicType(type), column, nullCount, toNanoseconds(name, column))
  if (elements !== null) {
    return listData(publicType(type), { length, nullCount, validity, offsets }, publicData(name, elements))
  }
  return columnData(type, { length, nullCount, validity, values, offsets })
}

function wideData(type: DataType, { length, validity }: PhysicalColumn, nullCount: number, values: Int32Array): Data {
  const words = new type.ArrayType(values.buffer)
  return new Data(type, 0, length, nullCount, [undefined, words, validity ?? new Uint8Array(0)])
}

/** int64 to int128, the sign carried on. */
function widenDecimals(values: Uint8Array, length: number): Int32Array<ArrayBuffer> {
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength)
  const wide = new Int32Array(length * 4)
  for (let row = 0; row < length; row += 1) {
    const high = view.getInt32(row * 8 + 4, true)
    wide[row * 4] = view.getInt32(row * 8, true)
    wide[row * 4 + 1] = high
    wide[row * 4 + 2] = high >> 31
    wide[row * 4 + 3] = high >> 31
  }
  return wide
}

function toNanoseconds(name: string, column: PhysicalColumn): Int32Array<ArrayBuffer> {
  const { values, length } = column
  const bytes = values.slice(0, length * 16)
  const view = new DataView(bytes.buffer)
  for (let row = 0; row < length; row += 1) {
    if (column.validity !== null && !isBitSet(column.validity, row)) continue
    const nanos = view.getBigInt64(row * 16 + 8, true) * 1000n
    if (BigInt.asIntN(64, nanos) !== nanos) throw tooLong(name)
    view.setBigInt64(row * 16 + 8, nanos, true)
  }
  return new Int32Array(bytes.buffer)
}

function setBits(bits: Uint8Array, count: number): number {
  let set = 0
  for (let row = 0; row < count; row += 1) if (isBitSet(bits, row)) set += 1
  return set
}

function tooLong(name: string): QueryError {
  return new QueryError(
    'DATA_ERROR',
    `Column "${name}" holds an interval of more hours than Arrow can count in nanoseconds; cast it to text.`,
    { sqlState: '22008' },
  )
}
