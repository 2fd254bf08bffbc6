import duckdb from '@duckdb/node-bindings'
import { BOOLEAN, type EngineType, type PhysicalColumn } from '#arrow'
import type { ColumnCollector } from './collector.ts'
import { grown } from './grown.ts'
import type { ValidityCollector } from './validity-collector.ts'

/** Values of fixed width, laid out in DuckDB as in Arrow. */
export class FixedCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #type: EngineType
  readonly #width: number
  readonly #validity: ValidityCollector
  #bytes: Uint8Array<ArrayBuffer>

  constructor(type: EngineType, width: number, validity: ValidityCollector, capacity: number) {
    this.#type = type
    this.#width = width
    this.#validity = validity
    this.#bytes = new Uint8Array(capacity * width)
  }

  add(vector: duckdb.Vector, count: number): void {
    this.#bytes = grown(this.#bytes, (this.#validity.rows + count) * this.#width)
    this.#bytes.set(duckdb.vector_get_data(vector, count * this.#width), this.#validity.rows * this.#width)
    this.#validity.add(vector, count)
  }

  column(): PhysicalColumn {
    return fixedColumn(this.#type, this.#validity, this.#bytes.subarray(0, this.#validity.rows * this.#width))
  }

  reset(): void {
    this.#validity.reset()
  }
}

/** Decimals of up to nine digits: int16 or int32 in DuckDB, int64 in Arrow. */
export class NarrowDecimalCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #type: EngineType
  readonly #width: number
  readonly #validity: ValidityCollector
  #bytes: Uint8Array<ArrayBuffer>

  constructor(type: EngineType, width: number, validity: ValidityCollector, capacity: number) {
    this.#type = type
    this.#width = width
    this.#validity = validity
    this.#bytes = new Uint8Array(capacity * 8)
  }

  add(vector: duckdb.Vector, count: number): void {
    const bytes = duckdb.vector_get_data(vector, count * this.#width)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#bytes = grown(this.#bytes, (this.#validity.rows + count) * 8)
    const values = new Int32Array(this.#bytes.buffer)
    let at = this.#validity.rows * 2
    for (let row = 0; row < count; row += 1) {
      const value = this.#width === 2 ? view.getInt16(row * 2, true) : view.getInt32(row * 4, true)
      values[at] = value
      values[at + 1] = value >> 31
      at += 2
    }
    this.#validity.add(vector, count)
  }

  column(): PhysicalColumn {
    return fixedColumn(this.#type, this.#validity, this.#bytes.subarray(0, this.#validity.rows * 8))
  }

  reset(): void {
    this.#validity.reset()
  }
}

/** Booleans: a byte in DuckDB, a bit in Arrow. */
export class BooleanCollector implements ColumnCollector {
  readonly textBytes = 0
  readonly #validity: ValidityCollector
  #bits: Uint8Array<ArrayBuffer>

  constructor(validity: ValidityCollector, capacity: number) {
    this.#validity = validity
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  add(vector: duckdb.Vector, count: number): void {
    const bytes = duckdb.vector_get_data(vector, count)
    this.#bits = grown(this.#bits, Math.ceil((this.#validity.rows + count) / 8))
    for (let row = 0; row < count; row += 1) {
      const at = this.#validity.rows + row
      const mask = 1 << (at & 7)
      const old = this.#bits[at >> 3] ?? 0
      this.#bits[at >> 3] = bytes[row] === 1 ? old | mask : old & ~mask
    }
    this.#validity.add(vector, count)
  }

  column(): PhysicalColumn {
    return fixedColumn(BOOLEAN, this.#validity, this.#bits.subarray(0, Math.ceil(this.#validity.rows / 8)))
  }

  reset(): void {
    this.#validity.reset()
  }
}

function fixedColumn(type: EngineType, validity: ValidityCollector, values: Uint8Array<ArrayBuffer>): PhysicalColumn {
  return { type, length: validity.rows, validity: validity.validity(), offsets: null, values, elements: null }
}
