import type { IntervalParts } from './interval-parts.ts'

const ALL_UNITS = [
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'decade',
  'century',
  'millennium',
] as const

export type IntervalUnit = (typeof ALL_UNITS)[number]

/** PostgreSQL's deltatktbl; only the first ten letters of a word count. */
const NAMES: Readonly<Record<IntervalUnit, string>> = {
  microsecond: 'microsecon us usec usecond useconds usecs',
  millisecond: 'millisecon ms msec msecond mseconds msecs',
  second: 's sec second seconds secs',
  minute: 'm min mins minute minutes',
  hour: 'h hour hours hr hrs',
  day: 'd day days',
  week: 'w week weeks',
  month: 'mon mons month months',
  year: 'y year years yr yrs',
  decade: 'dec decade decades decs',
  century: 'c cent centuries century',
  millennium: 'mil millennia millennium mils',
}

const UNITS: ReadonlyMap<string, IntervalUnit> = new Map(
  ALL_UNITS.flatMap((unit) => NAMES[unit].split(' ').map((name): [string, IntervalUnit] => [name, unit])),
)

/** The unit a word names. */
export function intervalUnit(word: string): IntervalUnit | undefined {
  return UNITS.get(word.slice(0, 10))
}

/** Adds a number of units. @throws BadField overflow */
export function addUnits(parts: IntervalParts, unit: IntervalUnit, count: bigint, fraction: number): void {
  switch (unit) {
    case 'microsecond':
      parts.addMicros(count, fraction, 1n)
      return
    case 'millisecond':
      parts.addMicros(count, fraction, 1000n)
      return
    case 'second':
      parts.addMicros(count, fraction, 1_000_000n)
      return
    case 'minute':
      parts.addMicros(count, fraction, 60_000_000n)
      return
    case 'hour':
      parts.addMicros(count, fraction, 3_600_000_000n)
      return
    case 'day':
      parts.addDays(count, fraction, 1)
      return
    case 'week':
      parts.addDays(count, fraction, 7)
      return
    case 'month':
      parts.addMonths(count, fraction)
      return
    case 'year':
    case 'decade':
    case 'century':
    case 'millennium':
      parts.addYears(count, fraction, { year: 1, decade: 10, century: 100, millennium: 1000 }[unit])
  }
}
