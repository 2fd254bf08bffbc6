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
import { bitsReader, bytesReader } from './cell-bytes.ts'
import { dateReader, momentReader, timeReader } from './cell-calendar.ts'
import { convertedReader } from './cell-conversions.ts'
import { decimalReader } from './cell-decimals.ts'
import { float32Reader, float64Reader } from './cell-floats.ts'
import {
  BIG_INTEGERS,
  type IntegerSink,
  int32Reader,
  int64Reader,
  integerAsFloatReader,
  integerReader,
  SMALL_INTEGERS,
} from './cell-integers.ts'
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

/** The reader of values of a layout into a column; `decimals` are those of the column's definition. */
export function cellReader(layout: Layout, decimals: number, sink: Sink): CellReader {
  if (sink instanceof ConvertedSink) return convertedReader(layout, decimals, sink)
  return (
    nothingReader(layout) ??
    integralReader(layout, sink) ??
    otherReader(layout, decimals, sink) ??
    wrongSink(layout, sink)
  )
}

function nothingReader(layout: Layout): CellReader | undefined {
  if (layout !== 'nothing') return undefined
  return () => {
    throw new WireFault('a column of NULL has a value')
  }
}

function integralReader(layout: Layout, sink: Sink): CellReader | undefined {
  const { kind } = sink.field.type
  if (layout === 'bits' && isIntegerSink(sink)) return bitsReader(sink)
  if (layout === 'int64' || layout === 'uint64') {
    if (sink instanceof Int64Sink && kind === layout) return int64Reader(sink)
    return isIntegerSink(sink) ? integerReader(BIG_INTEGERS[layout], sink) : undefined
  }
  if (!isSmallInteger(layout)) return undefined
  if (sink instanceof NumberSink && kind === 'int32' && layout === 'int32') return int32Reader(sink)
  if (sink instanceof NumberSink && FLOATS.includes(kind)) return integerAsFloatReader(SMALL_INTEGERS[layout], sink)
  return isIntegerSink(sink) ? integerReader(SMALL_INTEGERS[layout], sink) : undefined
}

function otherReader(layout: Layout, decimals: number, sink: Sink): CellReader | undefined {
  const { type } = sink.field
  switch (layout) {
    case 'float32':
      return sink instanceof NumberSink ? float32Reader(sink) : undefined
    case 'float64':
      return sink instanceof NumberSink ? float64Reader(sink) : undefined
    case 'decimal':
      if (type.kind !== 'decimal') return undefined
      return sink instanceof Int64Sink || sink instanceof Int128Sink ? decimalReader(sink, type.scale) : undefined
    case 'date':
      return sink instanceof NumberSink ? dateReader(sink) : undefined
    case 'moment':
      return sink instanceof Int64Sink ? momentReader(sink, decimals) : undefined
    case 'time':
      return sink instanceof Int64Sink ? timeReader(sink, decimals) : undefined
    case 'text':
    case 'bytes':
      return sink instanceof BytesSink ? bytesReader(sink) : undefined
    default:
      return undefined
  }
}

function isIntegerSink(sink: Sink): sink is IntegerSink {
  const holds = sink instanceof BooleanSink || sink instanceof NumberSink || sink instanceof Int64Sink
  return holds && INTEGERS.includes(sink.field.type.kind)
}

function isSmallInteger(layout: Layout): layout is keyof typeof SMALL_INTEGERS {
  return Object.hasOwn(SMALL_INTEGERS, layout)
}

function wrongSink(layout: Layout, sink: Sink): never {
  throw new TypeError(`${layout} is not read into ${typeName(sink.field.type)} as it is`)
}
