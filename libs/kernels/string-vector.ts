import duckdb from '@duckdb/node-bindings'
import { INLINE_BYTES, STRING_BYTES } from './string-column.ts'

const HIGH = 2 ** 32

/** Reads strings out of vectors. Texts that lie side by side in DuckDB's memory are fetched with one call. */
export class StringVectorReader {
  readonly #pointer = new DataView(new ArrayBuffer(8))
  #rows: number[] = []
  #addresses: number[] = []
  #low = 0
  #high = 0

  /**
   * Copies the strings of a vector into `target`, which has room for all of them.
   * @param headers the vector's `duckdb_string_t`s; those of NULL rows are not read
   * @param starts where the bytes of row i begin, from index `first` on; a NULL row has none
   */
  read(headers: DataView, count: number, starts: Int32Array, first: number, target: Uint8Array): void {
    for (let row = 0; row < count; row += 1) {
      const start = starts[first + row] ?? 0
      const length = (starts[first + row + 1] ?? start) - start
      const at = row * STRING_BYTES
      if (length > INLINE_BYTES) {
        this.#collect(first + row, length, addressAt(headers, at), starts, target)
      } else {
        for (let byte = 0; byte < length; byte += 1) target[start + byte] = headers.getUint8(at + 4 + byte)
      }
    }
    this.#fetch(starts, target)
  }

  /** Every byte between `low` and `high` belongs to a collected string, so the whole range may be read. */
  #collect(row: number, length: number, address: number, starts: Int32Array, target: Uint8Array): void {
    const end = address + length
    const touches = this.#rows.length > 0 && address <= this.#high && end >= this.#low
    if (!touches) {
      this.#fetch(starts, target)
      this.#low = address
      this.#high = end
    } else {
      this.#low = Math.min(this.#low, address)
      this.#high = Math.max(this.#high, end)
    }
    this.#rows.push(row)
    this.#addresses.push(address)
  }

  #fetch(starts: Int32Array, target: Uint8Array): void {
    if (this.#rows.length === 0) return
    this.#pointer.setUint32(0, this.#low % HIGH, true)
    this.#pointer.setUint32(4, Math.floor(this.#low / HIGH), true)
    const bytes = duckdb.get_data_from_pointer(this.#pointer.buffer, 0, this.#high - this.#low)
    for (let index = 0; index < this.#rows.length; index += 1) {
      const row = this.#rows[index] ?? 0
      const from = (this.#addresses[index] ?? 0) - this.#low
      const start = starts[row] ?? 0
      const length = (starts[row + 1] ?? start) - start
      copyBytes(bytes, from, target, start, length)
    }
    this.#rows = []
    this.#addresses = []
  }
}

/** The length of the string of a row, in bytes. */
export function stringLength(headers: DataView, row: number): number {
  return headers.getUint32(row * STRING_BYTES, true)
}

function addressAt(headers: DataView, at: number): number {
  return headers.getUint32(at + 12, true) * HIGH + headers.getUint32(at + 8, true)
}

function copyBytes(source: Uint8Array, from: number, target: Uint8Array, start: number, length: number): void {
  if (length > 64) {
    target.set(source.subarray(from, from + length), start)
    return
  }
  for (let byte = 0; byte < length; byte += 1) target[start + byte] = source[from + byte] ?? 0
}
