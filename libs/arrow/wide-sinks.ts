import { ColumnSink, type SinkBuffers } from './column-sink.ts'
import type { Field } from './engine-type.ts'
import { integerRange } from './integer-range.ts'
import { INTERVAL_BYTES } from './physical-type.ts'

const TWO_32 = 4_294_967_296
const INT128_BYTES = 16

/** Decimals of 19 to 38 digits: two's complement of 128 bits, low words first. */
export class Int128Sink extends ColumnSink {
  readonly #limit: bigint
  readonly #limitWords: Uint32Array
  #words = new Uint32Array(0)

  constructor(source: string, field: Field) {
    super(source, field)
    this.#limit = integerRange(field.type).max
    this.#limitWords = Uint32Array.from({ length: 4 }, (_, word) => wordOf(this.#limit, word))
  }

  /** The unscaled value, a number exact below 2^53 or a bigint. @throws QueryError DATA_ERROR when it has too many digits */
  setInteger(row: number, value: number | bigint): void {
    if (Number.isSafeInteger(value)) this.#setNumber(row, Number(value))
    else this.#setBigInt(row, BigInt(value))
  }

  #setNumber(row: number, value: number): void {
    const sign = value < 0 ? -1 : 0
    this.#words[4 * row] = value
    this.#words[4 * row + 1] = Math.floor(value / TWO_32)
    this.#words[4 * row + 2] = sign
    this.#words[4 * row + 3] = sign
  }

  #setBigInt(row: number, value: bigint): void {
    if (value > this.#limit || value < -this.#limit) throw this.misfit(String(value))
    for (let word = 0; word < 4; word += 1) {
      this.#words[4 * row + word] = wordOf(value, word)
    }
  }

  /** The unscaled value by sign and words of 32 bits, low ones first. @throws QueryError DATA_ERROR when it has too many digits */
  setMagnitude(row: number, isNegative: boolean, w0: number, w1: number, w2: number, w3: number): void {
    if (this.#exceeds(w0, w1, w2, w3)) throw this.misfit(magnitudeText(isNegative, w0, w1, w2, w3))
    const words = this.#words
    const at = 4 * row
    if (!isNegative) {
      words[at] = w0
      words[at + 1] = w1
      words[at + 2] = w2
      words[at + 3] = w3
      return
    }
    words[at] = -w0
    words[at + 1] = w0 === 0 ? -w1 : ~w1
    words[at + 2] = w0 === 0 && w1 === 0 ? -w2 : ~w2
    words[at + 3] = w0 === 0 && w1 === 0 && w2 === 0 ? -w3 : ~w3
  }

  #exceeds(w0: number, w1: number, w2: number, w3: number): boolean {
    const limit = this.#limitWords
    if (w3 !== limit[3]) return w3 > (limit[3] ?? 0)
    if (w2 !== limit[2]) return w2 > (limit[2] ?? 0)
    return w1 === limit[1] ? w0 > (limit[0] ?? 0) : w1 > (limit[1] ?? 0)
  }

  protected allocate(capacity: number): void {
    this.#words = new Uint32Array(this.memory(capacity * INT128_BYTES), 0, 4 * capacity)
  }

  protected resize(capacity: number): void {
    const before = this.#words
    this.allocate(capacity)
    this.#words.set(before)
  }

  protected buffers(rows: number): SinkBuffers {
    return { data: this.#words.subarray(0, 4 * rows) }
  }
}

function wordOf(value: bigint, word: number): number {
  return Number(BigInt.asUintN(32, value >> BigInt(32 * word)))
}

function magnitudeText(isNegative: boolean, ...words: readonly number[]): string {
  const magnitude = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
  return `${isNegative ? '-' : ''}${magnitude}`
}

/** interval: int32 months, int32 days, int64 microseconds. */
export class IntervalSink extends ColumnSink {
  #words = new Uint32Array(0)

  /** Months, days, and the two halves of the microseconds; all taken modulo 2^32. */
  setParts(row: number, months: number, days: number, low: number, high: number): void {
    this.#words[4 * row] = months
    this.#words[4 * row + 1] = days
    this.#words[4 * row + 2] = low
    this.#words[4 * row + 3] = high
  }

  protected allocate(capacity: number): void {
    this.#words = new Uint32Array(this.memory(capacity * INTERVAL_BYTES), 0, 4 * capacity)
  }

  protected resize(capacity: number): void {
    const before = this.#words
    this.allocate(capacity)
    this.#words.set(before)
  }

  protected buffers(rows: number): SinkBuffers {
    return { data: new Uint8Array(this.#words.buffer, 0, INTERVAL_BYTES * rows) }
  }
}
