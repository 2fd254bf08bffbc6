import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'
import type { Field } from './engine-type.ts'

const TWO_32 = 4_294_967_296
/** Integers of so many digits are exact as JS numbers. */
const SAFE_DIGITS = 15

/** int16 and int32, and dates as days. */
export class Int32Column extends ColumnBuilder {
  #values: Int16Array | Int32Array
  readonly #make: (capacity: number) => Int16Array | Int32Array
  readonly #limit: number

  constructor(field: Field, source: string) {
    super(field, source)
    const narrow = field.type.kind === 'int16'
    this.#limit = narrow ? 0x8000 : 0x80000000
    this.#make = narrow ? (capacity) => new Int16Array(capacity) : (capacity) => new Int32Array(capacity)
    this.#values = this.#make(0)
  }

  appendText(text: string): void {
    const value = smallInteger(text)
    if (value === undefined) throw this.misfit(text)
    this.appendInteger(value)
  }

  override appendInteger(value: number | bigint): void {
    const number = Number(value)
    if (!(number >= -this.#limit && number < this.#limit) || !Number.isInteger(number)) throw this.misfit(String(value))
    const row = this.nextRow()
    this.#values[row] = number
  }

  protected allocate(capacity: number): void {
    this.#values = this.#make(capacity)
  }

  protected resize(capacity: number): void {
    const values = this.#make(capacity)
    values.set(this.#values)
    this.#values = values
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: this.#values.subarray(0, length) }
  }
}

/** Columns of 64-bit integers: int64 itself, timestamps, times, decimals of up to 18 digits. */
export abstract class Int64Based extends ColumnBuilder {
  #values = new BigInt64Array(0)
  #words = new Uint32Array(0)

  override appendInteger(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.checkRange(value)
      this.putBigInt(value)
      return
    }
    if (!Number.isSafeInteger(value)) throw this.misfit(String(value))
    this.checkRange(value)
    this.putNumber(value)
  }

  /** Throws unless the type holds the value. */
  protected abstract checkRange(value: number | bigint): void

  /** Appends an integer that is exact as a JS number (below 2^53). */
  protected putNumber(value: number): void {
    const row = this.nextRow()
    this.#words[2 * row] = value >>> 0
    this.#words[2 * row + 1] = Math.floor(value / TWO_32)
  }

  protected putBigInt(value: bigint): void {
    const row = this.nextRow()
    this.#values[row] = value
  }

  protected allocate(capacity: number): void {
    this.#values = new BigInt64Array(capacity)
    this.#words = new Uint32Array(this.#values.buffer)
  }

  protected resize(capacity: number): void {
    const before = this.#values
    this.allocate(capacity)
    this.#values.set(before)
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: this.#values.subarray(0, length) }
  }
}

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n
const MAX_UINT64 = 2n ** 64n - 1n

export class Int64Column extends Int64Based {
  appendText(text: string): void {
    const value = smallInteger(text) ?? bigInteger(text)
    if (value === undefined) throw this.misfit(text)
    this.appendInteger(value)
  }

  protected checkRange(value: number | bigint): void {
    if (value < MIN_INT64 || value > MAX_INT64) throw this.misfit(String(value))
  }
}

export class Uint64Column extends Int64Based {
  appendText(text: string): void {
    const value = smallInteger(text) ?? bigInteger(text)
    if (value === undefined) throw this.misfit(text)
    this.appendInteger(value)
  }

  protected checkRange(value: number | bigint): void {
    if (value < 0 || value > MAX_UINT64) throw this.misfit(String(value))
  }

  protected override buffers(length: number): ColumnBuffers {
    const { data } = super.buffers(length)
    return { data: new BigUint64Array(data.buffer, data.byteOffset, length) }
  }
}

/** The integer as a number, or undefined when it is not one of at most 15 digits. */
function smallInteger(text: string): number | undefined {
  const first = text.charCodeAt(0)
  const start = first === 45 || first === 43 ? 1 : 0
  const digits = text.length - start
  if (digits === 0 || digits > SAFE_DIGITS) return undefined
  let value = 0
  for (let index = start; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return first === 45 && value !== 0 ? -value : value
}

const INTEGER = /^[+-]?\d{1,40}$/

function bigInteger(text: string): bigint | undefined {
  if (!INTEGER.test(text)) return undefined
  return BigInt(text.startsWith('+') ? text.slice(1) : text)
}
