import { isUtf8 } from 'node:buffer'
import type { ConvertedSink } from '#arrow'
import { appendValue, type DriverValue } from '../../append-value.ts'
import { dateText, momentText, timeText } from './calendar-text.ts'
import { type CellReader, cutValue } from './cell.ts'
import { SMALL_INTEGERS } from './cell-integers.ts'
import type { Layout } from './layout.ts'
import { WireFault } from './wire-fault.ts'
import { lengthEncoded } from './wire-view.ts'

/** Bytes of the layouts of fixed width. */
const WIDTHS: Partial<Record<Layout, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
}

/** A value into a column of another type, where both say the same; what would have to be guessed is a fault. */
function converted(layout: Layout): CellReader<ConvertedSink> {
  return (view, bytes, at, end, _row, sink, decimals) => {
    const width = WIDTHS[layout]
    const { value: length, next: from } =
      width === undefined ? lengthEncoded(view, at, end) : { value: width, next: at }
    const next = from + length
    if (next > end) throw cutValue()
    appendValue(sink.builder, driverValue(layout, decimals, sink, view, bytes, from, length))
    return next
  }
}

/** The value in `length` bytes from `at` on, in a form that tells nothing of its type. */
function driverValue(
  layout: Layout,
  decimals: number,
  sink: ConvertedSink,
  view: DataView,
  bytes: Buffer,
  at: number,
  length: number,
): DriverValue {
  switch (layout) {
    case 'int64':
      return view.getBigInt64(at, true).toString()
    case 'uint64':
      return view.getBigUint64(at, true).toString()
    case 'float32':
      return view.getFloat32(at, true)
    case 'float64':
      return view.getFloat64(at, true)
    case 'date':
      return dateText(view, at, length)
    case 'moment':
      return momentText(view, at, length, decimals)
    case 'time':
      return timeText(view, at, length, decimals)
    case 'bits':
    case 'bytes':
      return bytes.subarray(at, at + length)
    case 'decimal':
    case 'text':
      return text(bytes.subarray(at, at + length), sink)
    case 'nothing':
      throw new WireFault('a column of NULL has a value')
    default:
      return SMALL_INTEGERS[layout].read(view, at)
  }
}

function text(bytes: Buffer, { faults }: ConvertedSink): string {
  if (!isUtf8(bytes)) throw faults.refused(bytes.toString('latin1'), 'is not valid UTF-8')
  return bytes.toString()
}

/** Readers of values into columns of other types; their parameter is the decimals of the column's definition. */
export const CONVERTING_READERS = {
  int8: converted('int8'),
  uint8: converted('uint8'),
  int16: converted('int16'),
  uint16: converted('uint16'),
  int32: converted('int32'),
  uint32: converted('uint32'),
  int64: converted('int64'),
  uint64: converted('uint64'),
  float32: converted('float32'),
  float64: converted('float64'),
  decimal: converted('decimal'),
  date: converted('date'),
  moment: converted('moment'),
  time: converted('time'),
  bits: converted('bits'),
  text: converted('text'),
  bytes: converted('bytes'),
  nothing: converted('nothing'),
} as const satisfies Record<Layout, CellReader<ConvertedSink>>
