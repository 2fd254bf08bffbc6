import type { RecordBatch } from 'apache-arrow'
import { BatchSink, type Field } from '#arrow'
import type { RowSink } from './answer.ts'
import { cutValue } from './cell.ts'
import { cellReader, isDirect } from './cell-readers.ts'
import type { ColumnDefinition } from './column-definition.ts'
import { layoutOf } from './layout.ts'
import { WireFault } from './wire-fault.ts'

/** Bits before that of the first column in a row's NULL bitmap. */
const BITMAP_OFFSET = 2

/** The decoder of rows with these columns into batches of these fields, and the way to end them. */
export interface RowDecoder {
  readonly row: RowSink
  /** The rows after the last full batch. */
  finish(): RecordBatch | undefined
}

/**
 * The decoder of one result's rows. `definitions` and `fields` are of one length.
 * @throws WireFault for a type that the protocol does not have
 */
export function rowDecoder(
  source: string,
  definitions: readonly ColumnDefinition[],
  fields: readonly Field[],
  onBatch: (batch: RecordBatch) => void,
): RowDecoder {
  const layouts = definitions.map(layoutOf)
  const converted = new Set(fields.filter(({ type }, index) => !isDirect(layouts[index] ?? 'nothing', type.kind)))
  const batch = new BatchSink(source, fields, onBatch, undefined, converted)
  const cells = batch.columns.map((sink, index) => ({
    sink,
    read: cellReader(layouts[index] ?? 'nothing', definitions[index]?.decimals ?? 0, sink),
    byte: (index + BITMAP_OFFSET) >> 3,
    bit: 1 << ((index + BITMAP_OFFSET) & 7),
  }))
  const bitmapBytes = (fields.length + BITMAP_OFFSET + 7) >> 3
  const row: RowSink = (bytes, view, start, end) => {
    const { row } = batch
    let at = start + bitmapBytes
    if (at > end) throw cutValue()
    for (const { sink, read, byte, bit } of cells) {
      if ((view.getUint8(start + byte) & bit) !== 0) sink.setNull(row)
      else at = read(view, bytes, at, end, row)
    }
    if (at !== end) throw new WireFault('a row is longer than its values')
    batch.endRow(end - start)
  }
  return { row, finish: () => batch.finish() }
}
