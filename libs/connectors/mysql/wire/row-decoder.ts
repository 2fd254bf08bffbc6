import type { RecordBatch } from 'apache-arrow'
import { BatchSink, type BatchTaker, type Field, type Sink } from '#arrow'
import type { RowSink } from './answer.ts'
import { columnReader, isDirect } from './cell-readers.ts'
import type { ColumnDefinition } from './column-definition.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type ColumnPlan, rowFunction } from './row-function.ts'

/** The decoder of rows into batches, and the way to end them. */
export interface RowDecoder {
  readonly row: RowSink
  /** The rows after the last full batch. @throws QueryError DATA_ERROR when they hold invalid UTF-8 */
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
  onBatch: BatchTaker,
): RowDecoder {
  const converted = new Set(fields.filter(({ type }, index) => !isDirect(layoutAt(definitions, index), type.kind)))
  const batch = new BatchSink(source, fields, onBatch, undefined, converted)
  const plans = batch.columns.map((sink, index) => columnPlan(definitions, index, sink))
  return { row: rowFunction(plans, batch), finish: () => batch.finish() }
}

function columnPlan(definitions: readonly ColumnDefinition[], index: number, sink: Sink): ColumnPlan {
  const layout = layoutAt(definitions, index)
  const { type } = sink.field
  const isDecimal = layout === 'decimal' && type.kind === 'decimal'
  return { read: columnReader(layout, sink), parameter: isDecimal ? type.scale : (definitions[index]?.decimals ?? 0) }
}

function layoutAt(definitions: readonly ColumnDefinition[], index: number): Layout {
  const definition = definitions[index]
  if (definition === undefined) throw new TypeError(`column ${index} has no definition`)
  return layoutOf(definition)
}
