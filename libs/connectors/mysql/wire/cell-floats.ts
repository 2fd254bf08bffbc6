import type { NumberSink } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'

export function float32Reader(sink: NumberSink): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + 4
    if (next > end) throw cutValue()
    sink.setFloat(row, view.getFloat32(at, true))
    return next
  }
}

export function float64Reader(sink: NumberSink): CellReader {
  return (view, _bytes, at, end, row) => {
    const next = at + 8
    if (next > end) throw cutValue()
    sink.setFloat(row, view.getFloat64(at, true))
    return next
  }
}
