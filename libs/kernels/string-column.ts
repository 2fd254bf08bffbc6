import { isAscii, isUtf8 } from 'node:buffer'
import duckdb from '@duckdb/node-bindings'
import type { PhysicalColumn } from '#arrow'
import { QueryError } from '#core'
import { CHUNK_ROWS } from './duckdb-type.ts'

/** Bytes of a `duckdb_string_t`: length, then 12 bytes of text, or a 4-byte prefix and the address of the text. */
export const STRING_BYTES = 16
/** Texts up to this length lie inside the `duckdb_string_t` itself. */
export const INLINE_BYTES = 12

const HIGH = 2 ** 32
const HEADER_WORDS = STRING_BYTES / 4

/** Which bits of the three words read at a text of 0 to 12 bytes belong to it. */
const INLINE_MASKS = Int32Array.from({ length: (INLINE_BYTES + 1) * 3 }, (_, index) => {
  const bytes = Math.floor(index / 3) - (index % 3) * 4
  return bytes <= 0 ? 0 : bytes >= 4 ? -1 : 2 ** (8 * bytes) - 1
})

/**
 * Writes strings into vectors: all bytes of a chunk are copied into the vector's heap at once, and the 2,048 headers
 * that point into that copy are prepared here and written with one call.
 */
export class StringColumnWriter {
  readonly #offsets: Int32Array
  readonly #bytes: Uint8Array
  readonly #text: DataView
  #headers = new Uint32Array(CHUNK_ROWS * HEADER_WORDS)

  /** @throws QueryError DATA_ERROR when a text column holds bytes that are not UTF-8 */
  constructor(name: string, column: PhysicalColumn, offsets: Int32Array) {
    this.#offsets = offsets
    this.#bytes = column.values
    this.#text = paddedView(column.values)
    if (column.type.kind !== 'binary' && !areTexts(column.values, offsets, column.length)) throw notUtf8(name)
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
    if (count * HEADER_WORDS > this.#headers.length) this.#headers = new Uint32Array(count * HEADER_WORDS)
    prepareHeaders(this.#headers, this.#text, this.#offsets, { first, count, address })
    duckdb.copy_data_to_vector(vector, 0, this.#headers.buffer, 0, count * STRING_BYTES)
  }

  #writeOneByOne(vector: duckdb.Vector, first: number, count: number): void {
    for (let row = 0; row < count; row += 1) {
      const bytes = this.#bytes.subarray(this.#offsets[first + row] ?? 0, this.#offsets[first + row + 1] ?? 0)
      duckdb.vector_assign_string_element_len(vector, row, bytes)
    }
  }
}

/** Writes the `duckdb_string_t`s of some rows, whose text lies from `address` on in DuckDB's memory. */
function prepareHeaders(
  headers: Uint32Array,
  text: DataView,
  offsets: Int32Array,
  { first, count, address }: { readonly first: number; readonly count: number; readonly address: number },
): void {
  let from = offsets[first] ?? 0
  const lowOfZero = (address % HIGH) - from
  const high = Math.floor(address / HIGH)
  for (let row = 0, at = 0; row < count; row += 1, at += HEADER_WORDS) {
    const to = offsets[first + row + 1] ?? from
    const length = to - from
    headers[at] = length
    headers[at + 1] = text.getInt32(from, true)
    if (length > INLINE_BYTES) {
      const low = lowOfZero + from
      headers[at + 2] = low
      headers[at + 3] = low < HIGH ? high : high + 1
    } else {
      const mask = length * 3
      headers[at + 1] = text.getInt32(from, true) & (INLINE_MASKS[mask] ?? 0)
      headers[at + 2] = text.getInt32(from + 4, true) & (INLINE_MASKS[mask + 1] ?? 0)
      headers[at + 3] = text.getInt32(from + 8, true) & (INLINE_MASKS[mask + 2] ?? 0)
    }
    from = to
  }
}

/** True when every value is whole UTF-8: the bytes together are, and no value begins in the middle of a character. */
function areTexts(bytes: Uint8Array, offsets: Int32Array, rows: number): boolean {
  const end = offsets[rows] ?? 0
  const used = bytes.subarray(offsets[0] ?? 0, end)
  if (isAscii(used)) return true
  if (!isUtf8(used)) return false
  for (let row = 0; row < rows; row += 1) {
    const from = offsets[row] ?? 0
    if (from < end && isContinuation(bytes[from] ?? 0)) return false
  }
  return true
}

/** Copies the bytes into the vector's own heap. Returns their address, or undefined when the addon did not store them whole. */
function copyIntoHeap(vector: duckdb.Vector, bytes: Uint8Array): number | undefined {
  duckdb.vector_assign_string_element_len(vector, 0, bytes)
  const stored = duckdb.vector_get_data(vector, STRING_BYTES)
  const header = new DataView(stored.buffer, stored.byteOffset, STRING_BYTES)
  if (header.getUint32(0, true) !== bytes.byteLength) return undefined
  return header.getUint32(12, true) * HIGH + header.getUint32(8, true)
}

/** A view of the bytes that may be read eleven bytes beyond their end. */
function paddedView(bytes: Uint8Array): DataView {
  const padded = bytes.byteLength + INLINE_BYTES
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
