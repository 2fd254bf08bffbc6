import { civilFromDays } from '#arrow'

const MICROS_PER_SECOND = 1_000_000
const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

/** The marks of infinity in a kernel: the largest value and its negation. */
const INFINITE_DAYS = 2 ** 31 - 1
const INFINITE_MICROS = 2n ** 63n - 1n

/** Days since 1970-01-01 as `YYYY-MM-DD`, with ` BC` before year 1. */
export function dateText(days: number): string {
  if (days === INFINITE_DAYS) return 'infinity'
  if (days === -INFINITE_DAYS) return '-infinity'
  const { digits, era } = dateParts(days)
  return `${digits}${era}`
}

/** Microseconds since midnight as `HH:MM:SS[.ffffff]`, without trailing zeros. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / MICROS_PER_SECOND)
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${clock}${fraction(micros % MICROS_PER_SECOND)}`
}

/** Microseconds since 1970-01-01 00:00:00 as `YYYY-MM-DDTHH:MM:SS[.ffffff]` and the suffix (`Z` or nothing). */
export function timestampText(micros: bigint, suffix: string): string {
  if (micros === INFINITE_MICROS) return 'infinity'
  if (micros === -INFINITE_MICROS) return '-infinity'
  const { days, ofDay } = splitDays(micros)
  const { digits, era } = dateParts(days)
  return `${digits}T${timeText(ofDay)}${suffix}${era}`
}

function splitDays(micros: bigint): { days: number; ofDay: number } {
  const short = Number(micros)
  if (Number.isSafeInteger(short)) {
    const days = Math.floor(short / MICROS_PER_DAY)
    return { days, ofDay: short - days * MICROS_PER_DAY }
  }
  const remainder = micros % BigInt(MICROS_PER_DAY)
  const ofDay = Number(remainder < 0n ? remainder + BigInt(MICROS_PER_DAY) : remainder)
  return { days: Number((micros - BigInt(ofDay)) / BigInt(MICROS_PER_DAY)), ofDay }
}

/** An interval as PostgreSQL prints it: `1 year 2 mons -3 days +04:05:06.789`. */
export function intervalText(months: number, days: number, micros: bigint): string {
  const parts: string[] = []
  let afterNegative = false
  const add = (value: number, unit: string): void => {
    if (value === 0) return
    parts.push(`${afterNegative && value > 0 ? '+' : ''}${value} ${unit}${value === 1 ? '' : 's'}`)
    afterNegative = value < 0
  }
  add(Math.trunc(months / 12), 'year')
  add(months % 12, 'mon')
  add(days, 'day')
  if (micros !== 0n || parts.length === 0) {
    const sign = micros < 0n ? '-' : afterNegative ? '+' : ''
    parts.push(`${sign}${longTimeText(micros < 0n ? -micros : micros)}`)
  }
  return parts.join(' ')
}

/** Hours may have more digits than a number of microseconds can count. */
function longTimeText(micros: bigint): string {
  const hourMicros = 3600n * BigInt(MICROS_PER_SECOND)
  const hours = String(micros / hourMicros).padStart(2, '0')
  return `${hours}${timeText(Number(micros % hourMicros)).slice(2)}`
}

function dateParts(days: number): { digits: string; era: string } {
  const { year, month, day } = civilFromDays(days)
  const shown = year > 0 ? year : 1 - year
  return { digits: `${String(shown).padStart(4, '0')}-${two(month)}-${two(day)}`, era: year > 0 ? '' : ' BC' }
}

function fraction(micros: number): string {
  return micros === 0 ? '' : `.${String(micros).padStart(6, '0').replace(/0+$/, '')}`
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
