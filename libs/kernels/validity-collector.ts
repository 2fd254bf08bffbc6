import duckdb from '@duckdb/node-bindings'
import { isBitSet } from '#arrow'
import { grown } from './grown.ts'

/** The bits that say which rows are not NULL. */
export class ValidityCollector {
  #bits: Uint8Array<ArrayBuffer>
  rows = 0
  nulls = 0

  constructor(capacity: number) {
    this.#bits = new Uint8Array(Math.ceil(capacity / 8))
  }

  /** Adds a vector's rows; returns its own validity bits, or null when all are valid. */
  add(vector: duckdb.Vector, count: number): Uint8Array | null {
    const bits: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8)
    const nullsBefore = this.nulls
    this.#bits = grown(this.#bits, Math.ceil((this.rows + count) / 8))
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

  /** The bits gathered, or null when no row is NULL; valid until the next `add`. */
  validity(): Uint8Array<ArrayBuffer> | null {
    return this.nulls === 0 ? null : this.#bits.subarray(0, Math.ceil(this.rows / 8))
  }

  reset(): void {
    this.rows = 0
    this.nulls = 0
  }
}
