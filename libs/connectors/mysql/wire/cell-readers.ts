import {
  BooleanSink,
  BytesSink,
  ConvertedSink,
  Int64Sink,
  Int128Sink,
  NumberSink,
  type Sink,
  type TypeKind,
  typeName,
} from '#arrow'
import type { CellReader } from './cell.ts'
import { readBits, readBytes } from './cell-bytes.ts'
import { readDate, readMoment, readTime } from './cell-calendar.ts'
import { CONVERTING_READERS } from './cell-conversions.ts'
import { readDecimal } from './cell-decimals.ts'
import { readFloat32, readFloat64 } from './cell-floats.ts'
import { FLOAT_READERS, INTEGER_READERS, readInt32, readInt64 } from './cell-integers.ts'
import type { Layout } from './layout.ts'
import { WireFault } from './wire-fault.ts'

const INTEGERS: readonly TypeKind[] = ['boolean', 'int16', 'int32', 'int64', 'uint64']
const FLOATS: readonly TypeKind[] = ['float32', 'float64']
const NUMBERS: readonly TypeKind[] = [...INTEGERS, ...FLOATS]
const TEXTS: readonly TypeKind[] = ['string', 'json']

/** The types each layout is read into as it is; into any other it is converted. */
const DIRECT: Readonly<Record<Exclude<Layout, 'nothing'>, readonly TypeKind[]>> = {
  int8: NUMBERS,
  uint8: NUMBERS,
  int16: NUMBERS,
  uint16: NUMBERS,
  int32: NUMBERS,
  uint32: NUMBERS,
  int64: INTEGERS,
  uint64: INTEGERS,
  float32: FLOATS,
  float64: FLOATS,
  decimal: ['decimal'],
  date: ['date'],
  moment: ['timestamp', 'timestamptz'],
  time: ['time'],
  bits: INTEGERS,
  text: TEXTS,
  bytes: [...TEXTS, 'binary'],
}

/** True when a column of this type takes values of this layout as they are. */
export function isDirect(layout: Layout, kind: TypeKind): boolean {
  return layout === 'nothing' || DIRECT[layout].includes(kind)
}

/** The reader of values of one column into its sink, which is of the sort the reader was chosen for. */
export type ColumnReader = CellReader<never>

/** The reader of values of a layout into this column. */
export function columnReader(layout: Layout, sink: Sink): ColumnReader {
  if (sink instanceof ConvertedSink) return CONVERTING_READERS[layout]
  if (layout === 'nothing') return readNothing
  return integralReader(layout, sink) ?? otherReader(layout, sink) ?? wrongSink(layout, sink)
}

const readNothing: ColumnReader = () => {
  throw new WireFault('a column of NULL has a value')
}

function integralReader(layout: Layout, sink: Sink): ColumnReader | undefined {
  const { kind } = sink.field.type
  if (layout === 'bits' && isIntegerSink(sink)) return readBits
  if (layout === 'int64' || layout === 'uint64') {
    if (sink instanceof Int64Sink && kind === layout) return readInt64
    return isIntegerSink(sink) ? INTEGER_READERS[layout] : undefined
  }
  if (!isSmallInteger(layout)) return undefined
  if (sink instanceof NumberSink && kind === 'int32' && layout === 'int32') return readInt32
  if (sink instanceof NumberSink && FLOATS.includes(kind)) return FLOAT_READERS[layout]
  return isIntegerSink(sink) ? INTEGER_READERS[layout] : undefined
}

function otherReader(layout: Layout, sink: Sink): ColumnReader | undefined {
  switch (layout) {
    case 'float32':
      return sink instanceof NumberSink ? readFloat32 : undefined
    case 'float64':
      return sink instanceof NumberSink ? readFloat64 : undefined
    case 'decimal':
      return sink instanceof Int64Sink || sink instanceof Int128Sink ? readDecimal : undefined
    case 'date':
      return sink instanceof NumberSink ? readDate : undefined
    case 'moment':
      return sink instanceof Int64Sink ? readMoment : undefined
    case 'time':
      return sink instanceof Int64Sink ? readTime : undefined
    case 'text':
    case 'bytes':
      return sink instanceof BytesSink ? readBytes : undefined
    default:
      return undefined
  }
}

function isIntegerSink(sink: Sink): boolean {
  const holds = sink instanceof BooleanSink || sink instanceof NumberSink || sink instanceof Int64Sink
  return holds && INTEGERS.includes(sink.field.type.kind)
}

function isSmallInteger(layout: Layout): layout is keyof typeof FLOAT_READERS {
  return Object.hasOwn(FLOAT_READERS, layout)
}

function wrongSink(layout: Layout, sink: Sink): never {
  throw new TypeError(`${layout} is not read into ${typeName(sink.field.type)} as it is`)
}
