import type { Int64Sink, Int128Sink } from '#arrow'
import { unscaledDecimal } from '#arrow'
import { type CellReader, cutValue } from './cell.ts'
import { lengthEncoded } from './wire-view.ts'

const MINUS = 45
const DOT = 46
const ZERO = 48
/** So many digits are exact as a JS number. */
const SAFE_DIGITS = 15

/** Digits with a point, into a column of unscaled integers with the scale that is the parameter. */
export const readDecimal: CellReader<Int64Sink | Int128Sink> = (view, bytes, at, end, row, sink, scale) => {
  if (at >= end) throw cutValue()
  const length = view.getUint8(at)
  const from = at + 1
  const next = from + length
  // No server sends more than 81 digits here; a longer form is left to the exact way.
  const value = length <= SAFE_DIGITS + 2 && next <= end ? smallDecimal(view, from, next, scale) : undefined
  if (value === undefined) return readExactDecimal(view, bytes, at, end, row, sink, scale)
  sink.setInteger(row, value)
  return next
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
