import { BadField, fractionOf, orFault } from './bad-field.ts'
import { clockOf } from './field-state.ts'
import { decodeIsoInterval } from './interval-iso.ts'
import { CLOCK_MICROS, IntervalParts, int64 } from './interval-parts.ts'
import { addUnits, type IntervalUnit, intervalUnit } from './interval-units.ts'
import { splitFields, type TextField } from './moment-fields.ts'
import { momentWord } from './moment-words.ts'
import { isFault, type Parsed } from './parsed.ts'

/** What an interval type says beside its name: `interval day to hour`, `interval second(3)`. */
export interface IntervalRange {
  /** The fields from the first to the last, as written; null for all. */
  readonly fields: string | null
  /** Digits of seconds that are kept. */
  readonly precision: number | null
}

export const WHOLE_INTERVAL: IntervalRange = { fields: null, precision: null }

/** An interval in any of PostgreSQL's forms, as `<months> <days> <microseconds>`. */
export function parseInterval(text: string, range: IntervalRange): Parsed {
  const read = orFault(() => decodeInterval(text, range), 'interval', text)
  if (isFault(read)) {
    if (read.sqlState !== '22008') return read
    return { sqlState: '22015', message: `interval field value out of range: "${text}"` }
  }
  const months = read.years * 12 + read.months
  if (months >= 2 ** 31 || months < -(2 ** 31)) return { sqlState: '22008', message: 'interval out of range' }
  return { value: limitInterval({ months, days: read.days, micros: read.micros }, range) }
}

function decodeInterval(text: string, { fields }: IntervalRange): IntervalParts {
  try {
    return new IntervalReader(splitFields(text), fields).parts
  } catch (error) {
    if (error instanceof BadField && error.reason === 'format') return decodeIsoInterval(text)
    throw error
  }
}

/** Reads fields from right to left, so that a unit is known before its number (PostgreSQL's DecodeInterval). */
class IntervalReader {
  readonly parts = new IntervalParts()
  readonly #range: string | null
  readonly #found = new Set<string>()
  #unit: IntervalUnit | undefined
  #isUnitOpen = false
  #isAgo = false
  #needsUnit = false

  constructor(fields: readonly TextField[], range: string | null) {
    this.#range = range
    for (let index = fields.length - 1; index >= 0; index--) {
      const field = fields[index]
      if (field !== undefined) this.#read(field, index === fields.length - 1)
    }
    if (this.#found.size === 0 || this.#isUnitOpen) throw new BadField('format')
    if (this.#isAgo) this.parts.negate()
  }

  #read({ kind, text }: TextField, isLast: boolean): void {
    switch (kind) {
      case 'time':
        this.#addTime(text, 1n)
        return
      case 'zone':
        if (text.includes(':') && isClock(text.slice(1))) this.#addTime(text.slice(1), text.startsWith('-') ? -1n : 1n)
        else this.#addNumber(text)
        return
      case 'date':
      case 'number':
        this.#addNumber(text)
        return
      case 'word':
      case 'signed word':
        this.#readWord(text, isLast)
    }
  }

  #addTime(text: string, sign: bigint): void {
    const { hour, minute, second, micros } = clockOf(
      text,
      this.#range === 'minute to second' ? 'minutes first' : 'hours first',
    )
    const total =
      BigInt(hour) * CLOCK_MICROS.hour +
      BigInt(minute) * CLOCK_MICROS.minute +
      BigInt(second) * CLOCK_MICROS.second +
      BigInt(micros)
    this.parts.micros = int64(total * sign)
    this.#find('hour', 'minute', 'second', 'millisecond', 'microsecond')
    this.#unit = 'day'
    this.#isUnitOpen = false
    this.#needsUnit = false
  }

  #addNumber(text: string): void {
    const unit = this.#unit ?? rightmostField(this.#range)
    const [, sign = '', digits = '', months, more, fraction] = /^([+-]?)(\d*)(?:-(\d+)(.*)|(\.\d*))?$/.exec(text) ?? []
    if (digits === '' && fraction === undefined) throw new BadField('format')
    const factor = sign === '-' ? -1 : 1
    const count = int64(BigInt(digits === '' ? '0' : digits) * BigInt(factor))
    if (months !== undefined) {
      if (Number(months) > 11) throw new BadField('overflow')
      if (more !== '') throw new BadField('format')
      this.parts.addMonths(int64(count * 12n + BigInt(Number(months) * factor)), 0)
      this.#find('month')
      this.#unit = 'month'
    } else {
      if (this.#needsUnit) throw new BadField('format')
      const part = fraction === undefined ? 0 : fractionOf(fraction) * factor
      addUnits(this.parts, unit, count, part)
      if (unit === 'second' && part !== 0) this.#find('second', 'millisecond', 'microsecond')
      else this.#find(unit)
      this.#unit = unit === 'hour' ? 'day' : unit
    }
    this.#isUnitOpen = false
    this.#needsUnit = false
  }

  #readWord(text: string, isLast: boolean): void {
    if (this.#isUnitOpen) throw new BadField('format')
    if (text === 'ago') {
      if (!isLast) throw new BadField('format')
      this.#isAgo = true
      this.#needsUnit = true
      return
    }
    const unit = intervalUnit(text)
    if (unit !== undefined) {
      this.#unit = unit
      this.#isUnitOpen = true
      this.#needsUnit = false
      return
    }
    const word = momentWord(text)
    if (word?.kind === 'moment' && word.name.endsWith('infinity') && isLast) {
      throw new BadField({ refused: 'infinite intervals are not supported' })
    }
    if (word?.kind !== 'nothing') throw new BadField('format')
  }

  #find(...units: readonly string[]): void {
    if (units.some((unit) => this.#found.has(unit))) throw new BadField('format')
    for (const unit of units) this.#found.add(unit)
  }
}

function isClock(text: string): boolean {
  try {
    clockOf(text, 'hours first')
    return true
  } catch (error) {
    if (error instanceof BadField) return false
    throw error
  }
}

const LAST_FIELD = /(year|month|day|hour|minute|second)$/

function rightmostField(range: string | null): IntervalUnit {
  const [field] = LAST_FIELD.exec(range ?? 'second') ?? []
  return (field === undefined ? undefined : intervalUnit(field)) ?? 'second'
}

interface Counts {
  readonly months: number
  readonly days: number
  readonly micros: bigint
}

const KEPT_MICROS: Readonly<Record<string, bigint>> = { hour: 3_600_000_000n, minute: 60_000_000n }

/** What a type keeps of an interval: nothing below its last field, and so many digits of seconds. */
export function limitInterval({ months, days, micros }: Counts, { fields, precision }: IntervalRange): string {
  const last = fields === null ? 'second' : rightmostField(fields)
  if (last === 'year') return `${zero(Math.trunc(months / 12) * 12)} 0 0`
  if (last === 'month') return `${months} 0 0`
  if (last === 'day') return `${months} ${days} 0`
  const unit = KEPT_MICROS[last]
  const kept = unit === undefined ? roundMicros(micros, precision) : (micros / unit) * unit
  return `${months} ${days} ${kept}`
}

function zero(value: number): number {
  return value === 0 ? 0 : value
}

/** Microseconds rounded to so many digits of seconds, halves away from zero. */
export function roundMicros(micros: bigint, digits: number | null): bigint {
  if (digits === null || digits >= 6) return micros
  const scale = 10n ** BigInt(6 - digits)
  const magnitude = micros < 0n ? -micros : micros
  const rounded = ((magnitude + scale / 2n) / scale) * scale
  return micros < 0n ? -rounded : rounded
}
