import duckdb from '@duckdb/node-bindings'
import { decodeBatches, type Field, fixedWidth, isBitSet, type PhysicalColumn, physicalColumns } from '#arrow'
import { QueryError } from '#core'
import { CHUNK_ROWS, decimalWidth, logicalType } from './duckdb-type.ts'
import { grown } from './grown.ts'
import type { RowShare } from './port.ts'
import { rowsOfShare } from './row-share.ts'
import { StringColumnWriter } from './string-column.ts'

/** Bytes of a `duckdb_list_entry`: where the list begins in the child vector, and its length, both uint64. */
const ENTRY_BYTES = 16

/** Writes `count` rows of one column, from row `first` on, into an empty vector. */
type ColumnWriter = (vector: duckdb.Vector, first: number, count: number) => void

/** Appends Arrow batches to one table. */
export class TableLanding {
  readonly #fields: readonly Field[]
  readonly #appender: duckdb.Appender
  readonly #chunk: duckdb.DataChunk
  readonly #share: RowShare | null

  /** @param share which rows it takes; all when null */
  constructor(connection: duckdb.Connection, table: string, fields: readonly Field[], share: RowShare | null) {
    this.#fields = fields
    this.#share = share
    this.#appender = duckdb.appender_create(connection, null, table)
    this.#chunk = duckdb.create_data_chunk(fields.map((field) => logicalType(field.type)))
  }

  /**
   * Appends the rows of an Arrow IPC stream that this table takes; calls `pause` between chunks, which may wait and may
   * throw.
   * @returns the number of rows appended
   */
  async append(ipc: Uint8Array, pause: () => Promise<void> | undefined): Promise<number> {
    let rows = 0
    for (const arrived of decodeBatches(ipc)) {
      const batch = this.#share === null ? arrived : rowsOfShare(arrived, this.#fields, this.#share)
      const columns = physicalColumns(batch, this.#fields)
      const writers = columns.map((column, index) => columnWriter(this.#fields[index]?.name ?? '', column))
      for (let first = 0; first < batch.numRows; first += CHUNK_ROWS) {
        this.#appendChunk(writers, first, Math.min(CHUNK_ROWS, batch.numRows - first))
        const waiting = pause()
        if (waiting !== undefined) await waiting
      }
      rows += batch.numRows
    }
    return rows
  }

  /** Makes everything appended visible; nothing can be appended afterwards. */
  close(): void {
    duckdb.appender_close_sync(this.#appender)
  }

  #appendChunk(writers: readonly ColumnWriter[], first: number, count: number): void {
    duckdb.data_chunk_reset(this.#chunk)
    duckdb.data_chunk_set_size(this.#chunk, count)
    writers.forEach((write, index) => {
      write(duckdb.data_chunk_get_vector(this.#chunk, index), first, count)
    })
    duckdb.append_data_chunk(this.#appender, this.#chunk)
  }
}

function columnWriter(name: string, column: PhysicalColumn): ColumnWriter {
  const values = valueWriter(name, column)
  const { validity } = column
  if (validity === null) return values
  return (vector, first, count) => {
    values(vector, first, count)
    const bits = bitsOf(validity, first, count)
    duckdb.vector_ensure_validity_writable(vector)
    duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength)
  }
}

/** `count` bits from bit `first` on, in whole words of DuckDB's. */
function bitsOf(validity: Uint8Array, first: number, count: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(count / 64) * 8)
  if (first % 8 === 0) {
    bits.set(validity.subarray(first / 8, first / 8 + Math.ceil(count / 8)))
    return bits
  }
  for (let row = 0; row < count; row += 1) {
    if (isBitSet(validity, first + row)) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  }
  return bits
}

function valueWriter(name: string, column: PhysicalColumn): ColumnWriter {
  const { type, values, offsets, elements } = column
  if (offsets !== null && elements !== null) return listWriter(name, offsets, elements)
  if (offsets !== null) {
    const strings = new StringColumnWriter(name, column, offsets)
    return (vector, first, count) => strings.write(vector, first, count)
  }
  if (type.kind === 'boolean') return booleanWriter(values)
  const width = fixedWidth(type)
  if (width === undefined) throw new QueryError('INTERNAL', `Column "${name}" has no width.`)
  if (type.kind === 'decimal' && decimalWidth(type.precision) < width) {
    return narrowDecimalWriter(name, column, decimalWidth(type.precision) * 8, type.precision)
  }
  return (vector, first, count) =>
    duckdb.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset + first * width, count * width)
}

function booleanWriter(bits: Uint8Array): ColumnWriter {
  let bytes = new Uint8Array(CHUNK_ROWS)
  return (vector, first, count) => {
    bytes = grown(bytes, count)
    for (let row = 0; row < count; row += 1) {
      const at = first + row
      bytes[row] = isBitSet(bits, at) ? 1 : 0
    }
    duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, count)
  }
}

/** Arrays: entries in the vector, all their elements in its child. */
function listWriter(name: string, offsets: Int32Array, elements: PhysicalColumn): ColumnWriter {
  const write = columnWriter(name, elements)
  const entries = new DataView(new ArrayBuffer(CHUNK_ROWS * ENTRY_BYTES))
  return (vector, first, count) => {
    const start = offsets[first] ?? 0
    const size = (offsets[first + count] ?? start) - start
    for (let row = 0; row < count; row += 1) {
      const from = offsets[first + row] ?? start
      entries.setBigUint64(row * ENTRY_BYTES, BigInt(from - start), true)
      entries.setBigUint64(row * ENTRY_BYTES + 8, BigInt((offsets[first + row + 1] ?? from) - from), true)
    }
    duckdb.list_vector_reserve(vector, size)
    duckdb.list_vector_set_size(vector, size)
    duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, count * ENTRY_BYTES)
    if (size > 0) write(duckdb.list_vector_get_child(vector), start, size)
  }
}

/** Decimals of up to nine digits: int64 in Arrow, int16 or int32 in DuckDB. */
function narrowDecimalWriter(name: string, column: PhysicalColumn, bits: number, precision: number): ColumnWriter {
  const source = new DataView(column.values.buffer, column.values.byteOffset, column.values.byteLength)
  let target = new DataView(new ArrayBuffer(CHUNK_ROWS * 4))
  const width = bits / 8
  const limit = 10 ** precision
  return (vector, first, count) => {
    if (count * width > target.byteLength) target = new DataView(new ArrayBuffer(count * width))
    for (let row = 0; row < count; row += 1) {
      const low = source.getInt32((first + row) * 8, true)
      const high = source.getInt32((first + row) * 8 + 4, true)
      const fits = high === low >> 31 && Math.abs(low) < limit
      if (!fits && isValid(column, first + row)) throw tooLarge(name, precision)
      if (width === 2) target.setInt16(row * 2, low, true)
      else target.setInt32(row * 4, low, true)
    }
    duckdb.copy_data_to_vector(vector, 0, target.buffer, 0, count * width)
  }
}

function isValid(column: PhysicalColumn, row: number): boolean {
  return column.validity === null || isBitSet(column.validity, row)
}

function tooLarge(name: string, precision: number): QueryError {
  return new QueryError('EXCHANGE_BROKEN', `Column "${name}" holds a decimal of more than ${precision} digits.`)
}
