import { daysFromCivil } from './civil-date.ts'
import { INFINITE_DAYS } from './integer-range.ts'

/** The value of a text; or why it is none. */
export type Parsed<Value> = Value | 'malformed'

/** A moment: whole seconds since 1970-01-01 00:00:00 UTC, infinite ones too, and microseconds after them. */
export interface Moment {
  readonly seconds: number
  readonly micros: number
}

const DATE = /^(\d{4,7})-(\d{2})-(\d{2})( BC)?$/
const TIMESTAMP =
  /^(\d{4,7}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?)?( BC)?$/
const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})0*)?)?$/

/** Days since 1970-01-01 of `YYYY-MM-DD[ BC]` in the proleptic Gregorian calendar. */
export function parseDate(text: string): Parsed<number> {
  const usual = text.length === 10 ? usualDate(text) : undefined
  if (usual !== undefined) return usual
  const match = DATE.exec(text)
  if (match !== null) return daysOf(yearOf(match[1], match[4]), Number(match[2]), Number(match[3])) ?? 'malformed'
  if (text === 'infinity') return INFINITE_DAYS
  return text === '-infinity' ? -INFINITE_DAYS : 'malformed'
}

/** Microseconds since midnight of `HH:MM[:SS[.ffffff]]`, up to 24:00:00. */
export function parseTime(text: string): Parsed<number> {
  const match = TIME.exec(text)
  if (match === null) return 'malformed'
  const [, hours, minutes, seconds = '0', fraction = ''] = match
  if (Number(minutes) > 59 || Number(seconds) > 59) return 'malformed'
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const micros = whole * 1_000_000 + Number(fraction.padEnd(6, '0'))
  return micros <= 86_400_000_000 ? micros : 'malformed'
}

/** `YYYY-MM-DD[ HH:MM:SS[.ffffff]]` without a zone. */
export function parseTimestamp(text: string): Parsed<Moment> {
  const usual = usualMoment(text, text.length)
  if (usual !== undefined) return usual
  const match = TIMESTAMP.exec(text)
  if (match === null) return infiniteMoment(text)
  if (match[3] !== undefined) return 'malformed'
  return momentOf(`${match[1]}${match[4] ?? ''}`, match[2], 0)
}

/** The same with a zone as an offset; without one it is UTC, to which every session is set. */
export function parseTimestamptz(text: string): Parsed<Moment> {
  const usual = usualMoment(text, text.endsWith('+00') ? text.length - 3 : text.length)
  if (usual !== undefined) return usual
  const match = TIMESTAMP.exec(text)
  if (match === null) return infiniteMoment(text)
  return momentOf(`${match[1]}${match[4] ?? ''}`, match[2], offsetSeconds(match[3]))
}

function momentOf(date: string, time: string | undefined, offset: number): Parsed<Moment> {
  const days = parseDate(date)
  if (typeof days !== 'number') return days
  const ofDay = time === undefined ? 0 : parseTime(time)
  if (typeof ofDay !== 'number') return ofDay
  const micros = ofDay % 1_000_000
  return { seconds: days * 86_400 + (ofDay - micros) / 1_000_000 - offset, micros }
}

function offsetSeconds(text: string | undefined): number {
  if (text === undefined || text === 'Z') return 0
  const digits = text.slice(1).replaceAll(':', '').padEnd(6, '0')
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4, 6))
  return text.startsWith('-') ? -seconds : seconds
}

/** `YYYY-MM-DD` at the start of a text, without a regular expression: most values of a column have this form. */
function usualDate(text: string): number | undefined {
  const century = twoDigits(text, 0)
  const year = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  const dashes = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH
  if (!dashes || century < 0 || year < 0 || month < 0 || day < 0) return undefined
  return daysOf(yearOf(text.slice(0, 4), undefined), month, day)
}

/** `YYYY-MM-DD HH:MM:SS[.f]` up to `end`; undefined for any other form, which the regular expression then judges. */
function usualMoment(text: string, end: number): Moment | undefined {
  if (end < 19 || end === 20 || end > 26) return undefined
  const hours = twoDigits(text, 11)
  const minutes = twoDigits(text, 14)
  const seconds = twoDigits(text, 17)
  const marks = text.charCodeAt(10) === SPACE && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON
  if (!marks || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return undefined
  if (end > 19 && text.charCodeAt(19) !== DOT) return undefined
  let micros = 0
  for (let index = 20; index < 26; index++) {
    const digit = index < end ? text.charCodeAt(index) - 48 : 0
    if (digit < 0 || digit > 9) return undefined
    micros = micros * 10 + digit
  }
  const days = usualDate(text)
  return days === undefined ? undefined : { seconds: days * 86_400 + hours * 3600 + minutes * 60 + seconds, micros }
}

const DASH = 45
const DOT = 46
const COLON = 58
const SPACE = 32

/** The number of two digits, or -1. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48
  const ones = text.charCodeAt(index + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

function infiniteMoment(text: string): Parsed<Moment> {
  if (text === 'infinity') return { seconds: Number.POSITIVE_INFINITY, micros: 0 }
  return text === '-infinity' ? { seconds: Number.NEGATIVE_INFINITY, micros: 0 } : 'malformed'
}

/** Counted with a year 0, which is 1 BC; undefined for a year 0 that is written. */
function yearOf(digits: string | undefined, era: string | undefined): number | undefined {
  const year = Number(digits)
  if (year === 0) return undefined
  return era === undefined ? year : 1 - year
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since 1970-01-01, or undefined for a day that is in no calendar. */
function daysOf(year: number | undefined, month: number, day: number): number | undefined {
  if (year === undefined) return undefined
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = (MONTH_DAYS[month - 1] ?? 0) + (leap && month === 2 ? 1 : 0)
  if (day < 1 || day > length) return undefined
  return daysFromCivil(year, month, day)
}

const INTERVAL =
  /^(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:\.(\d{1,6}))?S)?)?$/
const CANONICAL_INTERVAL = /^(-?\d+) (-?\d+) (-?\d+)$/

export interface IntervalParts {
  readonly months: number
  readonly days: number
  readonly micros: bigint
}

/** ISO 8601 as PostgreSQL prints it (`P1Y2M-3DT4H5M6.7S`), or the engine's own `months days microseconds`. */
export function parseInterval(text: string): Parsed<IntervalParts> {
  const canonical = CANONICAL_INTERVAL.exec(text)
  if (canonical !== null) {
    return { months: Number(canonical[1]), days: Number(canonical[2]), micros: BigInt(canonical[3] ?? 0) }
  }
  const match = INTERVAL.exec(text)
  if (match === null || match[1] === '-' || text.length < 3) return 'malformed'
  const [, , years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, minus, seconds = 0, fraction = ''] =
    match
  const ofSeconds = BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  return {
    months: Number(years) * 12 + Number(months),
    days: Number(weeks) * 7 + Number(days),
    micros: BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + (minus === '-' ? -ofSeconds : ofSeconds),
  }
}
