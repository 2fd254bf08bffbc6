import { isUtf8 } from 'node:buffer'
import duckdb from '@duckdb/node-bindings'
import type { PhysicalColumn } from '#arrow'
import { QueryError } from '#core'
import { CHUNK_ROWS } from './duckdb-type.ts'

/** Bytes of a `duckdb_string_t`: length, then 12 bytes of text, or a 4-byte prefix and the address of the text. */
export const STRING_BYTES = 16
/** Texts up to this length lie inside the `duckdb_string_t` itself. */
export const INLINE_BYTES = 12

const HIGH = 2 ** 32

/**
 * Writes strings into vectors: all bytes of a chunk are copied into the vector's heap at once, and the 2,048 headers
 * that point into that copy are prepared here and written with one call.
 */
export class StringColumnWriter {
  readonly #name: string
  readonly #offsets: Int32Array
  readonly #bytes: Uint8Array
  readonly #text: DataView
  #headers = new DataView(new ArrayBuffer(CHUNK_ROWS * STRING_BYTES))
  readonly #isText: boolean

  /** @throws QueryError DATA_ERROR when a text column holds bytes that are not UTF-8 */
  constructor(name: string, column: PhysicalColumn, offsets: Int32Array) {
    this.#name = name
    this.#offsets = offsets
    this.#bytes = column.values
    this.#text = paddedView(column.values)
    this.#isText = column.type.kind !== 'binary'
    const used = column.values.subarray(offsets[0] ?? 0, offsets[column.length] ?? 0)
    if (this.#isText && !isUtf8(used)) throw notUtf8(name)
  }

  /** Fills an empty vector with `count` rows from row `first` on. */
  write(vector: duckdb.Vector, first: number, count: number): void {
    const start = this.#offsets[first] ?? 0
    const chunkBytes = this.#bytes.subarray(start, this.#offsets[first + count] ?? 0)
    const address = chunkBytes.byteLength > INLINE_BYTES ? copyIntoHeap(vector, chunkBytes) : 0
    if (address === undefined) {
      this.#writeOneByOne(vector, first, count)
      return
    }
    if (count * STRING_BYTES > this.#headers.byteLength) {
      this.#headers = new DataView(new ArrayBuffer(count * STRING_BYTES))
    }
    this.#prepareHeaders(first, count, start, address)
    duckdb.copy_data_to_vector(vector, 0, this.#headers.buffer, 0, count * STRING_BYTES)
  }

  #prepareHeaders(first: number, count: number, start: number, address: number): void {
    const headers = this.#headers
    const text = this.#text
    let from = start
    for (let row = 0; row < count; row += 1) {
      const to = this.#offsets[first + row + 1] ?? from
      const length = to - from
      const at = row * STRING_BYTES
      if (this.#isText && length > 0 && isContinuation(text.getUint8(from))) throw notUtf8(this.#name)
      headers.setUint32(at, length, true)
      if (length <= INLINE_BYTES) {
        headers.setUint32(at + 4, word(text, from, length), true)
        headers.setUint32(at + 8, word(text, from + 4, length - 4), true)
        headers.setUint32(at + 12, word(text, from + 8, length - 8), true)
      } else {
        const target = address + (from - start)
        headers.setUint32(at + 4, text.getUint32(from, true), true)
        headers.setUint32(at + 8, target % HIGH, true)
        headers.setUint32(at + 12, Math.floor(target / HIGH), true)
      }
      from = to
    }
  }

  #writeOneByOne(vector: duckdb.Vector, first: number, count: number): void {
    for (let row = 0; row < count; row += 1) {
      const bytes = this.#bytes.subarray(this.#offsets[first + row] ?? 0, this.#offsets[first + row + 1] ?? 0)
      duckdb.vector_assign_string_element_len(vector, row, bytes)
    }
  }
}

/** Copies the bytes into the vector's own heap. Returns their address, or undefined when the addon did not store them whole. */
function copyIntoHeap(vector: duckdb.Vector, bytes: Uint8Array): number | undefined {
  duckdb.vector_assign_string_element_len(vector, 0, bytes)
  const stored = duckdb.vector_get_data(vector, STRING_BYTES)
  const header = new DataView(stored.buffer, stored.byteOffset, STRING_BYTES)
  if (header.getUint32(0, true) !== bytes.byteLength) return undefined
  return header.getUint32(12, true) * HIGH + header.getUint32(8, true)
}

/** Up to four bytes as a little-endian word, zero beyond `length`. */
function word(text: DataView, from: number, length: number): number {
  if (length >= 4) return text.getUint32(from, true)
  if (length <= 0) return 0
  return text.getUint32(from, true) & (HIGH / 2 ** (32 - 8 * length) - 1)
}

/** A view of the bytes that may be read three bytes beyond their end. */
function paddedView(bytes: Uint8Array): DataView {
  const padded = bytes.byteLength + 4
  if (bytes.byteOffset + padded <= bytes.buffer.byteLength) return new DataView(bytes.buffer, bytes.byteOffset, padded)
  const copy = new Uint8Array(padded)
  copy.set(bytes)
  return new DataView(copy.buffer)
}

/** True inside a UTF-8 character: a text that begins so was cut in the middle of one. */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function notUtf8(name: string): QueryError {
  return new QueryError('DATA_ERROR', `Column "${name}" holds text that is not valid UTF-8; read it as binary.`, {
    sqlState: '22021',
  })
}
