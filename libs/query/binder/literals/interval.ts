import { type Fault, invalidSyntax, type Parsed } from './parsed.ts'

const MICROS_PER_SECOND = 1_000_000
const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

interface Parts {
  months: number
  days: number
  micros: number
}

interface Unit {
  readonly part: keyof Parts
  readonly size: number
}

const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>(
  (
    [
      ['microsecond us usec usecs microsecon', 'micros', 1],
      ['millisecond ms msec msecs millisecon', 'micros', 1000],
      ['second s sec secs', 'micros', MICROS_PER_SECOND],
      ['minute m min mins', 'micros', 60 * MICROS_PER_SECOND],
      ['hour h hr hrs', 'micros', 3600 * MICROS_PER_SECOND],
      ['day days d', 'days', 1],
      ['week w', 'days', 7],
      ['month mon mons', 'months', 1],
      ['year y yr yrs', 'months', 12],
      ['decade dec decs', 'months', 120],
      ['century c cent centuries', 'months', 1200],
      ['millennium mil mils millennia', 'months', 12_000],
    ] as const
  ).flatMap(([names, part, size]) =>
    names
      .split(' ')
      .flatMap((name): [string, Unit][] => [
        [name, { part, size }],
        ...(name.length > 3 ? [[`${name}s`, { part, size }] satisfies [string, Unit]] : []),
      ]),
  ),
)

/**
 * An interval in PostgreSQL's verbose, SQL or ISO 8601 form, as `<months> <days> <microseconds>`. `field` is the last
 * field of `interval day`, `interval day to hour`: the unit of a bare number, below which all is cut off.
 */
export function parseInterval(text: string, field: string | null): Parsed {
  const parts = parseParts(text.trim().toLowerCase(), field ?? 'second')
  if (parts === undefined) return invalidSyntax('interval', text, '22007')
  if (field !== null) cutBelow(parts, field)
  const values = [parts.months, parts.days, parts.micros]
  if (!values.every(Number.isSafeInteger) || [parts.months, parts.days].some((value) => Math.abs(value) >= 2 ** 31)) {
    return { sqlState: '22015', message: `interval out of range: "${text}"` } satisfies Fault
  }
  return { value: values.map((value) => String(value === 0 ? 0 : value)).join(' ') }
}

function parseParts(text: string, defaultUnit: string): Parts | undefined {
  if (text === '') return undefined
  if (text.startsWith('p')) return parseIso(text)
  const ago = text.endsWith(' ago')
  const words =
    text
      .replace(/^@\s*/, '')
      .replace(/\s+ago$/, '')
      .match(/\S+/g) ?? []
  const tokens = words.flatMap((word) => /^([+-]?[\d.]+)([a-z]+)$/.exec(word)?.slice(1) ?? [word])
  const parts: Parts = { months: 0, days: 0, micros: 0 }
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? ''
    const unit = UNITS.get(tokens[index + 1] ?? '')
    if (token.includes(':')) {
      if (!addTime(parts, token)) return undefined
    } else if (/^[+-]?\d+-\d+$/.test(token)) addYearsAndMonths(parts, token)
    else if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(token)) return undefined
    else if (unit !== undefined) {
      add(parts, token, unit)
      index++
    } else if (!addBare(parts, token, tokens[index + 1], defaultUnit)) return undefined
  }
  return ago ? { months: -parts.months, days: -parts.days, micros: -parts.micros } : parts
}

/** A number without a unit: days before a time, else the last field of the type, seconds by default. */
function addBare(parts: Parts, token: string, next: string | undefined, defaultUnit: string): boolean {
  if (next !== undefined && !next.includes(':')) return false
  const unit = UNITS.get(next === undefined ? defaultUnit : 'day')
  if (unit === undefined) return false
  add(parts, token, unit)
  return true
}

/** Adds a number of units; what a fraction spills into smaller parts is PostgreSQL's AdjustFract functions. */
function add(parts: Parts, token: string, unit: Unit): void {
  const value = Number(token)
  const whole = Math.trunc(value)
  const fraction = Number(`${token.startsWith('-') ? '-' : ''}0${/\.\d*/.exec(token)?.[0] ?? ''}`)
  parts[unit.part] += whole * unit.size
  if (fraction === 0) return
  if (unit.part === 'micros') parts.micros += Math.round(fraction * unit.size)
  else if (unit.part === 'days' && unit.size === 1) parts.micros += Math.round(fraction * MICROS_PER_DAY)
  else if (unit.part === 'days') addFractionOfDays(parts, fraction * unit.size)
  else if (unit.size === 1) addFractionOfDays(parts, fraction * 30)
  else parts.months += Math.round(fraction * unit.size)
}

function addFractionOfDays(parts: Parts, days: number): void {
  const whole = Math.trunc(days)
  parts.days += whole
  parts.micros += Math.round((days - whole) * MICROS_PER_DAY)
}

function addTime(parts: Parts, token: string): boolean {
  const match = /^([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?$/.exec(token)
  if (match === null) return false
  const [, sign, hours, minutes, seconds = '0'] = match
  if (Number(minutes) > 59 || Number(seconds) >= 60) return false
  const micros = (Number(hours) * 3600 + Number(minutes) * 60) * MICROS_PER_SECOND + Math.round(Number(seconds) * 1e6)
  parts.micros += sign === '-' ? -micros : micros
  return true
}

function addYearsAndMonths(parts: Parts, token: string): void {
  const [years = 0, months = 0] = token.replace(/^[+-]/, '').split('-').map(Number)
  parts.months += (token.startsWith('-') ? -1 : 1) * (years * 12 + months)
}

const ISO_UNITS: ReadonlyMap<string, string> = new Map([
  ['y', 'year'],
  ['m', 'month'],
  ['w', 'week'],
  ['d', 'day'],
  ['th', 'hour'],
  ['tm', 'minute'],
  ['ts', 'second'],
])

function parseIso(text: string): Parts | undefined {
  const number = String.raw`[+-]?\d+(?:\.\d+)?`
  const form = new RegExp(`^p(?:${number}[ymwd])*(?:t(?:${number}[hms])+)?$`)
  if (text === 'p' || !form.test(text)) return undefined
  const [date = '', time = ''] = text.slice(1).split('t')
  const parts: Parts = { months: 0, days: 0, micros: 0 }
  for (const [half, prefix] of [
    [date, ''],
    [time, 't'],
  ] as const) {
    for (const [, value = '', letter = ''] of half.matchAll(/([+-]?[\d.]+)([a-z])/g)) {
      const unit = UNITS.get(ISO_UNITS.get(prefix + letter) ?? '')
      if (unit !== undefined) add(parts, value, unit)
    }
  }
  return parts
}

/** Clears what is smaller than the last field of the type (PostgreSQL's AdjustIntervalForTypmod). */
function cutBelow(parts: Parts, field: string): void {
  const unit = UNITS.get(field)
  if (unit === undefined || field === 'second') return
  if (unit.part === 'micros') parts.micros = Math.trunc(parts.micros / unit.size) * unit.size
  else parts.micros = 0
  if (unit.part !== 'months') return
  parts.days = 0
  parts.months = Math.trunc(parts.months / unit.size) * unit.size
}
