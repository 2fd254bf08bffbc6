import { BadField } from './bad-field.ts'
import { IntervalParts, int64 } from './interval-parts.ts'
import { addUnits, type IntervalUnit } from './interval-units.ts'

interface IsoNumber {
  readonly count: bigint
  readonly fraction: number
  /** Digits before the point. */
  readonly width: number
}

const DATE_UNITS: Readonly<Record<string, IntervalUnit>> = { Y: 'year', M: 'month', W: 'week', D: 'day' }
const TIME_UNITS: Readonly<Record<string, IntervalUnit>> = { H: 'hour', M: 'minute', S: 'second' }

/** ISO 8601: `P1Y2M3DT4H5M6.5S`, `P0001-02-03T04:05:06`, `P00010203T040506`. @throws BadField */
export function decodeIsoInterval(text: string): IntervalParts {
  if (text.length < 2 || !text.startsWith('P')) throw new BadField('format')
  const parts = new IntervalParts()
  const cut = text.indexOf('T')
  readHalf(parts, cut === -1 ? text.slice(1) : text.slice(1, cut), 'date')
  if (cut !== -1) readHalf(parts, text.slice(cut + 1), 'time')
  return parts
}

function readHalf(parts: IntervalParts, text: string, half: 'date' | 'time'): void {
  if (text === '') return
  const units = half === 'date' ? DATE_UNITS : TIME_UNITS
  let rest = text
  let isFirst = true
  while (rest !== '') {
    const [number, after] = isoNumber(rest)
    const unit = units[after.charAt(0)]
    if (unit === undefined) {
      if (!isFirst) throw new BadField('format')
      readAlternative(parts, text, half)
      return
    }
    addUnits(parts, unit, number.count, number.fraction)
    rest = after.slice(1)
    isFirst = false
  }
}

/** Without letters: run together, or with `-` and `:` between. */
function readAlternative(parts: IntervalParts, text: string, half: 'date' | 'time'): void {
  const [number, after] = isoNumber(text)
  if (after === '' && number.width === (half === 'date' ? 8 : 6)) {
    readRunTogether(parts, number, half)
    return
  }
  const separator = half === 'date' ? '-' : ':'
  if (after !== '' && !after.startsWith(separator)) throw new BadField('format')
  const units: readonly IntervalUnit[] = half === 'date' ? ['year', 'month', 'day'] : ['hour', 'minute', 'second']
  let rest = text
  for (const unit of units) {
    const [value, next] = isoNumber(rest)
    addUnits(parts, unit, value.count, value.fraction)
    if (next === '') return
    if (!next.startsWith(separator)) throw new BadField('format')
    rest = next.slice(1)
  }
  throw new BadField('format')
}

function readRunTogether(parts: IntervalParts, { count, fraction }: IsoNumber, half: 'date' | 'time'): void {
  const [first, second, third] = [count / 10_000n, (count / 100n) % 100n, count % 100n] as const
  const [a, b, c]: readonly [IntervalUnit, IntervalUnit, IntervalUnit] =
    half === 'date' ? ['year', 'month', 'day'] : ['hour', 'minute', 'second']
  addUnits(parts, a, first, 0)
  addUnits(parts, b, second, 0)
  addUnits(parts, c, third, half === 'date' ? fraction : 0)
  // PostgreSQL takes the fraction of a run-together time as microseconds.
  if (half === 'time') addUnits(parts, 'microsecond', 0n, fraction)
}

function isoNumber(text: string): readonly [IsoNumber, string] {
  const [whole, sign = '', digits = '', fraction = ''] = /^(-?)(\d*)(\.\d*)?/.exec(text) ?? []
  if (whole === undefined || (digits === '' && fraction.length < 2)) throw new BadField('format')
  const factor = sign === '-' ? -1 : 1
  const count = int64(BigInt(digits === '' ? '0' : digits) * BigInt(factor))
  const part = fraction.length < 2 ? 0 : Number(fraction) * factor
  return [{ count, fraction: part, width: digits.length }, text.slice(whole.length)]
}
