import { civilFromDays } from '#arrow'

const MINUS = 45
const POINT = 46
const ZERO = 48
const BILLION = 1_000_000_000
const HIGH = 2 ** 32

/** Bytes that `writeInteger`, `writeDecimal` and `writeDate` take at most. */
export const NUMBER_BYTES = 24

/** Writes a safe integer in decimal digits; returns where they end. */
export function writeInteger(value: number, out: Uint8Array, at: number): number {
  if (value >= 0) return writeNatural(value, out, at)
  out[at] = MINUS
  return writeNatural(-value, out, at + 1)
}

/** Writes an unscaled safe integer as a decimal of 1 to 15 places; returns where it ends. */
export function writeDecimal(unscaled: number, scale: number, out: Uint8Array, at: number): number {
  let from = at
  let magnitude = unscaled
  if (unscaled < 0) {
    out[from] = MINUS
    from += 1
    magnitude = -unscaled
  }
  const unit = 10 ** scale
  const whole = Math.floor(magnitude / unit)
  const point = writeNatural(whole, out, from)
  out[point] = POINT
  writePadded(magnitude - whole * unit, scale, out, point + 1)
  return point + 1 + scale
}

/** Dates from 1970-01-01 on that are kept once they have been written. */
const KEPT_DAYS = 2 ** 15
const DATE_BYTES = 10
const keptDates = new Uint8Array(KEPT_DAYS * DATE_BYTES)

/** Writes days since 1970-01-01 as `YYYY-MM-DD`; returns where it ends, or -1 outside the years 1 to 9999. */
export function writeDate(days: number, out: Uint8Array, at: number): number {
  if (days < 0 || days >= KEPT_DAYS) return computeDate(days, out, at)
  const kept = days * DATE_BYTES
  if (keptDates[kept] === 0) computeDate(days, keptDates, kept)
  for (let index = 0; index < DATE_BYTES; index += 1) out[at + index] = keptDates[kept + index] ?? 0
  return at + DATE_BYTES
}

function computeDate(days: number, out: Uint8Array, at: number): number {
  const { year, month, day } = civilFromDays(days)
  if (year < 1 || year > 9999) return -1
  writePadded(year, 4, out, at)
  out[at + 4] = MINUS
  writePadded(month, 2, out, at + 5)
  out[at + 7] = MINUS
  writePadded(day, 2, out, at + 8)
  return at + DATE_BYTES
}

/** The signed 64-bit integer at `at` where a number holds it exactly, else NaN. */
export function safeInt64(view: DataView, at: number): number {
  const high = view.getInt32(at + 4, true)
  return high >= -0x200000 && high < 0x200000 ? high * HIGH + view.getUint32(at, true) : Number.NaN
}

function writeNatural(value: number, out: Uint8Array, at: number): number {
  const digits = digitsOf(value)
  writePadded(value, digits, out, at)
  return at + digits
}

/** Writes the last `digits` digits, with zeros in front. */
function writePadded(value: number, digits: number, out: Uint8Array, at: number): void {
  let end = at + digits
  let rest = value
  if (value >= BILLION) {
    const high = Math.floor(value / BILLION)
    end = writeBackwards(value - high * BILLION, 9, out, end)
    rest = high
  }
  writeBackwards(rest, end - at, out, end)
}

/** Writes a number below 2^31 into the bytes before `end`; returns where it begins. */
function writeBackwards(value: number, digits: number, out: Uint8Array, end: number): number {
  let rest = value | 0
  for (let index = end - 1; index >= end - digits; index -= 1) {
    const next = (rest / 10) | 0
    out[index] = ZERO + rest - next * 10
    rest = next
  }
  return end - digits
}

function digitsOf(value: number): number {
  let digits = 1
  for (let limit = 10; value >= limit; limit *= 10) digits += 1
  return digits
}
