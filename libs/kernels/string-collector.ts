import duckdb from '@duckdb/node-bindings'
import { type Field, isBitSet, type PhysicalColumn } from '#arrow'
import { QueryError } from '#core'
import type { ColumnCollector } from './collector.ts'
import { STRING_BYTES } from './string-column.ts'
import { StringVectorReader, stringLength, TARGET_SLACK } from './string-vector.ts'
import type { ValidityCollector } from './validity-collector.ts'

/** Text and binary: bytes behind int32 offsets. */
export class StringCollector implements ColumnCollector {
  readonly #field: Field
  readonly #validity: ValidityCollector
  #offsets: Int32Array<ArrayBuffer>
  readonly #reader = new StringVectorReader()
  #bytes = new DataView(new ArrayBuffer(65_536))
  textBytes = 0

  constructor(field: Field, validity: ValidityCollector, capacity: number) {
    this.#field = field
    this.#validity = validity
    this.#offsets = new Int32Array(capacity + 1)
  }

  add(vector: duckdb.Vector, count: number): void {
    const first = this.#validity.rows
    this.#makeRows(first + count)
    const bits = this.#validity.add(vector, count)
    const raw = duckdb.vector_get_data(vector, count * STRING_BYTES)
    const headers = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    const end = addOffsets(this.#offsets, first, headers, bits, count)
    if (end > MAX_TEXT_BYTES) throw tooMuchText(this.#field.name)
    this.#reserve(end)
    this.#reader.read(headers, count, this.#offsets, first, this.#bytes)
    this.textBytes = end
  }

  column(): PhysicalColumn {
    return {
      type: this.#field.type,
      length: this.#validity.rows,
      validity: this.#validity.validity(),
      offsets: this.#offsets.subarray(0, this.#validity.rows + 1),
      values: new Uint8Array(this.#bytes.buffer, 0, this.textBytes),
      elements: null,
    }
  }

  reset(): void {
    this.#validity.reset()
    this.textBytes = 0
  }

  #makeRows(rows: number): void {
    if (rows < this.#offsets.length) return
    const larger = new Int32Array(Math.max(rows, this.#offsets.length * 2) + 1)
    larger.set(this.#offsets)
    this.#offsets = larger
  }

  #reserve(size: number): void {
    const wanted = size + TARGET_SLACK
    if (wanted <= this.#bytes.byteLength) return
    const larger = new Uint8Array(Math.max(wanted, this.#bytes.byteLength * 2))
    larger.set(new Uint8Array(this.#bytes.buffer, 0, this.textBytes))
    this.#bytes = new DataView(larger.buffer)
  }
}

/** Writes the offsets behind `count` more rows; returns the last, which may be beyond what an offset can hold. */
function addOffsets(
  offsets: Int32Array,
  first: number,
  headers: DataView,
  bits: Uint8Array | null,
  count: number,
): number {
  let end = offsets[first] ?? 0
  for (let row = 0; row < count; row += 1) {
    if (bits === null || isBitSet(bits, row)) end += stringLength(headers, row)
    offsets[first + row + 1] = end
  }
  return end
}

/** Arrow's offsets are int32. */
const MAX_TEXT_BYTES = 2 ** 31 - 1

function tooMuchText(name: string): QueryError {
  return new QueryError(
    'RESOURCES_EXHAUSTED',
    `Column "${name}" holds more than 2 GB of text in 2,048 rows of the result; select less of it.`,
  )
}
