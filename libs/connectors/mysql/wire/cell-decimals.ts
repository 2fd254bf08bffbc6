import type { Int64Sink, Int128Sink } from '#arrow'
import { unscaledDecimal } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'
import { lengthEncoded } from './wire-view.ts'

const MINUS = 45
const DOT = 46
const ZERO = 48
/** So many digits are exact as a JS number. */
const SAFE_DIGITS = 15

/** So many digits fit an int32. */
const INT32_DIGITS = 9
/** What no int32 of nine digits is. */
const NOT_PLAIN = -(2 ** 31)

/** Digits with a point, into a column of unscaled integers with the scale that is the parameter. */
export const readDecimal: CellReader<Int64Sink | Int128Sink> = (view, bytes, at, end, row, sink, scale) => {
  if (at >= end) throw cutValue()
  const length = view.getUint8(at)
  const from = at + 1
  const next = from + length
  // No server sends more than 81 digits here; a longer form is left to the exact way.
  if (length > SAFE_DIGITS + 2 || next > end) return readExactDecimal(view, bytes, at, end, row, sink, scale)
  const plain = plainDecimal(view, from, next, scale)
  const value = plain === NOT_PLAIN ? smallDecimal(view, from, next, scale) : plain
  if (value === undefined) return readExactDecimal(view, bytes, at, end, row, sink, scale)
  sink.setInteger(row, value)
  return next
}

/**
 * The unscaled value of at most nine digits with exactly as many decimals as the scale, which is how a server sends a
 * column: whole numbers only, and one test for all digits. Else NOT_PLAIN.
 */
function plainDecimal(view: DataView, from: number, end: number, scale: number): number {
  const point = scale === 0 ? end : end - scale - 1
  if (point <= from) return NOT_PLAIN
  const negative = view.getUint8(from) === MINUS
  let at = negative ? from + 1 : from
  if (at === point || point - at + scale > INT32_DIGITS) return NOT_PLAIN
  let value = 0
  let signs = 0
  for (; at < point; at += 1) {
    const digit = view.getUint8(at) - ZERO
    signs |= digit | (9 - digit)
    value = (value * 10 + digit) | 0
  }
  if (point < end && view.getUint8(point) !== DOT) return NOT_PLAIN
  for (at = point + 1; at < end; at += 1) {
    const digit = view.getUint8(at) - ZERO
    signs |= digit | (9 - digit)
    value = (value * 10 + digit) | 0
  }
  if (signs < 0) return NOT_PLAIN
  return negative ? -value | 0 : value
}

/** The unscaled value of plain digits when it has at most 15 of them, else undefined. */
function smallDecimal(view: DataView, from: number, end: number, scale: number): number | undefined {
  let at = from
  const negative = at < end && view.getUint8(at) === MINUS
  if (negative) at += 1
  if (at === end) return undefined
  let value = 0
  let digits = 0
  let point = -1
  for (; at < end; at += 1) {
    const byte = view.getUint8(at)
    if (byte === DOT && point < 0) {
      point = digits
      continue
    }
    if (byte < ZERO || byte > ZERO + 9) return undefined
    value = value * 10 + (byte - ZERO)
    digits += 1
  }
  const missing = point < 0 ? scale : scale - (digits - point)
  if (digits === 0 || missing < 0 || digits + missing > SAFE_DIGITS) return undefined
  return (negative && value !== 0 ? -value : value) * (POWERS[missing] ?? 0)
}

const POWERS: readonly number[] = Array.from({ length: SAFE_DIGITS + 1 }, (_, exponent) => 10 ** exponent)

const readExactDecimal: CellReader<Int64Sink | Int128Sink> = (view, bytes, at, end, row, sink, scale) => {
  const { value: length, next: from } = lengthEncoded(view, at, end)
  const next = from + length
  if (next > end) throw cutValue()
  const text = bytes.toString('latin1', from, next)
  const value = unscaledDecimal(text, scale)
  if (value === undefined) throw sink.misfit(text)
  sink.setInteger(row, value)
  return next
}
