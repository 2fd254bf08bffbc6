import { type Int64Sink, Int128Sink, type NumberSink } from '#arrow'
import { ProtocolFault } from './protocol-faults.ts'

// numeric_send of src/backend/utils/adt/numeric.c: int16 count of digits, int16 weight, uint16 sign, int16 scale shown,
// then the digits of base 10,000; the first one counts 10000^weight.

const HEADER_BYTES = 8
const BASE_DIGITS = 4
const BASE = 10_000
const NEGATIVE = 0x4000
const SPECIAL: Readonly<Record<number, string>> = { 49152: 'NaN', 53248: 'Infinity', 61440: '-Infinity' }
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)
/** Powers of ten below a group's base, as small integers. */
const GROUP_POWERS = [1, 10, 100, 1000, BASE]
const TWO_32 = 4_294_967_296
/** Decimal digits up to which the sum of groups is exact as a double, or seen to be above 2^53. */
const SMALL_DIGITS = 20
const MAX_DIGITS = 38
const SHOWN_GROUPS = 40

/**
 * Writes the unscaled value of a numeric at this scale. Digits beyond the scale are refused, never rounded.
 * @throws QueryError DATA_ERROR when the type has no such value; ProtocolFault when the bytes are no numeric
 */
export function setNumeric(
  sink: NumberSink | Int64Sink | Int128Sink,
  row: number,
  view: DataView,
  at: number,
  length: number,
  scale: number,
): void {
  const groups = length >= HEADER_BYTES ? view.getUint16(at) : 0
  if (length !== HEADER_BYTES + 2 * groups) throw new ProtocolFault(`a numeric of ${length} bytes`)
  const sign = view.getUint16(at + 4)
  if (sign !== 0 && sign !== NEGATIVE) throw specialFault(sink, sign)
  const weight = view.getInt16(at + 2)
  if (BASE_DIGITS * (weight + 1) + scale <= SMALL_DIGITS) {
    const value = smallValue(view, at + HEADER_BYTES, groups, BASE_DIGITS * weight + scale)
    if (value <= Number.MAX_SAFE_INTEGER) {
      sink.setInteger(row, sign === NEGATIVE ? -value : value)
      return
    }
  }
  if (sink instanceof Int128Sink) {
    setWide(sink, row, view, at, scale)
    return
  }
  const value = exactValue(view, at, scale)
  if (value === undefined) throw sink.misfit(numericText(view, at))
  sink.setInteger(row, sign === NEGATIVE ? -value : value)
}

function specialFault(sink: NumberSink | Int64Sink | Int128Sink, sign: number): Error {
  const special = SPECIAL[sign]
  return special === undefined ? new ProtocolFault(`a numeric of sign ${sign}`) : sink.misfit(special)
}

/** The unscaled value, exact up to 2^53; infinity when it is above, or has digits beyond the scale. */
function smallValue(view: DataView, first: number, groups: number, exponentOfFirst: number): number {
  let value = 0
  let exponent = exponentOfFirst
  for (let at = first; at < first + 2 * groups; at += 2) {
    const digits = groupAt(view, at)
    if (exponent >= 0) {
      value += digits * (POWERS[exponent] ?? Number.NaN)
    } else if (digits !== 0) {
      const divisor = divisorOf(exponent)
      if (digits % divisor !== 0) return Number.POSITIVE_INFINITY
      value += digits / divisor
    }
    exponent -= BASE_DIGITS
  }
  return value
}

/** Base 10,000 has room for digits that are none. */
function groupAt(view: DataView, at: number): number {
  const digits = view.getUint16(at)
  if (digits >= BASE) throw new ProtocolFault(`a numeric with the digits ${digits}`)
  return digits
}

/** What a group must be a multiple of when its last digit counts 10^exponent, and only whole units can be kept. */
function divisorOf(exponent: number): number {
  return GROUP_POWERS[Math.min(-exponent, BASE_DIGITS)] ?? BASE
}

/** Writes a value of up to 38 digits as four words of 32 bits, without a bigint for each. */
function setWide(sink: Int128Sink, row: number, view: DataView, at: number, scale: number): void {
  const groups = view.getUint16(at)
  let exponent = BASE_DIGITS * view.getInt16(at + 2) + scale
  if (exponent > MAX_DIGITS) throw sink.misfit(numericText(view, at))
  let w0 = 0
  let w1 = 0
  let w2 = 0
  let w3 = 0
  let overflow = 0
  // Groups that are not sent, up to the unit of the scale, are zeros.
  for (let group = 0; group < groups || exponent > -BASE_DIGITS; group += 1) {
    const digits = group < groups ? groupAt(view, at + HEADER_BYTES + 2 * group) : 0
    const divisor = exponent >= 0 ? 1 : divisorOf(exponent)
    if (digits % divisor !== 0) throw sink.misfit(numericText(view, at))
    const factor = BASE / divisor
    let sum = w0 * factor + digits / divisor
    w0 = sum >>> 0
    sum = w1 * factor + (sum - w0) / TWO_32
    w1 = sum >>> 0
    sum = w2 * factor + (sum - w1) / TWO_32
    w2 = sum >>> 0
    sum = w3 * factor + (sum - w2) / TWO_32
    w3 = sum >>> 0
    overflow += sum - w3
    exponent -= BASE_DIGITS
  }
  if (overflow !== 0) throw sink.misfit(numericText(view, at))
  sink.setMagnitude(row, view.getUint16(at + 4) === NEGATIVE, w0, w1, w2, w3)
}

/** The unscaled value without its sign, or undefined when it has digits beyond the scale or far too many. */
function exactValue(view: DataView, at: number, scale: number): bigint | undefined {
  const groups = view.getUint16(at)
  let exponent = BASE_DIGITS * view.getInt16(at + 2) + scale
  if (exponent > MAX_DIGITS) return undefined
  let value = 0n
  for (let group = 0; group < groups; group += 1) {
    const digits = groupAt(view, at + HEADER_BYTES + 2 * group)
    if (exponent >= 0) {
      value += BigInt(digits) * 10n ** BigInt(exponent)
    } else if (digits !== 0) {
      const divisor = divisorOf(exponent)
      if (digits % divisor !== 0) return undefined
      value += BigInt(digits / divisor)
    }
    exponent -= BASE_DIGITS
  }
  return value
}

/** The number as text, for an error: of very long ones the beginning. */
function numericText(view: DataView, at: number): string {
  const weight = view.getInt16(at + 2)
  const groups = view.getUint16(at)
  const scale = view.getUint16(at + 6)
  const group = (index: number): string =>
    String(index >= 0 && index < groups ? view.getUint16(at + HEADER_BYTES + 2 * index) : 0).padStart(BASE_DIGITS, '0')
  const groupsFrom = (first: number, count: number): string =>
    Array.from({ length: Math.min(Math.max(count, 0), SHOWN_GROUPS) }, (_, index) => group(first + index)).join('')
  const whole = groupsFrom(0, weight + 1).replace(/^0+/, '')
  const fraction = groupsFrom(weight + 1, Math.ceil(scale / BASE_DIGITS)).slice(0, scale)
  const minus = view.getUint16(at + 4) === NEGATIVE ? '-' : ''
  return `${minus}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`
}
