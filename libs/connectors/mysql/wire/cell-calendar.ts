import { daysFromCivil, type Int64Sink, type NumberSink } from '#arrow'
import { dateText, momentText, timeText } from './calendar-text.ts'
import { type CellReader, cutValue } from './cell.ts'

/** Seconds up to which the microseconds are exact as a JS number: the years 1684 to 2255. */
const SAFE_SECONDS = 9_007_199_000
const DAY_SECONDS = 86_400

/** DATE as days. Dates that no calendar has, zero dates among them, do not fit. */
export const readDate: CellReader<NumberSink> = (view, _bytes, at, end, row, sink) => {
  const next = endOf(view, at, end)
  const days = next - at === 5 ? daysAt(view, at + 1) : undefined
  if (days === undefined) throw sink.misfit(dateText(view, at + 1, next - at - 1))
  sink.values[row] = days
  return next
}

/** DATETIME or TIMESTAMP as microseconds. What no calendar has does not fit. */
export const readMoment: CellReader<Int64Sink> = (view, _bytes, at, end, row, sink, decimals) => {
  const next = endOf(view, at, end)
  const length = next - at - 1
  const days = length === 4 || length === 7 || length === 11 ? daysAt(view, at + 1) : undefined
  const ofDay = length === 7 || length === 11 ? secondsAt(view, at + 5) : 0
  const micros = length === 11 ? view.getUint32(at + 8, true) : 0
  if (days === undefined || ofDay === undefined || micros > 999_999) {
    throw sink.misfit(momentText(view, at + 1, length, decimals))
  }
  const seconds = days * DAY_SECONDS + ofDay
  if (seconds > -SAFE_SECONDS && seconds < SAFE_SECONDS) sink.setInteger(row, seconds * 1_000_000 + micros)
  else sink.setInteger(row, BigInt(seconds) * 1_000_000n + BigInt(micros))
  return next
}

/** TIME as microseconds since midnight. Negative ones and those beyond 24 hours do not fit. */
export const readTime: CellReader<Int64Sink> = (view, _bytes, at, end, row, sink, decimals) => {
  const next = endOf(view, at, end)
  const micros = timeAt(view, at + 1, next - at - 1)
  if (micros === undefined) throw sink.misfit(timeText(view, at + 1, next - at - 1, decimals))
  sink.setInteger(row, micros)
  return next
}

/** Where the value ends whose length in bytes is at `at`. @throws WireFault beyond `end` */
function endOf(view: DataView, at: number, end: number): number {
  if (at >= end) throw cutValue()
  const next = at + 1 + view.getUint8(at)
  if (next > end) throw cutValue()
  return next
}

const MAX_YEAR = 9999
const MONTH_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const FEBRUARY = 2
/** Days since 1970-01-01 of the first of each month from year 0 on: twelve a year. */
const MONTH_STARTS = Int32Array.from({ length: 12 * (MAX_YEAR + 1) }, (_, index) =>
  daysFromCivil(Math.floor(index / 12), (index % 12) + 1, 1),
)

/** Days since 1970-01-01 of year, month and day, or undefined when no calendar has that day. */
function daysAt(view: DataView, at: number): number | undefined {
  const year = view.getUint16(at, true)
  const month = view.getUint8(at + 2)
  const day = view.getUint8(at + 3)
  if (year < 1 || year > MAX_YEAR || month < 1 || month > 12 || day < 1) return undefined
  if (day > 28 && day > (MONTH_DAYS[month] ?? 0) + (month === FEBRUARY && isLeap(year) ? 1 : 0)) return undefined
  return (MONTH_STARTS[year * 12 + month - 1] ?? 0) + day - 1
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Seconds since midnight of hour, minute and second, or undefined when no day has them. */
function secondsAt(view: DataView, at: number): number | undefined {
  const hour = view.getUint8(at)
  const minute = view.getUint8(at + 1)
  const second = view.getUint8(at + 2)
  return hour > 23 || minute > 59 || second > 59 ? undefined : hour * 3600 + minute * 60 + second
}

const DAY_MICROS = DAY_SECONDS * 1_000_000

/** Microseconds of a TIME between 00:00:00 and 24:00:00, else undefined. */
function timeAt(view: DataView, at: number, length: number): number | undefined {
  if (length === 0) return 0
  if (length !== 8 && length !== 12) return undefined
  const days = view.getUint32(at + 1, true)
  const hour = view.getUint8(at + 5)
  const minute = view.getUint8(at + 6)
  const second = view.getUint8(at + 7)
  const fraction = length === 12 ? view.getUint32(at + 8, true) : 0
  if (view.getUint8(at) !== 0 || minute > 59 || second > 59 || fraction > 999_999) return undefined
  const micros = ((days * 24 + hour) * 3600 + minute * 60 + second) * 1_000_000 + fraction
  return micros > DAY_MICROS ? undefined : micros
}
