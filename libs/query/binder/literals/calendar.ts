import { type CivilDate, civilFromDays, daysFromCivil } from '#arrow'

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

/** Days since 1970-01-01 of a calendar day; year 0 is 1 BC. */
export function dayNumber({ year, month, day }: CivilDate): number {
  return daysFromCivil(year, month, day)
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
  const { year, month, day } = civilFromDays(days)
  const shown = year > 0 ? year : 1 - year
  return { text: `${String(shown).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`, era: year > 0 ? '' : ' BC' }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
