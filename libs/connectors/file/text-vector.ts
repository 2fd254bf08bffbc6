import duckdb from '@duckdb/node-bindings'
import { isBitSet } from '#arrow'

/** Words of a `duckdb_string_t`: length, then 12 bytes of text, or a 4-byte prefix and the address of the text. */
const WORDS = 4
const INLINE_BYTES = 12
const TWO_32 = 2 ** 32
/** Two texts nearer than this lie on the same page of memory or on neighbours, so what lies between can be read. */
const PAGE_BYTES = 4096

/** The bits of the rows that are not NULL; null when none is. */
export function validityOf(vector: duckdb.Vector, count: number): Uint8Array | null {
  return duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8)
}

/** Bytes of all texts of a vector together. */
export function textBytes(vector: duckdb.Vector, count: number): number {
  const headers = headersOf(vector, count)
  const valid = validityOf(vector, count)
  let bytes = 0
  for (let row = 0; row < count; row++) {
    if (valid === null || isBitSet(valid, row)) bytes += headers[row * WORDS] ?? 0
  }
  return bytes
}

/** Lays the texts of vectors one after the other; texts that lie near each other in DuckDB's memory are read at once. */
export class TextCopier {
  readonly #bytes: Uint8Array
  readonly #offsets: Int32Array
  readonly #pointer = new Uint32Array(2)
  #row = 0
  #waiting: number[] = []
  #low = 0
  #high = 0

  /** @param bytes room for all texts @param offsets zeros, one more than there are rows */
  constructor(bytes: Uint8Array, offsets: Int32Array) {
    this.#bytes = bytes
    this.#offsets = offsets
  }

  add(vector: duckdb.Vector, count: number): void {
    const headers = headersOf(vector, count)
    const inline = new Uint8Array(headers.buffer, headers.byteOffset, headers.byteLength)
    const valid = validityOf(vector, count)
    let end = this.#offsets[this.#row] ?? 0
    for (let row = 0; row < count; row++) {
      const length = valid === null || isBitSet(valid, row) ? (headers[row * WORDS] ?? 0) : 0
      if (length > INLINE_BYTES) this.#wait(headers, row, length, end)
      else for (let byte = 0; byte < length; byte++) this.#bytes[end + byte] = inline[row * 16 + 4 + byte] ?? 0
      end += length
      this.#row++
      this.#offsets[this.#row] = end
    }
    this.#fetch()
  }

  #wait(headers: Uint32Array, row: number, length: number, target: number): void {
    const address = (headers[row * WORDS + 3] ?? 0) * TWO_32 + (headers[row * WORDS + 2] ?? 0)
    const end = address + length
    const isNear = this.#waiting.length > 0 && address < this.#high + PAGE_BYTES && end > this.#low - PAGE_BYTES
    if (!isNear) this.#fetch()
    this.#low = isNear ? Math.min(this.#low, address) : address
    this.#high = isNear ? Math.max(this.#high, end) : end
    this.#waiting.push(address, length, target)
  }

  #fetch(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#pointer[0] = this.#low % TWO_32
    this.#pointer[1] = Math.floor(this.#low / TWO_32)
    const found = duckdb.get_data_from_pointer(this.#pointer.buffer, 0, this.#high - this.#low)
    for (let index = 0; index < waiting.length; index += 3) {
      const from = (waiting[index] ?? 0) - this.#low
      const length = waiting[index + 1] ?? 0
      const target = waiting[index + 2] ?? 0
      if (length > 64) this.#bytes.set(found.subarray(from, from + length), target)
      else for (let byte = 0; byte < length; byte++) this.#bytes[target + byte] = found[from + byte] ?? 0
    }
    this.#waiting = []
  }
}

function headersOf(vector: duckdb.Vector, count: number): Uint32Array {
  const bytes = duckdb.vector_get_data(vector, count * WORDS * 4)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, count * WORDS)
}
