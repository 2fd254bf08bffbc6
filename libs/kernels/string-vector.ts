import duckdb from '@duckdb/node-bindings'
import { CHUNK_ROWS } from './duckdb-type.ts'
import { INLINE_BYTES, STRING_BYTES } from './string-column.ts'

const HIGH = 2 ** 32
/** Texts longer than this are copied faster by the engine than word by word. */
const LONG_BYTES = 64

/** Room a target needs behind its last byte: short texts are copied as three whole words. */
export const TARGET_SLACK = INLINE_BYTES

/** Reads strings out of vectors. Texts that lie side by side in DuckDB's memory are fetched with one call. */
export class StringVectorReader {
  readonly #pointer = new DataView(new ArrayBuffer(8))
  /** The rows collected, and where DuckDB has their text. */
  #rows = new Int32Array(CHUNK_ROWS)
  #addresses = new Float64Array(CHUNK_ROWS)
  #collected = 0
  /** All collected texts lie between these addresses. */
  #low = 0
  #high = 0
  /** Collected so far are rows one after the other, their texts one behind the other in DuckDB's memory. */
  #inOrder = true

  /**
   * Copies the strings of a vector into `target`, which has room for all of them and `TARGET_SLACK` more bytes.
   * @param headers the vector's `duckdb_string_t`s; those of NULL rows are not read
   * @param starts where the bytes of row i begin, from index `first` on; a NULL row has none
   */
  read(headers: DataView, count: number, starts: Int32Array, first: number, target: DataView): void {
    if (count > this.#rows.length) {
      this.#rows = new Int32Array(count)
      this.#addresses = new Float64Array(count)
    }
    let start = starts[first] ?? 0
    for (let row = 0, at = 0; row < count; row += 1, at += STRING_BYTES) {
      const end = starts[first + row + 1] ?? start
      if (end - start > INLINE_BYTES) {
        this.#collect(first + row, end - start, addressAt(headers, at), starts, target)
      } else if (end > start) {
        // What is too much is overwritten by the rows that follow, none of which has been copied yet.
        target.setInt32(start, headers.getInt32(at + 4, true), true)
        target.setInt32(start + 4, headers.getInt32(at + 8, true), true)
        target.setInt32(start + 8, headers.getInt32(at + 12, true), true)
      }
      start = end
    }
    this.#fetch(starts, target)
  }

  /** Every byte between `low` and `high` belongs to a collected string, so the whole range may be read. */
  #collect(row: number, length: number, address: number, starts: Int32Array, target: DataView): void {
    const end = address + length
    if (this.#collected === 0 || address > this.#high || end < this.#low) {
      this.#fetch(starts, target)
      this.#low = address
      this.#high = end
    } else {
      this.#inOrder &&= address === this.#high && row === (this.#rows[this.#collected - 1] ?? 0) + 1
      this.#low = Math.min(this.#low, address)
      this.#high = Math.max(this.#high, end)
    }
    this.#rows[this.#collected] = row
    this.#addresses[this.#collected] = address
    this.#collected += 1
  }

  #fetch(starts: Int32Array, target: DataView): void {
    if (this.#collected === 0) return
    this.#pointer.setUint32(0, this.#low % HIGH, true)
    this.#pointer.setUint32(4, Math.floor(this.#low / HIGH), true)
    const bytes = duckdb.get_data_from_pointer(this.#pointer.buffer, 0, this.#high - this.#low)
    if (this.#inOrder) copyBytes(bytes, 0, target, starts[this.#rows[0] ?? 0] ?? 0, bytes.byteLength)
    else this.#distribute(bytes, starts, target)
    this.#collected = 0
    this.#inOrder = true
  }

  #distribute(bytes: Uint8Array, starts: Int32Array, target: DataView): void {
    const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let index = 0; index < this.#collected; index += 1) {
      const row = this.#rows[index] ?? 0
      const start = starts[row] ?? 0
      const length = (starts[row + 1] ?? start) - start
      const from = (this.#addresses[index] ?? 0) - this.#low
      if (length > LONG_BYTES) copyBytes(bytes, from, target, start, length)
      else copyWords(source, from, target, start, length)
    }
  }
}

/** The length of the string of a row, in bytes. */
export function stringLength(headers: DataView, row: number): number {
  return headers.getUint32(row * STRING_BYTES, true)
}

function addressAt(headers: DataView, at: number): number {
  return headers.getUint32(at + 12, true) * HIGH + headers.getUint32(at + 8, true)
}

function copyBytes(source: Uint8Array, from: number, target: DataView, start: number, length: number): void {
  new Uint8Array(target.buffer, target.byteOffset + start, length).set(source.subarray(from, from + length))
}

/** Copies `length` bytes and not one more: the rows behind may have been copied before. */
function copyWords(source: DataView, from: number, target: DataView, start: number, length: number): void {
  let at = 0
  for (; at + 4 <= length; at += 4) target.setInt32(start + at, source.getInt32(from + at, true), true)
  for (; at < length; at += 1) target.setUint8(start + at, source.getUint8(from + at))
}
