import type { Data, RecordBatch } from 'apache-arrow'
import { QueryError } from '#core'
import { type ArrayType, type EngineType, type Field, typeName } from './engine-type.ts'
import { INTERVAL_BYTES, MAX_INT64_DECIMAL_PRECISION, physicalType } from './physical-type.ts'

/** The buffers of one column of a batch, checked: nothing read within `length` lies outside them. */
export interface PhysicalColumn {
  readonly type: EngineType
  readonly length: number
  /** Fixed-width values, bits of a boolean column, or the bytes of all strings. */
  readonly values: Uint8Array<ArrayBuffer>
  /** `length + 1` ascending offsets into `values`, or into `elements`; null for columns of fixed width. */
  readonly offsets: Int32Array<ArrayBuffer> | null
  /** One bit a row, set where the row is not NULL; null when no row is. */
  readonly validity: Uint8Array<ArrayBuffer> | null
  /** The values of all arrays one after the other; null but for arrays. */
  readonly elements: PhysicalColumn | null
}

/**
 * The columns of a batch over the batch's own memory.
 * @throws QueryError EXCHANGE_BROKEN when the batch does not have these fields, or its buffers are too short
 */
export function physicalColumns(batch: RecordBatch, fields: readonly Field[]): readonly PhysicalColumn[] {
  if (batch.schema.fields.length !== fields.length) {
    throw broken(`it has ${batch.schema.fields.length} columns where ${fields.length} were expected`)
  }
  return fields.map((field, index) => {
    const data = batch.data.children[index]
    const expected = physicalType(field.type)
    if (data === undefined || String(data.type) !== String(expected)) {
      throw broken(`column "${field.name}" is not stored as ${typeName(field.type)} is`)
    }
    return columnOf(data, field.name, field.type, batch.numRows)
  })
}

/** Bytes of one value of a column of fixed width; undefined for booleans (bits) and strings (offsets). */
export function fixedWidth(type: EngineType): number | undefined {
  switch (type.kind) {
    case 'int16':
      return 2
    case 'int32':
    case 'float32':
    case 'date':
      return 4
    case 'int64':
    case 'uint64':
    case 'float64':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return 8
    case 'decimal':
      return type.precision <= MAX_INT64_DECIMAL_PRECISION ? 8 : 16
    case 'interval':
      return INTERVAL_BYTES
    default:
      return undefined
  }
}

function columnOf(data: Data, name: string, type: EngineType, rows: number): PhysicalColumn {
  const width = fixedWidth(type)
  const validity = data.nullCount === 0 ? null : bitsFrom(data.nullBitmap, data.offset, rows)
  const common = { type, length: rows, validity, elements: null }
  if (type.kind === 'boolean') {
    return { ...common, offsets: null, values: bitsFrom(data.values, data.offset, rows) }
  }
  const values = bytesOf(data.values)
  if (width !== undefined) {
    if (values.byteLength < rows * width) throw broken(`column "${name}" is too short`)
    return { ...common, offsets: null, values }
  }
  const elements = type.kind === 'array' ? elementsOf(data, name, type) : null
  const offsets = int32View(data.valueOffsets, rows === 0 ? 0 : rows + 1)
  if (offsets === undefined || !ascendWithin(offsets, elements?.length ?? values.byteLength)) {
    throw broken(`the offsets of column "${name}" are wrong`)
  }
  return { ...common, offsets, values, elements }
}

function elementsOf(data: Data, name: string, type: ArrayType): PhysicalColumn {
  const [elements] = data.children
  if (elements === undefined) throw broken(`column "${name}" has arrays without elements`)
  return columnOf(elements, name, type.element, elements.length)
}

function bytesOf(view: unknown): Uint8Array<ArrayBuffer> {
  if (!ArrayBuffer.isView(view) || !(view.buffer instanceof ArrayBuffer)) return new Uint8Array(0)
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** `count` bits from bit `first` on, starting at bit 0. */
function bitsFrom(view: unknown, first: number, count: number): Uint8Array<ArrayBuffer> {
  const bits = bytesOf(view)
  if (bits.byteLength * 8 < first + count) throw broken('a bitmap is too short')
  if (first === 0) return bits
  const moved = new Uint8Array(Math.ceil(count / 8))
  for (let row = 0; row < count; row += 1) {
    if (isBitSet(bits, first + row)) moved[row >> 3] = (moved[row >> 3] ?? 0) | (1 << (row & 7))
  }
  return moved
}

/** The bit of a row in a bitmap of least significant bits first. */
export function isBitSet(bits: Uint8Array, row: number): boolean {
  return (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1
}

function int32View(view: unknown, count: number): Int32Array<ArrayBuffer> | undefined {
  if (count === 0) return new Int32Array(1)
  if (!(view instanceof Int32Array) || !(view.buffer instanceof ArrayBuffer) || view.length < count) return undefined
  return new Int32Array(view.buffer, view.byteOffset, count)
}

function ascendWithin(offsets: Int32Array, byteLength: number): boolean {
  let previous = 0
  for (let index = 0; index < offsets.length; index += 1) {
    const offset = offsets[index] ?? 0
    if (offset < previous) return false
    previous = offset
  }
  return previous <= byteLength
}

function broken(what: string): QueryError {
  return new QueryError('EXCHANGE_BROKEN', `A batch arrived that cannot be read: ${what}.`)
}
