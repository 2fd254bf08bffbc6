import { type Fault, invalidSyntax, isFault, type Parsed } from './parsed.ts'

const MICROS_PER_SECOND = 1_000_000n
const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND
const UNIX_EPOCH_DAY = 0n

/** A moment as days since 1970-01-01, microseconds of the day, and the zone's offset in microseconds when one was written. */
interface Moment {
  readonly day: bigint
  readonly micros: bigint
  readonly zone: bigint | undefined
}

const DATE_PART = String.raw`(\d{4,6})([-/])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})`
const TIME_PART = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d*)?)?(?:\s*(am|pm))?`
const ZONE_PART = String.raw`\s*(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?)`
const MOMENT = new RegExp(`^\\s*(?:${DATE_PART})(?:(?:T|\\s+)${TIME_PART}(?:${ZONE_PART})?)?\\s*$`, 'i')
const TIME = new RegExp(`^\\s*${TIME_PART}\\s*$`, 'i')

/** A date: PostgreSQL ignores a time and a zone written after it. */
export function parseDate(text: string, now: string): Parsed {
  const moment = parseMoment(text, 'date', now)
  return isFault(moment) ? moment : { value: printDay(moment.day) }
}

/** A timestamp without zone: PostgreSQL ignores a zone written after it. */
export function parseTimestamp(text: string, now: string): Parsed {
  const moment = parseMoment(text, 'timestamp', now)
  return isFault(moment) ? moment : { value: printMoment(moment.day, moment.micros) }
}

/** A timestamp with zone, in UTC; without a zone it is UTC, the zone of every session. */
export function parseTimestamptz(text: string, now: string): Parsed {
  const moment = parseMoment(text, 'timestamp with time zone', now)
  return isFault(moment) ? moment : { value: printMoment(moment.day, moment.micros - (moment.zone ?? 0n)) }
}

/** A time of day. */
export function parseTime(text: string): Parsed {
  const match = TIME.exec(text)
  if (match === null) return invalidSyntax('time', text, '22007')
  const micros = timeOf(match.slice(1), text)
  return typeof micros === 'bigint' ? { value: printTime(micros) } : micros
}

function parseMoment(text: string, type: string, now: string): Moment | Fault {
  const named = namedMoment(text.trim().toLowerCase(), now)
  if (named !== undefined) return named
  if (/^\s*[+-]?infinity\s*$/i.test(text)) {
    return { sqlState: '0A000', message: `infinite dates are not supported: "${text}"` }
  }
  const match = MOMENT.exec(text)
  if (match === null) {
    const { message } = invalidSyntax(type, text)
    return {
      sqlState: '22007',
      message: `${message}; write it as YYYY-MM-DD, with HH:MM:SS after it where it has a time`,
    }
  }
  const [, year, , month, date, compactYear, compactMonth, compactDate] = match
  const day = dayOf(Number(year ?? compactYear), Number(month ?? compactMonth), Number(date ?? compactDate))
  if (day === undefined) return outOfRange(text)
  const micros = match[8] === undefined ? 0n : timeOf(match.slice(8, 13), text)
  return typeof micros === 'bigint' ? { day, micros, zone: zoneOf(match[13]) } : micros
}

function namedMoment(name: string, now: string): Moment | undefined {
  if (name === 'epoch') return { day: UNIX_EPOCH_DAY, micros: 0n, zone: undefined }
  if (!['now', 'today', 'tomorrow', 'yesterday'].includes(name)) return undefined
  const current = parseMoment(now, 'timestamp', now)
  if (isFault(current)) return undefined
  if (name === 'now') return current
  const shift = name === 'tomorrow' ? 1n : name === 'yesterday' ? -1n : 0n
  return { day: current.day + shift, micros: 0n, zone: undefined }
}

/** Microseconds of the day; parts are hour, minute, second, fraction, am or pm. 24:00:00 and second 60 count on. */
function timeOf(parts: readonly (string | undefined)[], text: string): bigint | Fault {
  const [hourText, minuteText, secondText = '0', fraction = '', half] = parts
  const hour = hourOf(Number(hourText), half?.toLowerCase())
  const minute = Number(minuteText)
  const second = Number(secondText)
  if (hour === undefined || hour > 24 || minute > 59 || second > 60) return outOfRange(text)
  const micros =
    BigInt(hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + BigInt(roundToEven(Number(`0${fraction}`) * 1e6))
  return hour === 24 && micros > MICROS_PER_DAY ? outOfRange(text) : micros
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half === 'pm' ? 12 : 0)
}

/** C's rint, which PostgreSQL rounds fractions of seconds with. */
function roundToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

function zoneOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text)
  if (match === null) return 0n
  const [, sign, hours, minutes = '0'] = match
  const micros = BigInt(Number(hours) * 3600 + Number(minutes) * 60) * MICROS_PER_SECOND
  return sign === '-' ? -micros : micros
}

function outOfRange(text: string): Fault {
  return { sqlState: '22008', message: `date/time field value out of range: "${text}"` }
}

/** Days since 1970-01-01 of a date of the Gregorian calendar; undefined when there is no such day. */
function dayOf(year: number, month: number, date: number): bigint | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month))
    return undefined
  const years = month <= 2 ? year - 1 : year
  const era = Math.floor(years / 400)
  const yearOfEra = years - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return BigInt(era * 146_097 + dayOfEra - 719_468)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function printDay(day: bigint): string {
  const shifted = Number(day) + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(date)}`
}

function printMoment(day: bigint, micros: bigint): string {
  const total = day * MICROS_PER_DAY + micros
  const rest = ((total % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY
  return `${printDay((total - rest) / MICROS_PER_DAY)} ${printTime(rest)}`
}

function printTime(micros: bigint): string {
  const seconds = Number(micros / MICROS_PER_SECOND)
  const fraction = (micros % MICROS_PER_SECOND).toString().padStart(6, '0')
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${parts.map(twoDigits).join(':')}.${fraction}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
