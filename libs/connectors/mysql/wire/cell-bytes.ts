import type { BooleanSink, BytesSink, Int64Sink, NumberSink } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'
import { WireFault } from './wire-fault.ts'
import { lengthEncoded, MAX_SHORT_LENGTH } from './wire-view.ts'

/** Text as it comes, in UTF-8 (which the column checks), or bytes. */
export const readBytes: CellReader<BytesSink> = (view, bytes, at, end, row, sink) => {
  if (at >= end) throw cutValue()
  let from = at + 1
  let length = view.getUint8(at)
  if (length > MAX_SHORT_LENGTH) {
    const long = lengthEncoded(view, at, end)
    from = long.next
    length = long.value
  }
  const next = from + length
  if (next > end) throw cutValue()
  sink.setBytes(row, view, bytes, from, length)
  return next
}

/** BIT(64). */
const MAX_BIT_BYTES = 8

/** A bit string, highest byte first, as an integer. */
export const readBits: CellReader<BooleanSink | NumberSink | Int64Sink> = (view, _bytes, at, end, row, sink) => {
  const { value: length, next: from } = lengthEncoded(view, at, end)
  const next = from + length
  if (next > end) throw cutValue()
  if (length > MAX_BIT_BYTES) throw new WireFault(`a bit string has ${length} bytes`)
  let value = 0n
  for (let byte = from; byte < next; byte += 1) value = (value << 8n) | BigInt(view.getUint8(byte))
  sink.setInteger(row, value)
  return next
}
