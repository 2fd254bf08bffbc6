import { civilFromDays } from '#arrow'
import { BadField, fractionOf, roundToEven, smallInteger } from './bad-field.ts'
import { dayNumber, daysInMonth } from './calendar.ts'
import { momentWord } from './moment-words.ts'

/** What has been found of a date or time, one bit each. */
export const YEAR = 1
export const MONTH = 2
export const DAY = 4
export const TIME = 8
export const ZONE = 16
export const DAY_OF_YEAR = 32
export const HALF = 64
export const ERA = 128
export const WEEKDAY = 256
export const DAYLIGHT = 512
export const DATE = YEAR | MONTH | DAY

/** The parts of a date and time as they are found, field by field (PostgreSQL's struct pg_tm, in month-day-year order). */
export class FieldState {
  year = 0
  month = 0
  day = 0
  hour = 0
  minute = 0
  second = 0
  micros = 0
  found = 0
  half: 'am' | 'pm' | undefined
  isBeforeChrist = false
  isJulian = false
  hasTextMonth = false
  hasShortYear = false
  #dayOfYear = 0

  /** Marks parts as found. @throws BadField format when one was found before */
  add(parts: number): void {
    if ((this.found & parts) !== 0) throw new BadField('format')
    this.found |= parts
  }

  has(parts: number): boolean {
    return (this.found & parts) === parts
  }

  /** `2024-02-05`, `5-feb-2024`, `02/05/2024`. @throws BadField */
  readDate(text: string): void {
    const pieces = datePieces(text)
    const before = this.found
    for (const piece of pieces) if (/[a-z]/.test(piece)) this.#readMonthName(piece)
    for (const piece of pieces) if (/\d/.test(piece)) this.readNumber(piece, this.hasTextMonthIn(before))
    if ((this.found & ~(DAY_OF_YEAR | ZONE)) !== DATE) throw new BadField('format')
  }

  /** Whether the month just read was a name, and not found before. */
  hasTextMonthIn(before: number): boolean {
    return (before & MONTH) === 0 && this.hasTextMonth
  }

  #readMonthName(piece: string): void {
    const word = momentWord(piece)
    if (word?.kind === 'nothing') return
    if (word?.kind !== 'month') throw new BadField('format')
    this.add(MONTH)
    this.month = word.month
    this.hasTextMonth = true
  }

  /** A number whose place says what it is. @throws BadField */
  readNumber(text: string, hasTextMonth: boolean): void {
    const [, digits = '', rest = ''] = /^(\d+)(.*)$/.exec(text) ?? []
    if (digits === '') throw new BadField('format')
    const value = smallInteger(digits)
    if (rest.startsWith('.')) {
      if (digits.length > 2) {
        this.readRunTogether(text, DATE)
        return
      }
      this.micros = roundToEven(fractionOf(rest) * 1e6)
    } else if (rest !== '') throw new BadField('format')
    if (text.length === 3 && (this.found & DATE) === YEAR && value >= 1 && value <= 366) {
      this.add(DAY_OF_YEAR | MONTH | DAY)
      this.#dayOfYear = value
      return
    }
    this.#place(text, value, hasTextMonth)
  }

  #place(text: string, value: number, hasTextMonth: boolean): void {
    const known = this.found & DATE
    if (known === DATE) this.readRunTogether(text, 0)
    else if (known === 0) this.#set(text.length >= 3 ? YEAR : MONTH, text, value)
    else if (known === YEAR || known === DAY) this.#set(MONTH, text, value)
    else if (known === MONTH) this.#set(hasTextMonth && text.length >= 3 ? YEAR : DAY, text, value)
    else if (known === (MONTH | DAY)) this.#set(YEAR, text, value)
    else if (known !== (YEAR | MONTH)) throw new BadField('format')
    else if (hasTextMonth && text.length >= 3 && this.hasShortYear) {
      // The first number was the day after all: 05-feb-2024.
      this.#set(DAY, text, this.year)
      this.year = value
      this.hasShortYear = false
    } else this.#set(DAY, text, value)
  }

  #set(part: number, text: string, value: number): void {
    this.add(part)
    if (part === MONTH) this.month = value
    else if (part === DAY) this.day = value
    else {
      this.year = value
      this.hasShortYear = text.length <= 2
    }
  }

  /** `20240205`, `101112`, `101112.5`: a date where none is known, counting `assumed` as found; else a time. @throws BadField */
  readRunTogether(text: string, assumed: number): void {
    if (!/^[\d.]+$/.test(text)) throw new BadField('format')
    const [digits = '', ...fraction] = text.split('.')
    if (fraction.length > 0) this.micros = roundToEven(fractionOf(`.${fraction.join('.')}`) * 1e6)
    else if (((this.found | assumed) & DATE) !== DATE && digits.length >= 6) {
      this.add(DATE)
      this.day = Number(digits.slice(-2))
      this.month = Number(digits.slice(-4, -2))
      this.year = smallInteger(digits.slice(0, -4))
      if (digits.length === 6) this.hasShortYear = true
      return
    }
    if (this.has(TIME) || (digits.length !== 6 && digits.length !== 4)) throw new BadField('format')
    this.add(TIME)
    this.hour = Number(digits.slice(0, 2))
    this.minute = Number(digits.slice(2, 4))
    this.second = Number(digits.slice(4))
  }

  /** `10:11`, `10:11:12.5`, and `11:12.5` as minutes and seconds. @throws BadField */
  readTime(text: string, wanted: 'moment' | 'time'): void {
    const clock = clockOf(text, 'hours first')
    Object.assign(this, clock)
    if (wanted === 'moment') this.checkTime()
    this.add(TIME)
  }

  /** Settles what only the whole says: the era, years of two digits, days of the year. @throws BadField overflow */
  settleDate(): void {
    if (this.has(YEAR) && !this.isJulian) this.#settleYear()
    if (this.has(DAY_OF_YEAR)) {
      const { month, day } = civilFromDays(dayNumber({ year: this.year, month: 1, day: 1 }) + this.#dayOfYear - 1)
      this.month = month
      this.day = day
    }
    if (this.has(MONTH) && (this.month < 1 || this.month > 12)) throw new BadField('overflow')
    if (this.has(DAY) && (this.day < 1 || this.day > 31)) throw new BadField('overflow')
    if (this.has(DATE) && this.day > daysInMonth(this.year, this.month)) throw new BadField('overflow')
  }

  #settleYear(): void {
    if (this.isBeforeChrist) {
      if (this.year <= 0) throw new BadField('overflow')
      this.year = 1 - this.year
    } else if (this.hasShortYear) {
      if (this.year < 70) this.year += 2000
      else if (this.year < 100) this.year += 1900
    } else if (this.year <= 0) throw new BadField('overflow')
  }

  /** AM and PM. @throws BadField overflow */
  settleHalf(): void {
    if (this.half === undefined) return
    if (this.hour > 12) throw new BadField('overflow')
    if (this.half === 'am' && this.hour === 12) this.hour = 0
    else if (this.half === 'pm' && this.hour !== 12) this.hour += 12
  }

  /** Microseconds since midnight; 24:00:00 and second 60 count on. */
  get microsOfDay(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1_000_000 + this.micros
  }

  /** @throws BadField overflow for a time that no day has */
  checkTime(): void {
    const { hour, minute, second, microsOfDay } = this
    if (hour > 24 || minute > 59 || second > 60 || microsOfDay > 86_400_000_000) throw new BadField('overflow')
  }
}

/** Numbers and words; the character after each is taken for a separator, whatever it is. @throws BadField */
function datePieces(text: string): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest !== '') {
    const [whole = '', piece] = /^[^a-z0-9]*(\d+|[a-z]+)?.?/.exec(rest) ?? []
    if (piece === undefined) throw new BadField('format')
    pieces.push(piece)
    rest = rest.slice(whole.length)
  }
  return pieces
}

export interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly micros: number
}

/** The parts of `10:11[:12[.5]]`; of two numbers with a fraction, or `minutes first`, they are minutes and seconds. @throws BadField */
export function clockOf(text: string, twoNumbers: 'hours first' | 'minutes first'): Clock {
  const [, first = '', second = '', third, fraction] = /^(\d+):(\d*)(?::(\d*))?(\..*)?$/.exec(text) ?? []
  if (first === '') throw new BadField('format')
  const micros = fraction === undefined ? 0 : roundToEven(fractionOf(fraction) * 1e6)
  const isShifted = third === undefined && (fraction !== undefined || twoNumbers === 'minutes first')
  const [hour, minute, seconds] = isShifted
    ? [0, smallInteger(first), smallInteger(second)]
    : [Number(first), smallInteger(second), smallInteger(third ?? '0')]
  if (minute > 59 || seconds > 60) throw new BadField('overflow')
  return { hour, minute, second: seconds, micros }
}
