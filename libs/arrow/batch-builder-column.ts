import { BufferType, Data } from 'apache-arrow'
import type { QueryError } from '#core'
import { ColumnFaults } from './column-faults.ts'
import type { Field } from './engine-type.ts'
import { physicalType } from './physical-type.ts'

const FIRST_CAPACITY = 1024

export interface ColumnBuffers {
  readonly data: ArrayBufferView
  readonly offsets?: Int32Array
  /** The values of all arrays. */
  readonly elements?: Data
}

/** One column of the batch under construction: values arrive in one of the forms a driver has them in. */
export abstract class ColumnBuilder {
  readonly field: Field
  readonly #faults: ColumnFaults
  #validity: Uint8Array | undefined
  #nulls = 0
  #length = 0
  #capacity = 0

  constructor(field: Field, source: string) {
    this.field = field
    this.#faults = new ColumnFaults(source, field)
  }

  /** Rows appended since the last `take`. */
  get length(): number {
    return this.#length
  }

  /** Bytes held beside the fixed width of a row: long text makes a batch full before its rows do. */
  get variableBytes(): number {
    return 0
  }

  /** SQL NULL. @throws QueryError DATA_ERROR when the column is declared without nulls */
  appendNull(): void {
    if (!this.field.nullable) throw this.#faults.unexpectedNull()
    const row = this.nextRow()
    if (this.#validity === undefined) this.#validity = new Uint8Array(this.#capacity >> 3).fill(0xff)
    this.#validity[row >> 3] = (this.#validity[row >> 3] ?? 0) & ~(1 << (row & 7))
    this.#nulls++
    this.skip(row)
  }

  /** The value in the text form of PostgreSQL and MySQL. @throws QueryError DATA_ERROR when it is not of the type */
  abstract appendText(text: string): void

  /**
   * The physical integer of the column: the number itself, 0 or 1, days, microseconds, a decimal's unscaled value.
   * @throws QueryError DATA_ERROR when it is out of the type's range, or the column holds no integers
   */
  appendInteger(value: number | bigint): void {
    throw this.misfit(String(value))
  }

  /** A double. @throws QueryError DATA_ERROR when the column holds no floats or cannot hold this one */
  appendFloat(value: number): void {
    throw this.misfit(String(value))
  }

  /** Bytes: of a binary column, or UTF-8 of a text column. They are copied. @throws QueryError DATA_ERROR elsewhere */
  appendBytes(value: Uint8Array): void {
    throw this.misfit(`${value.length} bytes`)
  }

  /** The column's rows so far as Arrow data, without a copy; the builder starts anew. */
  take(): Data {
    const length = this.#length
    const { data, offsets, elements } = this.buffers(length)
    const buffers = {
      [BufferType.DATA]: data,
      ...(offsets === undefined ? {} : { [BufferType.OFFSET]: offsets }),
      ...(this.#validity === undefined ? {} : { [BufferType.VALIDITY]: this.#validity }),
    }
    const children = elements === undefined ? [] : [elements]
    const taken = new Data(physicalType(this.field.type), 0, length, this.#nulls, buffers, children)
    this.#validity = undefined
    this.#nulls = 0
    this.#length = 0
    this.allocate(this.#capacity)
    return taken
  }

  /** The index of the next row, room for it made. */
  protected nextRow(): number {
    if (this.#length === this.#capacity) this.#grow()
    return this.#length++
  }

  /** What a null leaves in the value buffers. */
  protected skip(_row: number): void {}

  /** Fresh buffers for so many rows. */
  protected abstract allocate(capacity: number): void
  /** Room for so many rows, those already there kept. */
  protected abstract resize(capacity: number): void
  /** The value buffers cut to the rows that are there. */
  protected abstract buffers(length: number): ColumnBuffers

  /** The error for a value that is not of the column's type: QueryError DATA_ERROR. */
  misfit(value: string): QueryError {
    return this.#faults.misfit(value)
  }

  /** The error for a value the engine does not carry. */
  protected refused(value: string, why: string): QueryError {
    return this.#faults.refused(value, why)
  }

  #grow(): void {
    const capacity = this.#capacity === 0 ? FIRST_CAPACITY : this.#capacity * 2
    if (this.#validity !== undefined) {
      const wider = new Uint8Array(capacity >> 3).fill(0xff)
      wider.set(this.#validity)
      this.#validity = wider
    }
    this.#capacity = capacity
    this.resize(capacity)
  }
}
