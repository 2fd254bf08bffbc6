import { BufferType, Data } from 'apache-arrow'
import type { QueryError } from '#core'
import { ColumnFaults } from './column-faults.ts'
import type { Field } from './engine-type.ts'
import { physicalType } from './physical-type.ts'
import { SpareBuffers } from './spare-buffers.ts'

/** The value buffers of a column, cut to its rows. */
export interface SinkBuffers {
  readonly data: ArrayBufferView
  readonly offsets?: Int32Array
}

/**
 * One column of a batch that a decoder writes by row number, straight into the physical buffers. Every row is written
 * once, by a setter of the class or `setNull`, in rising order; the batch makes the room (`BatchSink`).
 */
export abstract class ColumnSink {
  readonly field: Field
  readonly faults: ColumnFaults
  readonly #spares = new SpareBuffers()
  #validity: Uint8Array | undefined
  #nulls = 0
  #capacity = 0

  constructor(source: string, field: Field) {
    this.field = field
    this.faults = new ColumnFaults(source, field)
  }

  /** SQL NULL. @throws QueryError DATA_ERROR when the column is declared without nulls */
  setNull(row: number): void {
    if (!this.field.nullable) throw this.faults.unexpectedNull()
    if (this.#validity === undefined) this.#validity = new Uint8Array(this.#capacity >> 3).fill(0xff)
    this.#validity[row >> 3] = (this.#validity[row >> 3] ?? 0) & ~(1 << (row & 7))
    this.#nulls++
    this.skip(row)
  }

  /** The error for a value that is not of the column's type: QueryError DATA_ERROR. */
  misfit(value: string): QueryError {
    return this.faults.misfit(value)
  }

  /** Room for so many rows (a multiple of 8), those already there kept. */
  grow(capacity: number): void {
    if (this.#validity !== undefined) {
      const wider = new Uint8Array(capacity >> 3).fill(0xff)
      wider.set(this.#validity)
      this.#validity = wider
    }
    this.#capacity = capacity
    this.resize(capacity)
  }

  /** The first `rows` rows as Arrow data, without a copy; the column starts anew with room for `capacity` rows. */
  take(rows: number, capacity: number): Data {
    const { data, offsets } = this.buffers(rows)
    const taken = new Data(physicalType(this.field.type), 0, rows, this.#nulls, {
      [BufferType.DATA]: data,
      ...(offsets === undefined ? {} : { [BufferType.OFFSET]: offsets }),
      ...(this.#validity === undefined ? {} : { [BufferType.VALIDITY]: this.#validity }),
    })
    this.restart(capacity)
    return taken
  }

  /** Takes back what `take` gave: nobody reads it any more. */
  recycle(data: Data): void {
    this.#spares.give(data.values.buffer)
  }

  /** At least so many bytes for values, which hold anything; `fresh` bytes when there is no spare buffer. */
  protected memory(bytes: number, fresh = bytes): ArrayBuffer {
    return this.#spares.take(bytes) ?? Buffer.allocUnsafeSlow(fresh).buffer
  }

  protected restart(capacity: number): void {
    this.#validity = undefined
    this.#nulls = 0
    this.#capacity = capacity
    this.allocate(capacity)
  }

  /** What a null leaves in the value buffers. */
  protected skip(_row: number): void {}

  /** Fresh buffers for so many rows. */
  protected abstract allocate(capacity: number): void
  /** Room for so many rows, those already there kept. */
  protected abstract resize(capacity: number): void
  /** The value buffers cut to the rows that are there. */
  protected abstract buffers(rows: number): SinkBuffers
}
