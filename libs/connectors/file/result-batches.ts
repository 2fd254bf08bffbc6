import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { Data, RecordBatch } from 'apache-arrow'
import { arrowSchema, batchOf, dataOfColumn, type Field, typeName } from '#arrow'
import { QueryError } from '#core'
import { BATCH_ROWS } from '../spi.ts'
import type { Piece } from './column-values.ts'
import { type Decoder, decoderOf, isVariable } from './decoders.ts'
import { gatherValidity } from './gather-validity.ts'
import { textBytes } from './text-vector.ts'

/** Rows of a full chunk (DuckDB's STANDARD_VECTOR_SIZE). */
const CHUNK_ROWS = 2048
/** Text and binary of one batch, in bytes, about. */
const BATCH_TEXT_BYTES = 32 * 1024 * 1024
/** Arrow's offsets are int32. */
const MAX_TEXT_BYTES = 2 ** 31 - 1

interface ResultColumn {
  readonly field: Field
  readonly decoder: Decoder
  readonly isVariable: boolean
}

/**
 * The rows of a streamed result as batches in the fields' types. `check` is called after each chunk and may throw:
 * an interrupted or failed result ends like a complete one, and only its caller can tell them apart.
 * @throws QueryError DATA_ERROR naming source and column, when a type or a value does not fit its field
 */
export async function* resultBatches(
  result: DuckDBResult,
  fields: readonly Field[],
  source: string,
  check: () => void,
): AsyncGenerator<RecordBatch> {
  const columns = resultColumns(result.columnTypes(), fields, source)
  const schema = arrowSchema(fields)
  let chunks: DuckDBDataChunk[] = []
  let rows = 0
  let bytes = 0
  const take = (): RecordBatch => {
    const data = columns.map((column, index) => columnOf(column, piecesOf(chunks, index), rows, source))
    const batch = batchOf(schema, rows, data)
    chunks = []
    rows = 0
    bytes = 0
    return batch
  }
  for (;;) {
    const chunk = await result.fetchChunk()
    check()
    if (chunk === null || chunk.rowCount === 0) break
    const more = variableBytes(columns, chunk, source)
    if (rows > 0 && (rows + chunk.rowCount > BATCH_ROWS || bytes + more > MAX_TEXT_BYTES)) yield take()
    chunks.push(chunk)
    rows += chunk.rowCount
    bytes += more
    if (rows + CHUNK_ROWS > BATCH_ROWS || bytes >= BATCH_TEXT_BYTES) yield take()
  }
  if (rows > 0) yield take()
}

function resultColumns(types: readonly DuckDBType[], fields: readonly Field[], source: string): ResultColumn[] {
  if (types.length !== fields.length) {
    const message = `Source "${source}" returned ${types.length} columns where ${fields.length} were planned.`
    throw new QueryError('INTERNAL', message, { source })
  }
  return types.map((actual, index) => {
    const field = fields[index]
    const decoder = field === undefined ? undefined : decoderOf(actual, field.type)
    if (field !== undefined && decoder !== undefined) return { field, decoder, isVariable: isVariable(actual) }
    throw new QueryError(
      'DATA_ERROR',
      `Source "${source}" returned column "${field?.name}" as ${actual.toString()} where ${field && typeName(field.type)} was planned.`,
      { source },
    )
  })
}

function piecesOf(chunks: readonly DuckDBDataChunk[], index: number): readonly Piece[] {
  return chunks.map(({ chunk, rowCount }) => ({ vector: duckdb.data_chunk_get_vector(chunk, index), count: rowCount }))
}

function variableBytes(columns: readonly ResultColumn[], { chunk, rowCount }: DuckDBDataChunk, source: string): number {
  let bytes = 0
  for (const [index, { field, isVariable }] of columns.entries()) {
    if (!isVariable) continue
    const added = textBytes(duckdb.data_chunk_get_vector(chunk, index), rowCount)
    if (added > MAX_TEXT_BYTES) {
      const message = `Source "${source}" sent more than 2 GB in ${rowCount} rows of column "${field.name}"; select less of it.`
      throw new QueryError('RESOURCES_EXHAUSTED', message, { source })
    }
    bytes += added
  }
  return bytes
}

function columnOf(column: ResultColumn, pieces: readonly Piece[], rows: number, source: string): Data {
  const { field, decoder } = column
  const { validity, nullCount } = gatherValidity(pieces, rows)
  const sent = (what: string): QueryError =>
    new QueryError('DATA_ERROR', `Source "${source}" sent ${what}.`, { source })
  if (nullCount > 0 && !field.nullable) throw sent(`NULL in column "${field.name}", which cannot be null`)
  const decoded = decoder.decode(pieces, rows)
  const { values, offsets, elements } = decoded
  const fault = decoder.fault?.(decoded, validity, rows)
  if (fault !== undefined) throw sent(`a ${typeName(field.type)} in column "${field.name}", which ${fault}`)
  return dataOfColumn({ type: field.type, length: rows, validity, values, offsets, elements })
}
