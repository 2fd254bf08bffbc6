import { Data, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow'
import type { EngineType } from './engine-type.ts'
import { physicalType } from './physical-type.ts'

/** The buffers of a column that is about to become part of a batch. */
export interface ColumnBuffers {
  readonly length: number
  readonly nullCount: number
  /** Bits of the rows that are not NULL; null when `nullCount` is 0. */
  readonly validity: Uint8Array | null
  /** Aligned to the width of the type. */
  readonly values: Uint8Array<ArrayBuffer>
  /** `length + 1` offsets of a string or binary column, else null. */
  readonly offsets: Int32Array | null
}

/** A column of an engine type in its physical form, over the given memory. */
export function columnData(type: EngineType, buffers: ColumnBuffers): Data {
  const physical = physicalType(type)
  const { values, offsets, validity } = buffers
  const length = values.byteLength / physical.ArrayType.BYTES_PER_ELEMENT
  return new Data(physical, 0, buffers.length, buffers.nullCount, [
    offsets ?? undefined,
    new physical.ArrayType(values.buffer, values.byteOffset, length),
    validity ?? new Uint8Array(0),
  ])
}

/** A batch of `rows` rows with one column per field of the schema. */
export function batchOf(schema: Schema, rows: number, columns: readonly Data[]): RecordBatch {
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: [...columns] })
  return new RecordBatch(schema, data)
}
