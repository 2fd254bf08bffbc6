import {
  arrayOf,
  arrowSchema,
  batchOf,
  dataOfColumn,
  type EngineType,
  encodeBatch,
  type Field,
  type PhysicalColumn,
  STRING,
  sameType,
} from '#arrow'
import { requireDistinctNames } from './column-names.ts'
import { columnBatches, type StoredRows } from './stored-rows.ts'
import { isNull, textReader } from './value-text.ts'

/** Writes Arrow IPC streams of these fields as the bytes of one Parquet file. */
export type ParquetWriter = (
  fields: readonly Field[],
  batches: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>

/**
 * The result as one Parquet file. Intervals are written as text: Parquet's own keep milliseconds only.
 * @throws ValidationError UNSUPPORTED when two columns have the same name but for case
 */
export async function* parquet(
  rows: StoredRows,
  write: ParquetWriter,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  requireDistinctNames(rows.fields, 'a Parquet file', (name) => name.toLowerCase())
  const fields = rows.fields.map((field): Field => ({ ...field, type: parquetType(field.type) }))
  yield* write(fields, publicParts(rows, fields), signal)
}

async function* publicParts(rows: StoredRows, fields: readonly Field[]): AsyncGenerator<Uint8Array, void, undefined> {
  const asStored = rows.fields.every(({ type }) => sameType(parquetType(type), type))
  for (const part of rows.parts) {
    const ipc = await rows.read(part)
    if (asStored) yield ipc
    else for (const batch of columnBatches(rows.fields, ipc)) yield reencode(fields, batch.rows, batch.columns)
  }
}

function reencode(fields: readonly Field[], rows: number, columns: readonly PhysicalColumn[]): Uint8Array {
  const data = columns.map((column) => dataOfColumn(parquetColumn(column)))
  return encodeBatch(batchOf(arrowSchema(fields), rows, data))
}

function parquetType(type: EngineType): EngineType {
  if (type.kind === 'array') return arrayOf(parquetType(type.element))
  return type.kind === 'interval' ? STRING : type
}

function parquetColumn(column: PhysicalColumn): PhysicalColumn {
  const { type, elements } = column
  if (elements !== null) return { ...column, type: parquetType(type), elements: parquetColumn(elements) }
  return type.kind === 'interval' ? asText(column) : column
}

function asText(column: PhysicalColumn): PhysicalColumn {
  const read = textReader(column)
  const offsets = new Int32Array(column.length + 1)
  const texts: Buffer[] = []
  let end = 0
  for (let row = 0; row < column.length; row += 1) {
    const text = Buffer.from(isNull(column, row) ? '' : read(row))
    texts.push(text)
    end += text.byteLength
    offsets[row + 1] = end
  }
  const values = new Uint8Array(end)
  Buffer.concat(texts).copy(values)
  return { ...column, type: STRING, values, offsets }
}
