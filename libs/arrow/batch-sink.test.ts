import type { RecordBatch } from 'apache-arrow'
import { expect, test } from 'vitest'
import { ArraySink } from './array-sink.ts'
import { BatchSink, type Sink } from './batch-sink.ts'
import { BytesSink } from './bytes-sink.ts'
import { ConvertedSink } from './converted-sink.ts'
import {
  arrayOf,
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  type EngineType,
  type Field,
  FLOAT32,
  FLOAT64,
  INT16,
  INT32,
  INT64,
  INTERVAL,
  STRING,
  TIME,
  TIMESTAMP,
  UINT64,
} from './engine-type.ts'
import { BooleanSink, Int64Sink, NumberSink } from './fixed-sinks.ts'
import { Int128Sink, IntervalSink } from './wide-sinks.ts'

const fieldOf = (type: EngineType, nullable = true): Field => ({ name: 'c', type, nullable })

/** A sink of one column, and the batches it has made. */
function sinkOf(type: EngineType, limits?: { maxRows: number; maxBytes: number }, nullable = true) {
  const batches: RecordBatch[] = []
  const sink = new BatchSink('orders', [fieldOf(type, nullable)], (batch) => batches.push(batch), limits)
  const column = sink.columns[0]
  if (column === undefined) throw new Error('no column')
  return { sink, column, batches }
}

function write(column: Sink, row: number, value: unknown): void {
  if (value === null) column.setNull(row)
  else if (column instanceof BooleanSink && typeof value === 'boolean') column.setBoolean(row, value)
  else if (column instanceof BytesSink) writeBytes(column, row, Buffer.from(String(value)))
  else if (column instanceof ArraySink) column.setText(Buffer.from(`-${value}`), 1, String(value).length)
  else if (column instanceof IntervalSink) column.setParts(row, -14, 3, -5, -1)
  else if (column instanceof Int64Sink || column instanceof Int128Sink) column.setInteger(row, value as number | bigint)
  else if (column instanceof NumberSink && column.field.type.kind.startsWith('float'))
    column.setFloat(row, value as number)
  else if (column instanceof ConvertedSink) column.builder.appendText(String(value))
  else column.setInteger(row, value as number | bigint)
}

function writeBytes(column: BytesSink, row: number, value: Buffer): void {
  // Not aligned, and with the value at the very end of the chunk.
  const chunk = Buffer.concat([Buffer.from('x'), value])
  column.setBytes(row, new DataView(chunk.buffer, chunk.byteOffset, chunk.length), chunk, 1, value.length)
}

function readBack(batch: RecordBatch): unknown[] {
  const vector = batch.getChildAt(0)
  return Array.from({ length: batch.numRows }, (_, row) => (vector?.isValid(row) === true ? vector.get(row) : null))
}

const VALUES: readonly [EngineType, unknown[]][] = [
  [BOOLEAN, [true, false, null]],
  [INT16, [-32768, 32767, null, 0]],
  [INT32, [-(2 ** 31), 2 ** 31 - 1, null]],
  [INT64, [-(2n ** 63n), 2n ** 63n - 1n, null, -1n, 0n, -(2n ** 32n), 2n ** 53n]],
  [UINT64, [0n, 2n ** 64n - 1n, null]],
  [FLOAT32, [1.5, Number.NaN, Number.NEGATIVE_INFINITY, null]],
  [FLOAT64, [Number.MAX_VALUE, 5e-324, -0, null]],
  [decimal(18, 2), [10n ** 18n - 1n, 1n - 10n ** 18n, null]],
  [TIME, [0n, 86_400_000_000n, null]],
  [STRING, ['', 'é', null, 'x'.repeat(63), 'y'.repeat(64), 'z'.repeat(65), '日本😀', 'w'.repeat(100_000)]],
]

test.each(VALUES)('%o: what is written comes back, over many growths', (type, values) => {
  const { sink, column, batches } = sinkOf(type)
  const rows = 5000
  for (let row = 0; row < rows; row += 1) {
    write(column, sink.row, values[row % Math.min(values.length, row < 100 ? 99 : 7)])
    sink.endRow(1)
  }
  expect(batches).toEqual([])
  const last = sink.finish()
  expect(last?.numRows).toBe(rows)
  const expected = Array.from({ length: rows }, (_, row) => values[row % Math.min(values.length, row < 100 ? 99 : 7)])
  expect(last && readBack(last)).toEqual(expected)
})

test.each(VALUES)('%o: what is written comes back, in memory of batches that were read', (type, values) => {
  const read: unknown[] = []
  const buffers = new Set<unknown>()
  const take = (batch: RecordBatch, release: () => void): void => {
    read.push(...readBack(batch))
    buffers.add(batch.getChildAt(0)?.data[0]?.values.buffer)
    release()
  }
  const sink = new BatchSink('orders', [fieldOf(type)], take, { maxRows: 64, maxBytes: 2 ** 30 })
  const written = Array.from({ length: 640 }, (_, row) => values[(row * 7 + (row >> 6)) % values.length])
  for (const value of written) {
    for (const column of sink.columns) write(column, sink.row, value)
    sink.endRow(1)
  }
  expect(read).toEqual(written)
  expect(buffers.size).toBeLessThan(10)
})

test.each([-5, 5, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 53n, -(2n ** 100n), 10n ** 38n - 1n, 1n - 10n ** 38n])(
  'a wide decimal of %s has its 128 bits',
  (value) => {
    const { sink, column } = sinkOf(decimal(38, 10))
    write(column, 0, value)
    sink.endRow(1)
    const words: Uint32Array | undefined = sink.finish()?.getChildAt(0)?.data[0]?.values
    const bits = [...(words ?? [])].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
    expect(BigInt.asIntN(128, bits)).toBe(BigInt(value))
  },
)

test('an interval has its parts', () => {
  const { sink, column } = sinkOf(INTERVAL)
  write(column, 0, 'any')
  sink.endRow(1)
  const bytes: Uint8Array = sink.finish()?.getChildAt(0)?.data[0]?.values
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  expect([view.getInt32(0, true), view.getInt32(4, true), view.getBigInt64(8, true)]).toEqual([-14, 3, -5n])
})

test('arrays are read from their text', () => {
  const { sink, column } = sinkOf(arrayOf(INT32))
  for (const value of ['{1,NULL,3}', null, '{}']) {
    write(column, sink.row, value)
    sink.endRow(1)
  }
  const batch = sink.finish()
  expect(batch && readBack(batch).map((value) => value && [...(value as Iterable<unknown>)])).toEqual([
    [1, null, 3],
    null,
    [],
  ])
  expect(() => write(column, 0, '{1')).toThrow('Source "orders" sent "{1" in column "c"')
  expect(() => (column as ArraySink).setText(Buffer.from([0x7b, 0xff, 0x7d]), 0, 3)).toThrow('not valid UTF-8')
})

test.each<[EngineType, number | bigint]>([
  [INT16, 32768],
  [INT32, 2n ** 31n],
  [INT64, 2n ** 63n],
  [INT64, 1.5],
  [INT64, 2 ** 53],
  [UINT64, -1],
  [BOOLEAN, 2],
  [decimal(3, 1), 1000],
  [decimal(18, 0), 10n ** 18n],
  [decimal(38, 0), 10n ** 38n],
  [DATE, 2 ** 31 - 1],
  [DATE, -2_440_589],
  [TIME, 86_400_000_001],
  [TIMESTAMP, 2n ** 63n - 1n],
  [TIMESTAMP, -210_866_803_200_000_001n],
  [FLOAT32, 1e39],
])('%o has no %s', (type, value) => {
  const { column } = sinkOf(type)
  expect(() => write(column, 0, value)).toThrow(/Source "orders" sent ".*" in column "c", which does not fit/)
})

test('NULL in a column without nulls is a fault', () => {
  for (const type of [INT32, STRING, arrayOf(STRING)]) {
    const { column } = sinkOf(type, undefined, false)
    expect(() => column.setNull(0)).toThrow('sent NULL')
  }
})

test('a batch is closed by its rows or by its bytes, and the next one starts anew', () => {
  const { sink, column, batches } = sinkOf(INT32, { maxRows: 1032, maxBytes: 100_000 })
  for (let row = 0; row < 1100; row += 1) {
    if (row % 2 === 0) write(column, sink.row, row)
    else column.setNull(sink.row)
    sink.endRow(row < 1040 ? 1 : 20_000)
  }
  const last = sink.finish()
  expect(batches.map(({ numRows }) => numRows)).toEqual([1032, 13, ...Array<number>(11).fill(5)])
  expect(last).toBeUndefined()
  expect(batches.flatMap(readBack)).toEqual(Array.from({ length: 1100 }, (_, row) => (row % 2 === 0 ? row : null)))
})

test('nothing written is no batch', () => {
  expect(sinkOf(INT32).sink.finish()).toBeUndefined()
})

test.each([
  ['a byte that is none', [Buffer.from([0x61, 0xff])]],
  ['a character cut off', [Buffer.from([0xc3])]],
  ['a character over two values', [Buffer.from('abc'), Buffer.from([0xc3]), Buffer.from([0xa9])]],
])('text with %s is a fault of its column', (_, values) => {
  const { sink, column } = sinkOf(STRING)
  for (const value of values) {
    writeBytes(column as BytesSink, sink.row, value)
    sink.endRow(1)
  }
  expect(() => sink.finish()).toThrow(/Source "orders" sent ".*" in column "c", which is not valid UTF-8/)
})

test('binary may be any bytes', () => {
  const { sink, column } = sinkOf(BINARY)
  writeBytes(column as BytesSink, 0, Buffer.from([0xff, 0x00]))
  sink.endRow(1)
  const batch = sink.finish()
  expect(batch && readBack(batch)).toEqual([new Uint8Array([0xff, 0x00])])
})
