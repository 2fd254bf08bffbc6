import { BadField, roundToEven } from './bad-field.ts'

const MICROS_PER_DAY = 86_400_000_000

/** Microseconds of the units of a clock. */
export const CLOCK_MICROS = { hour: 3_600_000_000n, minute: 60_000_000n, second: 1_000_000n } as const

/** An interval while it is read: no part is carried into another, and each has PostgreSQL's range. */
export class IntervalParts {
  years = 0
  months = 0
  days = 0
  micros = 0n

  /** @throws BadField overflow */
  addMicros(count: bigint, fraction: number, unit: bigint): void {
    this.micros = int64(this.micros + count * unit)
    this.#addFractionOfMicros(fraction * Number(unit))
  }

  /** @throws BadField overflow */
  addDays(count: bigint, fraction: number, size: 1 | 7): void {
    this.days = int32(BigInt(this.days) + int32Count(count) * BigInt(size))
    if (size === 1) this.#addFractionOfMicros(fraction * MICROS_PER_DAY)
    else this.#addFractionOfDays(fraction * size)
  }

  /** A fraction is taken of 30 days. @throws BadField overflow */
  addMonths(count: bigint, fraction: number): void {
    this.months = int32(BigInt(this.months) + int32Count(count))
    this.#addFractionOfDays(fraction * 30)
  }

  /** A fraction is rounded to months. @throws BadField overflow */
  addYears(count: bigint, fraction: number, size: number): void {
    this.years = int32(BigInt(this.years) + int32Count(count) * BigInt(size))
    this.months = int32(BigInt(this.months + roundToEven(fraction * size * 12)))
  }

  /** @throws BadField overflow */
  negate(): void {
    this.years = int32(-BigInt(this.years))
    this.months = int32(-BigInt(this.months))
    this.days = int32(-BigInt(this.days))
    this.micros = int64(-this.micros)
  }

  #addFractionOfDays(days: number): void {
    const whole = Math.trunc(days)
    this.days = int32(BigInt(this.days + whole))
    this.#addFractionOfMicros((days - whole) * MICROS_PER_DAY)
  }

  #addFractionOfMicros(micros: number): void {
    const whole = Math.trunc(micros)
    const rest = micros - whole
    const rounded = rest > 0.5 ? whole + 1 : rest < -0.5 ? whole - 1 : whole
    this.micros = int64(this.micros + BigInt(rounded))
  }
}

function int32Count(count: bigint): bigint {
  int32(count)
  return count
}

function int32(value: bigint): number {
  if (value < -(2n ** 31n) || value >= 2n ** 31n) throw new BadField('overflow')
  return Number(value)
}

/** @throws BadField overflow for what int64 does not hold */
export function int64(value: bigint): bigint {
  if (value < -(2n ** 63n) || value >= 2n ** 63n) throw new BadField('overflow')
  return value
}
