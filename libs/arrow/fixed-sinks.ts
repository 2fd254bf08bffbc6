import { ColumnSink, type SinkBuffers } from './column-sink.ts'
import type { Field, TypeKind } from './engine-type.ts'
import { integerRange } from './integer-range.ts'

const TWO_32 = 4_294_967_296
const INT64_BYTES = 8

/** boolean: one bit a row. */
export class BooleanSink extends ColumnSink {
  #bits = new Uint8Array(0)

  setBoolean(row: number, value: boolean): void {
    if (value) this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) | (1 << (row & 7))
  }

  /** 0 or 1. @throws QueryError DATA_ERROR for any other number */
  setInteger(row: number, value: number | bigint): void {
    const number = Number(value)
    if (number !== 0 && number !== 1) throw this.misfit(String(value))
    this.setBoolean(row, number === 1)
  }

  protected allocate(capacity: number): void {
    this.#bits = new Uint8Array(this.memory(capacity >> 3), 0, capacity >> 3).fill(0)
  }

  protected resize(capacity: number): void {
    const before = this.#bits
    this.allocate(capacity)
    this.#bits.set(before)
  }

  protected buffers(rows: number): SinkBuffers {
    return { data: this.#bits.subarray(0, (rows + 7) >> 3) }
  }
}

type NumberArray =
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>

interface NumberArrayOf {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, byteOffset: number, length: number): NumberArray
}

const NUMBER_ARRAYS: Partial<Record<TypeKind, NumberArrayOf>> = {
  int16: Int16Array,
  int32: Int32Array,
  date: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** int16, int32, date (days), float32 and float64: values of up to 53 bits. */
export class NumberSink extends ColumnSink {
  /** A decoder that knows the value to be of the type writes `values[row]` itself. */
  values: NumberArray
  readonly #Values: NumberArrayOf
  readonly #min: number
  readonly #max: number

  constructor(source: string, field: Field) {
    super(source, field)
    const Values = NUMBER_ARRAYS[field.type.kind]
    if (Values === undefined) throw new TypeError(`${field.type.kind} is not stored as numbers`)
    const range = Values === Float32Array || Values === Float64Array ? undefined : integerRange(field.type)
    this.#Values = Values
    this.#min = range === undefined ? 0 : Number(range.min)
    this.#max = range === undefined ? 0 : Number(range.max)
    this.values = new Values(new ArrayBuffer(0), 0, 0)
  }

  /** An integer, or days. @throws QueryError DATA_ERROR when the type has no such value */
  setInteger(row: number, value: number | bigint): void {
    if (!(value >= this.#min && value <= this.#max)) throw this.misfit(String(value))
    this.values[row] = Number(value)
  }

  /** A float; NaN and the infinities are values. @throws QueryError DATA_ERROR when a finite one would become infinite */
  setFloat(row: number, value: number): void {
    this.values[row] = value
    if (Number.isFinite(value) && !Number.isFinite(this.values[row])) throw this.misfit(String(value))
  }

  protected allocate(capacity: number): void {
    this.values = new this.#Values(this.memory(capacity * this.#Values.BYTES_PER_ELEMENT), 0, capacity)
  }

  protected resize(capacity: number): void {
    const before = this.values
    this.allocate(capacity)
    this.values.set(before)
  }

  protected buffers(rows: number): SinkBuffers {
    return { data: this.values.subarray(0, rows) }
  }
}

/** int64, uint64, time and timestamps (microseconds), decimals of up to 18 digits (unscaled). */
export class Int64Sink extends ColumnSink {
  readonly #isUnsigned: boolean
  readonly #min: bigint
  readonly #max: bigint
  readonly #minNumber: number
  readonly #maxNumber: number
  #words = new Uint32Array(0)

  constructor(source: string, field: Field) {
    super(source, field)
    const { min, max } = integerRange(field.type)
    this.#isUnsigned = field.type.kind === 'uint64'
    this.#min = min
    this.#max = max
    this.#minNumber = Number(min)
    this.#maxNumber = Number(max)
  }

  /** The two halves of a value known to be of the type; both taken modulo 2^32. */
  setWords(row: number, low: number, high: number): void {
    this.#words[2 * row] = low
    this.#words[2 * row + 1] = high
  }

  /** A number exact below 2^53, or any bigint. @throws QueryError DATA_ERROR when the type has no such value */
  setInteger(row: number, value: number | bigint): void {
    if (typeof value === 'bigint') {
      if (value < this.#min || value > this.#max) throw this.misfit(String(value))
      this.setWords(row, Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)))
      return
    }
    if (!(value >= this.#minNumber && value <= this.#maxNumber)) throw this.misfit(String(value))
    // Most values are so small, and need no arithmetic of floats.
    const small = value | 0
    if (small === value) {
      this.setWords(row, small, small >> 31)
      return
    }
    if (!Number.isSafeInteger(value)) throw this.misfit(String(value))
    this.setWords(row, value, Math.floor(value / TWO_32))
  }

  protected allocate(capacity: number): void {
    this.#words = new Uint32Array(this.memory(capacity * INT64_BYTES), 0, 2 * capacity)
  }

  protected resize(capacity: number): void {
    const before = this.#words
    this.allocate(capacity)
    this.#words.set(before)
  }

  protected buffers(rows: number): SinkBuffers {
    const Values = this.#isUnsigned ? BigUint64Array : BigInt64Array
    return { data: new Values(this.#words.buffer, 0, rows) }
  }
}
