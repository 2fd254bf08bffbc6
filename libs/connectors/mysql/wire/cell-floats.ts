import type { NumberSink } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'

/** A float of 32 bits into a column of floats. */
export const readFloat32: CellReader<NumberSink> = (view, _bytes, at, end, row, sink) => {
  const next = at + 4
  if (next > end) throw cutValue()
  sink.setFloat(row, view.getFloat32(at, true))
  return next
}

/** A float of 64 bits into a column of floats. */
export const readFloat64: CellReader<NumberSink> = (view, _bytes, at, end, row, sink) => {
  const next = at + 8
  if (next > end) throw cutValue()
  sink.setFloat(row, view.getFloat64(at, true))
  return next
}
