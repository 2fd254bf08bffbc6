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
export function integerReader({ width, read }: WireInteger, sink: IntegerSink): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + width
    if (next > end) throw cutValue()
    sink.setInteger(row, read(view, at))
    return next
  }
}

/** An integer of up to 32 bits into a column of floats. */
export function integerAsFloatReader(
  { width, read }: { readonly width: number; readonly read: (view: DataView, at: number) => number },
  sink: NumberSink,
): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + width
    if (next > end) throw cutValue()
    sink.setFloat(row, read(view, at))
    return next
  }
}

/** A signed integer of 32 bits into a column of the same. */
export function int32Reader(sink: NumberSink): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + 4
    if (next > end) throw cutValue()
    sink.values[row] = view.getInt32(at, true)
    return next
  }
}

/** An integer of 64 bits into a column of the same, signed or not as the wire has it. */
export function int64Reader(sink: Int64Sink): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + 8
    if (next > end) throw cutValue()
    sink.setWords(row, view.getUint32(at, true), view.getUint32(at + 4, true))
    return next
  }
}
