import { Data, type DataType, makeData, RecordBatch, type Schema, Struct } from 'apache-arrow'
import type { EngineType } from './engine-type.ts'
import type { PhysicalColumn } from './physical-column.ts'
import { physicalType } from './physical-type.ts'

/** The buffers of a column that is about to become part of a batch. */
export interface ColumnBuffers {
  readonly length: number
  readonly nullCount: number
  /** Bits of the rows that are not NULL; null when `nullCount` is 0. */
  readonly validity: Uint8Array | null
  /** Aligned to the width of the type. */
  readonly values: Uint8Array<ArrayBuffer>
  /** `length + 1` offsets of a string, binary or array column, else null. */
  readonly offsets: Int32Array | null
  /** The values of all arrays of an array column. */
  readonly elements?: Data | null
}

/** A column of an engine type in its physical form, over the given memory. */
export function columnData(type: EngineType, buffers: ColumnBuffers): Data {
  const physical = physicalType(type)
  const { elements } = buffers
  if (elements !== undefined && elements !== null) return listData(physical, buffers, elements)
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

/** A column in parts as Arrow data over the same memory. */
export function dataOfColumn(column: PhysicalColumn): Data {
  const elements = column.elements === null ? null : dataOfColumn(column.elements)
  // Arrow counts the nulls itself when it needs to.
  return columnData(column.type, { ...column, nullCount: column.validity === null ? 0 : -1, elements })
}

/** An Arrow list over the given offsets and elements, whatever the type of the elements. */
export function listData(list: DataType, buffers: Omit<ColumnBuffers, 'values' | 'elements'>, elements: Data): Data {
  const { length, nullCount, offsets, validity } = buffers
  const parts: [Int32Array | undefined, undefined, Uint8Array] = [
    offsets ?? undefined,
    undefined,
    validity ?? new Uint8Array(0),
  ]
  return new Data(list, 0, length, nullCount, parts, [elements])
}
