import type { BatchSink } from '#arrow'
import { ProtocolFault } from './protocol-faults.ts'
import { HELPERS, type ValueReader } from './value-readers.ts'

/** Type byte of DataRow. */
const DATA_ROW = 'D'.charCodeAt(0)
const TYPE_BYTES = 1
const LENGTH_BYTES = 4
const COUNT_BYTES = 2
const HEADER_BYTES = TYPE_BYTES + LENGTH_BYTES + COUNT_BYTES
const NULL_LENGTH = -1

/**
 * Decodes the DataRow messages that lie whole between `from` and `end` of a chunk, given as both its views, into the
 * batch; answers where the first other or partial message begins.
 * @throws QueryError DATA_ERROR for a value that its column cannot have; ProtocolFault for a malformed row
 */
export type RowDecoder = (batch: BatchSink, view: DataView, bytes: Uint8Array, from: number, end: number) => number

const MAX_REMEMBERED = 256
const remembered = new Map<string, RowDecoder>()

/** The decoder of rows of these columns. Made once a list of columns: the engine then compiles it for that list. */
export function rowDecoder(readers: readonly ValueReader[]): RowDecoder {
  const code = decoderCode(readers)
  const known = remembered.get(code)
  if (known !== undefined) return known
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  const decoder = compile(code)
  remembered.set(code, decoder)
  return decoder
}

/** The code consists of literals of this file and of the table of readers only; nothing of a query or a server is in it. */
function compile(code: string): RowDecoder {
  const make = new Function('fault', ...Object.keys(HELPERS), code)
  return make(malformed, ...Object.values(HELPERS)) as RowDecoder
}

function malformed(): never {
  throw new ProtocolFault('a row of another form than announced')
}

function decoderCode(readers: readonly ValueReader[]): string {
  return `'use strict'
return function decodeRows(batch, view, bytes, from, end) {
  const sinks = batch.columns
  ${readers.map((_, index) => `const sink${index} = sinks[${index}]`).join('\n  ')}
  let start = from
  for (;;) {
    if (end - start < ${HEADER_BYTES} || bytes[start] !== ${DATA_ROW}) return start
    const next = start + ${TYPE_BYTES} + view.getInt32(start + ${TYPE_BYTES})
    if (next > end) return start
    if (next < start + ${HEADER_BYTES}) fault()
    if (view.getInt16(start + ${TYPE_BYTES + LENGTH_BYTES}) !== ${readers.length}) fault()
    const row = batch.row
    let at = start + ${HEADER_BYTES}
    let length = 0
${readers.map(columnCode).join('\n')}
    if (at !== next) fault()
    batch.endRow(next - start)
    start = next
  }
}`
}

function columnCode({ width, code }: ValueReader, index: number): string {
  const isMisfit = width === undefined ? 'length < 0' : `length !== ${width}`
  return `    {
      const sink = sink${index}
      if (at + ${LENGTH_BYTES} > next) fault()
      length = view.getInt32(at)
      at += ${LENGTH_BYTES}
      if (length === ${NULL_LENGTH}) sink.setNull(row)
      else {
        if (${isMisfit} || length > next - at) fault()
        ${code}
        at += length
      }
    }`
}
