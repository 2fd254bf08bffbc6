import { DuckDBDecimalType, DuckDBListType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { type ArrayType, arrayColumn, type EngineType, fixedWidth, isBitSet, type PhysicalColumn } from '#arrow'
import type { ColumnValues, Piece } from './column-values.ts'
import { gatherValidity } from './gather-validity.ts'
import { dateFault, timestampFault, uuidFault } from './range-faults.ts'
import { TextCopier, textBytes, validityOf } from './text-vector.ts'
import { type IntegerLayout, widen } from './widen.ts'

/** How the vectors of a DuckDB type become a column of an engine type. */
export interface Decoder {
  decode(pieces: readonly Piece[], rows: number): ColumnValues
  /** Why a value that is there cannot be carried, as the end of a sentence. */
  readonly fault?: (column: ColumnValues, validity: Uint8Array | null, rows: number) => string | undefined
}

/** Integers by DuckDB's type. */
const INTEGERS: ReadonlyMap<DuckDBTypeId, IntegerLayout> = new Map([
  [DuckDBTypeId.TINYINT, { width: 1, signed: true }],
  [DuckDBTypeId.UTINYINT, { width: 1, signed: false }],
  [DuckDBTypeId.SMALLINT, { width: 2, signed: true }],
  [DuckDBTypeId.USMALLINT, { width: 2, signed: false }],
  [DuckDBTypeId.INTEGER, { width: 4, signed: true }],
  [DuckDBTypeId.UINTEGER, { width: 4, signed: false }],
  [DuckDBTypeId.BIGINT, { width: 8, signed: true }],
  [DuckDBTypeId.UBIGINT, { width: 8, signed: false }],
])

/** The decoder for a result type and the type its column must have; undefined where a value could be lost. */
export function decoderOf(actual: DuckDBType, type: EngineType): Decoder | undefined {
  const { typeId } = actual
  switch (type.kind) {
    case 'boolean':
      return typeId === DuckDBTypeId.BOOLEAN ? { decode: booleans } : undefined
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      return integers(INTEGERS.get(typeId), fixedWidth(type) ?? 0, type.kind !== 'uint64')
    case 'float32':
      return typeId === DuckDBTypeId.FLOAT ? { decode: copied(4) } : undefined
    case 'float64':
      if (typeId === DuckDBTypeId.FLOAT) return { decode: floats }
      return typeId === DuckDBTypeId.DOUBLE ? { decode: copied(8) } : undefined
    case 'decimal':
      return decimals(actual, type.precision, type.scale, fixedWidth(type) ?? 0)
    case 'string':
    case 'json':
      return typeId === DuckDBTypeId.VARCHAR ? { decode: texts } : undefined
    case 'uuid':
      return typeId === DuckDBTypeId.VARCHAR ? { decode: texts, fault: uuidFault } : undefined
    case 'binary':
      return typeId === DuckDBTypeId.BLOB ? { decode: texts } : undefined
    case 'date':
      return typeId === DuckDBTypeId.DATE ? { decode: copied(4), fault: dateFault } : undefined
    case 'time':
      return typeId === DuckDBTypeId.TIME ? { decode: copied(8) } : undefined
    case 'timestamp':
      return typeId === DuckDBTypeId.TIMESTAMP ? { decode: copied(8), fault: timestampFault } : undefined
    case 'timestamptz':
      return typeId === DuckDBTypeId.TIMESTAMP_TZ ? { decode: copied(8), fault: timestampFault } : undefined
    case 'interval':
      return typeId === DuckDBTypeId.INTERVAL ? { decode: copied(16) } : undefined
    case 'array':
      return actual instanceof DuckDBListType ? arrays(actual.valueType, type) : undefined
  }
}

/** True for a type whose values have no fixed width. */
export function isVariable({ typeId }: DuckDBType): boolean {
  return typeId === DuckDBTypeId.VARCHAR || typeId === DuckDBTypeId.BLOB
}

/** Narrower integers go into wider ones; a sign needs a place to go. */
function integers(from: IntegerLayout | undefined, width: number, signed: boolean): Decoder | undefined {
  if (from === undefined) return undefined
  const fits = from.signed === signed ? from.width <= width : signed && from.width < width
  return fits ? { decode: widened(from, width) } : undefined
}

/** Decimals of the same scale; DuckDB keeps them in 2, 4, 8 or 16 bytes, by precision. */
function decimals(actual: DuckDBType, precision: number, scale: number, width: number): Decoder | undefined {
  if (!(actual instanceof DuckDBDecimalType) || actual.scale !== scale || actual.width > precision) return undefined
  const digits = actual.width
  const from = digits <= 4 ? 2 : digits <= 9 ? 4 : digits <= 18 ? 8 : 16
  return { decode: widened({ width: from, signed: true }, width) }
}

function copied(width: number): Decoder['decode'] {
  return (pieces, rows) => {
    const values = new Uint8Array(rows * width)
    eachPiece(pieces, width, (bytes, at) => values.set(bytes, at * width))
    return { values, offsets: null, elements: null }
  }
}

function widened(from: IntegerLayout, width: number): Decoder['decode'] {
  return (pieces, rows) => {
    const values = new Uint8Array(rows * width)
    eachPiece(pieces, from.width, (bytes, at) => widen(bytes, from, values, width, at))
    return { values, offsets: null, elements: null }
  }
}

function floats(pieces: readonly Piece[], rows: number): ColumnValues {
  const doubles = new Float64Array(rows)
  eachPiece(pieces, 4, ({ buffer, byteOffset, byteLength }, at) => {
    doubles.set(new Float32Array(buffer, byteOffset, byteLength / 4), at)
  })
  return { values: new Uint8Array(doubles.buffer), offsets: null, elements: null }
}

function booleans(pieces: readonly Piece[], rows: number): ColumnValues {
  const values = new Uint8Array(Math.ceil(rows / 8))
  eachPiece(pieces, 1, (bytes, at) => {
    for (const [row, byte] of bytes.entries()) {
      const bit = at + row
      if (byte === 1) values[bit >> 3] = (values[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  })
  return { values, offsets: null, elements: null }
}

function texts(pieces: readonly Piece[], rows: number): ColumnValues {
  const values = new Uint8Array(pieces.reduce((sum, { vector, count }) => sum + textBytes(vector, count), 0))
  const offsets = new Int32Array(rows + 1)
  const copier = new TextCopier(values, offsets)
  for (const { vector, count } of pieces) copier.add(vector, count)
  return { values, offsets, elements: null }
}

/** Words of a list's entry: where it begins in the child vector, and its length, both of 64 bits. */
const ENTRY_WORDS = 2

function arrays(actual: DuckDBType, type: ArrayType): Decoder | undefined {
  const decoder = decoderOf(actual, type.element)
  if (decoder === undefined) return undefined
  const elementsOf = (pieces: readonly Piece[]): PhysicalColumn => {
    const children = pieces.map(({ vector }) => ({
      vector: duckdb.list_vector_get_child(vector),
      count: duckdb.list_vector_get_size(vector),
    }))
    const length = children.reduce((sum, { count }) => sum + count, 0)
    const { validity } = gatherValidity(children, length)
    return { type: type.element, length, validity, ...decoder.decode(children, length) }
  }
  return {
    decode: (pieces) => {
      const starts: number[] = []
      const lengths: number[] = []
      let first = 0
      for (const { vector, count } of pieces) {
        const bytes = duckdb.vector_get_data(vector, count * ENTRY_WORDS * 8)
        const entries = new BigUint64Array(bytes.buffer, bytes.byteOffset, count * ENTRY_WORDS)
        const valid = validityOf(vector, count)
        for (let row = 0; row < count; row++) {
          const isValid = valid === null || isBitSet(valid, row)
          starts.push(first + (isValid ? Number(entries[row * ENTRY_WORDS]) : 0))
          lengths.push(isValid ? Number(entries[row * ENTRY_WORDS + 1]) : 0)
        }
        first += duckdb.list_vector_get_size(vector)
      }
      return arrayColumn(type, { starts, lengths }, elementsOf(pieces), null)
    },
    fault: ({ elements }) =>
      elements === null ? undefined : decoder.fault?.(elements, elements.validity, elements.length),
  }
}

function eachPiece(pieces: readonly Piece[], width: number, work: (bytes: Uint8Array, at: number) => void): void {
  let at = 0
  for (const { vector, count } of pieces) {
    work(duckdb.vector_get_data(vector, count * width), at)
    at += count
  }
}
