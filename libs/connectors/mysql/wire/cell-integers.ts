import type { BooleanSink, Int64Sink, NumberSink } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'

/** A column that takes integers of any width, and refuses those it cannot hold. */
export type IntegerSink = BooleanSink | NumberSink | Int64Sink

/** An integer of the wire: its width in bytes, and how it is read; as bigint where a number would not be exact. */
export interface WireInteger {
  readonly width: 1 | 2 | 4 | 8
  readonly read: (view: DataView, at: number) => number | bigint
}

/** The integers of up to 32 bits. */
export const SMALL_INTEGERS = {
  int8: { width: 1, read: (view: DataView, at: number): number => view.getInt8(at) },
  uint8: { width: 1, read: (view: DataView, at: number): number => view.getUint8(at) },
  int16: { width: 2, read: (view: DataView, at: number): number => view.getInt16(at, true) },
  uint16: { width: 2, read: (view: DataView, at: number): number => view.getUint16(at, true) },
  int32: { width: 4, read: (view: DataView, at: number): number => view.getInt32(at, true) },
  uint32: { width: 4, read: (view: DataView, at: number): number => view.getUint32(at, true) },
} as const

const TWO_32 = 4_294_967_296
/** High halves below this make numbers of up to 53 bits. */
const SAFE_HIGH = 0x20_0000

/** The integers of 64 bits. */
export const BIG_INTEGERS = {
  int64: {
    width: 8,
    read: (view: DataView, at: number): number | bigint => {
      const high = view.getInt32(at + 4, true)
      const safe = high >= -SAFE_HIGH && high < SAFE_HIGH
      return safe ? high * TWO_32 + view.getUint32(at, true) : view.getBigInt64(at, true)
    },
  },
  uint64: {
    width: 8,
    read: (view: DataView, at: number): number | bigint => {
      const high = view.getUint32(at + 4, true)
      return high < SAFE_HIGH ? high * TWO_32 + view.getUint32(at, true) : view.getBigUint64(at, true)
    },
  },
} as const

/** An integer into any column of integers. */
function integer({ width, read }: WireInteger): CellReader<IntegerSink> {
  return (view, _bytes, at, end, row, sink) => {
    const next = at + width
    if (next > end) throw cutValue()
    sink.setInteger(row, read(view, at))
    return next
  }
}

/** An integer of up to 32 bits into a column of floats. */
function asFloat({ width, read }: (typeof SMALL_INTEGERS)[keyof typeof SMALL_INTEGERS]): CellReader<NumberSink> {
  return (view, _bytes, at, end, row, sink) => {
    const next = at + width
    if (next > end) throw cutValue()
    sink.setFloat(row, read(view, at))
    return next
  }
}

/** Readers of integers into columns of integers, which refuse what they cannot hold. */
export const INTEGER_READERS = {
  int8: integer(SMALL_INTEGERS.int8),
  uint8: integer(SMALL_INTEGERS.uint8),
  int16: integer(SMALL_INTEGERS.int16),
  uint16: integer(SMALL_INTEGERS.uint16),
  int32: integer(SMALL_INTEGERS.int32),
  uint32: integer(SMALL_INTEGERS.uint32),
  int64: integer(BIG_INTEGERS.int64),
  uint64: integer(BIG_INTEGERS.uint64),
} as const

/** Readers of integers into columns of floats. */
export const FLOAT_READERS = {
  int8: asFloat(SMALL_INTEGERS.int8),
  uint8: asFloat(SMALL_INTEGERS.uint8),
  int16: asFloat(SMALL_INTEGERS.int16),
  uint16: asFloat(SMALL_INTEGERS.uint16),
  int32: asFloat(SMALL_INTEGERS.int32),
  uint32: asFloat(SMALL_INTEGERS.uint32),
} as const

/** A signed integer of 32 bits into a column of the same. */
export const readInt32: CellReader<NumberSink> = (view, _bytes, at, end, row, sink) => {
  const next = at + 4
  if (next > end) throw cutValue()
  sink.values[row] = view.getInt32(at, true)
  return next
}

/** An integer of 64 bits into a column of the same, signed or not as the wire has it. */
export const readInt64: CellReader<Int64Sink> = (view, _bytes, at, end, row, sink) => {
  const next = at + 8
  if (next > end) throw cutValue()
  sink.setWords(row, view.getUint32(at, true), view.getUint32(at + 4, true))
  return next
}
