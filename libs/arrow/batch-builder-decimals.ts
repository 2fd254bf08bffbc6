import { type ColumnBuffers, ColumnBuilder } from './batch-builder-column.ts'
import { Int64Based } from './batch-builder-integers.ts'
import type { EngineType, Field } from './engine-type.ts'

interface Shape {
  readonly precision: number
  readonly scale: number
  /** The largest unscaled value. */
  readonly limit: bigint
}

/** Decimals of up to 18 digits, as scaled int64. */
export class Decimal64Column extends Int64Based {
  readonly #shape: Shape
  readonly #limit: number

  constructor(field: Field, source: string) {
    super(field, source)
    this.#shape = shapeOf(field.type)
    this.#limit = Number(this.#shape.limit)
  }

  appendText(text: string): void {
    const small = smallDecimal(text, this.#shape.scale)
    if (small !== undefined) {
      if (small > this.#limit || small < -this.#limit) throw this.misfit(text)
      this.putNumber(small)
      return
    }
    const value = unscaledDecimal(text, this.#shape.scale)
    if (value === undefined || !within(value, this.#shape.limit)) throw this.misfit(text)
    this.putBigInt(value)
  }

  protected checkRange(value: number | bigint): void {
    if (!within(BigInt(value), this.#shape.limit)) throw this.misfit(String(value))
  }
}

/** Decimals of 19 to 38 digits, as two's complement of 128 bits, low words first. */
export class Decimal128Column extends ColumnBuilder {
  readonly #shape: Shape
  #values = new BigUint64Array(0)

  constructor(field: Field, source: string) {
    super(field, source)
    this.#shape = shapeOf(field.type)
  }

  appendText(text: string): void {
    const value = smallDecimal(text, this.#shape.scale) ?? unscaledDecimal(text, this.#shape.scale)
    if (value === undefined) throw this.misfit(text)
    this.appendInteger(value)
  }

  override appendInteger(value: number | bigint): void {
    const unscaled = BigInt(value)
    if (!within(unscaled, this.#shape.limit)) throw this.misfit(String(value))
    const row = this.nextRow()
    this.#values[2 * row] = BigInt.asUintN(64, unscaled)
    this.#values[2 * row + 1] = BigInt.asUintN(64, unscaled >> 64n)
  }

  protected allocate(capacity: number): void {
    this.#values = new BigUint64Array(2 * capacity)
  }

  protected resize(capacity: number): void {
    const before = this.#values
    this.allocate(capacity)
    this.#values.set(before)
  }

  protected buffers(length: number): ColumnBuffers {
    return { data: new Uint32Array(this.#values.buffer, 0, 4 * length) }
  }
}

function shapeOf(type: EngineType): Shape {
  if (type.kind !== 'decimal') throw new TypeError(`${type.kind} is no decimal`)
  return { precision: type.precision, scale: type.scale, limit: 10n ** BigInt(type.precision) - 1n }
}

function within(value: bigint, limit: bigint): boolean {
  return value <= limit && value >= -limit
}

/** The unscaled value of plain digits when it has at most 15 of them, else undefined. */
function smallDecimal(text: string, scale: number): number | undefined {
  const first = text.charCodeAt(0)
  let index = first === 45 || first === 43 ? 1 : 0
  if (text.length - index > 15 || text.length === index) return undefined
  if (text.length - index === 1 && text.endsWith('.')) return undefined
  let value = 0
  let digits = 0
  let fraction = -1
  for (; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit === -2 && fraction < 0) {
      fraction = 0
      continue
    }
    if (digit < 0 || digit > 9 || fraction === scale) return undefined
    value = value * 10 + digit
    if (value !== 0) digits++
    if (fraction >= 0) fraction++
  }
  const missing = scale - Math.max(fraction, 0)
  if (digits + missing > 15) return undefined
  for (let n = 0; n < missing; n++) value *= 10
  return first === 45 && value !== 0 ? -value : value
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** The unscaled value of any decimal text, or undefined when it is none or has more decimals than the scale. */
export function unscaledDecimal(text: string, scale: number): bigint | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  if (digits === '') return undefined
  const shift = scale + Number(exponent) - fraction.length
  const unsigned = shifted(BigInt(digits), shift)
  return sign === '-' && unsigned !== undefined ? -unsigned : unsigned
}

function shifted(value: bigint, shift: number): bigint | undefined {
  if (value === 0n) return 0n
  if (shift >= 0) return value * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return value % divisor === 0n ? value / divisor : undefined
}
