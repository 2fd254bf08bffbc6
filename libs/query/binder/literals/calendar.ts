/** A day of the proleptic Gregorian calendar; year 0 is 1 BC. */
export interface CivilDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

/** 4714-11-24 BC and the last day of the year 5874897: the first and last date PostgreSQL has. */
const FIRST_DAY = -2_440_588
const LAST_DAY = 2_145_042_905
/** 4714-11-24 BC, and the last microsecond that int64 has room for beside infinity. */
const FIRST_MICROS = BigInt(FIRST_DAY) * BigInt(MICROS_PER_DAY)
const LAST_MICROS = 2n ** 63n - 2n

/** Julian days count from 4714-11-24 BC: the day number of 1970-01-01. */
export const JULIAN_OF_EPOCH = 2_440_588

/** Days since 1970-01-01 of a calendar day; months and days beyond their ends count on. */
export function dayNumber({ year, month, day }: CivilDay): number {
  const years = month <= 2 ? year - 1 : year
  const era = Math.floor(years / 400)
  const yearOfEra = years - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The calendar day that is `days` after 1970-01-01. */
export function civilDay(days: number): CivilDay {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** Days of a month. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** True for a day that PostgreSQL's date can hold. */
export function isDate(days: number): boolean {
  return days >= FIRST_DAY && days <= LAST_DAY
}

/** True for a moment that PostgreSQL's timestamp and the engine's can hold. */
export function isTimestamp(micros: bigint): boolean {
  return micros >= FIRST_MICROS && micros <= LAST_MICROS
}

/** The canonical text of a date: `2024-02-05`, `0044-03-15 BC`. */
export function printDay(days: number): string {
  const { text, era } = dayParts(days)
  return `${text}${era}`
}

/** The canonical text of a timestamp: `2024-02-05 10:00:00.000000`, ` BC` after the time. */
export function printMoment(micros: bigint): string {
  const perDay = BigInt(MICROS_PER_DAY)
  const rest = ((micros % perDay) + perDay) % perDay
  const { text, era } = dayParts(Number((micros - rest) / perDay))
  return `${text} ${printTime(Number(rest))}${era}`
}

/** The canonical text of a time of day. */
export function printTime(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_SECOND)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${parts.map(twoDigits).join(':')}.${String(micros % MICROS_PER_SECOND).padStart(6, '0')}`
}

/** The microseconds since 1970-01-01 00:00:00 of a canonical timestamp, or of a canonical date at midnight. */
export function microsOfMoment(text: string): bigint {
  const [, year = '', month, day, time = '00:00:00.000000', era] =
    /^(\d+)-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d\.\d{6}))?( BC)?$/.exec(text) ?? []
  const civil = { year: era === undefined ? Number(year) : 1 - Number(year), month: Number(month), day: Number(day) }
  return BigInt(dayNumber(civil)) * BigInt(MICROS_PER_DAY) + BigInt(microsOfTime(time))
}

/** The microseconds since midnight of a canonical time. */
export function microsOfTime(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0, micros = 0] = text.split(/[:.]/).map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + micros
}

function dayParts(days: number): { readonly text: string; readonly era: string } {
  const { year, month, day } = civilDay(days)
  const shown = year > 0 ? year : 1 - year
  return { text: `${String(shown).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`, era: year > 0 ? '' : ' BC' }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
