import duckdb from '@duckdb/node-bindings'
import type { Data } from 'apache-arrow'
import { BOOLEAN, columnData, type EngineType, type Field, fixedWidth, isBitSet } from '#arrow'
import { QueryError } from '#core'
import { decimalWidth } from './duckdb-type.ts'
import { STRING_BYTES } from './string-column.ts'
import { StringVectorReader, stringLength } from './string-vector.ts'

/** Gathers the vectors of one result column until a batch is full. */
export interface ColumnCollector {
  /** Bytes of variable length gathered so far. */
  readonly textBytes: number
  /** Adds `count` rows of a flat vector. */
  add(vector: duckdb.Vector, count: number): void
  /** The rows gathered as Arrow data over this collector's memory; valid until the next `add`. */
  data(): Data
  reset(): void
}

/** A collector with room for `capacity` rows of the field's type. */
export function columnCollector(field: Field, capacity: number): ColumnCollector {
  const validity = new ValidityCollector(capacity)
  if (field.type.kind === 'boolean') return new BooleanCollector(validity, capacity)
  const width = fixedWidth(field.type)
  if (width === undefined) return new StringCollector(field, validity, capacity)
  if (field.type.kind === 'decimal' && decimalWidth(field.type.precision) < width) {
    return new NarrowDecimalCollector(field.type, decimalWidth(field.type.precision), validity, capacity)
  }
  return new FixedCollector(field.type, width, validity, capacity)
}

/** The bits that say which rows are not NULL. */
class ValidityCollector {
  readonly #bits: Uint8Array
  rows = 0
  nulls = 0

  constructor(capacity: number) {
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  /** Adds a vector's rows; returns its own validity bits, or null when all are valid. */
  add(vector: duckdb.Vector, count: number): Uint8Array | null {
    const bits: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8)
    const nullsBefore = this.nulls
    if (bits === null) this.#addValid(count)
    else this.#addBits(bits, count)
    this.rows += count
    return this.nulls === nullsBefore ? null : bits
  }

  #addValid(count: number): void {
    const end = this.rows + count
    const wholeFrom = Math.min(end, Math.ceil(this.rows / 8) * 8)
    const wholeTo = Math.max(wholeFrom, Math.floor(end / 8) * 8)
    for (let at = this.rows; at < wholeFrom; at += 1) this.#set(at)
    this.#bits.fill(0xff, wholeFrom / 8, wholeTo / 8)
    for (let at = wholeTo; at < end; at += 1) this.#set(at)
  }

  #addBits(bits: Uint8Array, count: number): void {
    for (let row = 0; row < count; row += 1) {
      const at = this.rows + row
      if (isBitSet(bits, row)) {
        this.#set(at)
      } else {
        this.#bits[at >> 3] = (this.#bits[at >> 3] ?? 0) & ~(1 << (at & 7))
        this.nulls += 1
      }
    }
  }

  #set(at: number): void {
    this.#bits[at >> 3] = (this.#bits[at >> 3] ?? 0) | (1 << (at & 7))
  }

  buffers(): { length: number; nullCount: number; validity: Uint8Array | null } {
    const validity = this.nulls === 0 ? null : this.#bits.subarray(0, Math.ceil(this.rows / 8))
    return { length: this.rows, nullCount: this.nulls, validity }
  }

  reset(): void {
    this.rows = 0
    this.nulls = 0
  }
}

class FixedCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #type: EngineType
  readonly #width: number
  readonly #validity: ValidityCollector
  readonly #bytes: Uint8Array<ArrayBuffer>

  constructor(type: EngineType, width: number, validity: ValidityCollector, capacity: number) {
    this.#type = type
    this.#width = width
    this.#validity = validity
    this.#bytes = new Uint8Array(capacity * width)
  }

  add(vector: duckdb.Vector, count: number): void {
    this.#bytes.set(duckdb.vector_get_data(vector, count * this.#width), this.#validity.rows * this.#width)
    this.#validity.add(vector, count)
  }

  data(): Data {
    return fixedData(this.#type, this.#validity, this.#bytes.subarray(0, this.#validity.rows * this.#width))
  }

  reset(): void {
    this.#validity.reset()
  }
}

/** Decimals of up to nine digits: int16 or int32 in DuckDB, int64 in Arrow. */
class NarrowDecimalCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #type: EngineType
  readonly #width: number
  readonly #validity: ValidityCollector
  readonly #values: Int32Array<ArrayBuffer>

  constructor(type: EngineType, width: number, validity: ValidityCollector, capacity: number) {
    this.#type = type
    this.#width = width
    this.#validity = validity
    this.#values = new Int32Array(capacity * 2)
  }

  add(vector: duckdb.Vector, count: number): void {
    const bytes = duckdb.vector_get_data(vector, count * this.#width)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = this.#validity.rows * 2
    for (let row = 0; row < count; row += 1) {
      const value = this.#width === 2 ? view.getInt16(row * 2, true) : view.getInt32(row * 4, true)
      this.#values[at] = value
      this.#values[at + 1] = value >> 31
      at += 2
    }
    this.#validity.add(vector, count)
  }

  data(): Data {
    return fixedData(this.#type, this.#validity, new Uint8Array(this.#values.buffer, 0, this.#validity.rows * 8))
  }

  reset(): void {
    this.#validity.reset()
  }
}

class BooleanCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #validity: ValidityCollector
  readonly #bits: Uint8Array<ArrayBuffer>

  constructor(validity: ValidityCollector, capacity: number) {
    this.#validity = validity
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  add(vector: duckdb.Vector, count: number): void {
    const bytes = duckdb.vector_get_data(vector, count)
    for (let row = 0; row < count; row += 1) {
      const at = this.#validity.rows + row
      const mask = 1 << (at & 7)
      const old = this.#bits[at >> 3] ?? 0
      this.#bits[at >> 3] = bytes[row] === 1 ? old | mask : old & ~mask
    }
    this.#validity.add(vector, count)
  }

  data(): Data {
    const used = this.#bits.subarray(0, Math.ceil(this.#validity.rows / 8))
    return fixedData(BOOLEAN, this.#validity, used)
  }

  reset(): void {
    this.#validity.reset()
  }
}

class StringCollector implements ColumnCollector {
  readonly #field: Field
  readonly #validity: ValidityCollector
  readonly #offsets: Int32Array<ArrayBuffer>
  readonly #reader = new StringVectorReader()
  #bytes = new Uint8Array(65_536)
  textBytes = 0

  constructor(field: Field, validity: ValidityCollector, capacity: number) {
    this.#field = field
    this.#validity = validity
    this.#offsets = new Int32Array(capacity + 1)
  }

  add(vector: duckdb.Vector, count: number): void {
    const first = this.#validity.rows
    const bits = this.#validity.add(vector, count)
    const raw = duckdb.vector_get_data(vector, count * STRING_BYTES)
    const headers = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    let end = this.textBytes
    for (let row = 0; row < count; row += 1) {
      if (bits === null || isBitSet(bits, row)) end += stringLength(headers, row)
      if (end > MAX_TEXT_BYTES) throw tooMuchText(this.#field.name)
      this.#offsets[first + row + 1] = end
    }
    this.#reserve(end)
    this.#reader.read(headers, count, this.#offsets, first, this.#bytes)
    this.textBytes = end
  }

  data(): Data {
    return columnData(this.#field.type, {
      ...this.#validity.buffers(),
      offsets: this.#offsets.subarray(0, this.#validity.rows + 1),
      values: this.#bytes.subarray(0, this.textBytes),
    })
  }

  reset(): void {
    this.#validity.reset()
    this.textBytes = 0
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.byteLength) return
    const larger = new Uint8Array(Math.min(MAX_TEXT_BYTES, Math.max(size, this.#bytes.byteLength * 2)))
    larger.set(this.#bytes.subarray(0, this.textBytes))
    this.#bytes = larger
  }
}

/** Arrow's offsets are int32. */
const MAX_TEXT_BYTES = 2 ** 31 - 1

function tooMuchText(name: string): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `Column "${name}" holds more than 2 GB of text in 2,048 rows of the result; select less of it.`,
  )
}

function fixedData(type: EngineType, validity: ValidityCollector, bytes: Uint8Array<ArrayBuffer>): Data {
  return columnData(type, { ...validity.buffers(), offsets: null, values: bytes })
}
