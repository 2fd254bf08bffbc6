import type { DynamicFilter, KeyKind } from '#plan'

/** The canonical text of each kind of key that every form of a condition takes; what is none of these is unusual. */
const USUAL: Readonly<Record<KeyKind, RegExp>> = {
  int16: /^-?\d{1,20}$/,
  int32: /^-?\d{1,20}$/,
  int64: /^-?\d{1,20}$/,
  uint64: /^-?\d{1,20}$/,
  decimal: /^-?\d+(\.\d+)?$/,
  // U+0000 is in no text of some sources, and not even in a parameter.
  string: /^[^\0]*$/,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamp: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/,
  uuid: /^[0-9a-f-]{36}$/,
}

const BOUNDS: Readonly<Partial<Record<KeyKind, readonly [bigint, bigint]>>> = {
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
}

/**
 * The keys as values of the filtered column's kind, those it cannot hold left out: they are equal to none of its
 * values. Undefined when a key is unusual, so that its equality there is not known.
 */
export function normalizedKeys(keys: readonly string[], kind: KeyKind): readonly string[] | undefined {
  const bounds = BOUNDS[kind]
  const values = bounds === undefined ? keys : keys.flatMap((key) => integerOf(key, bounds))
  return values.every((value) => USUAL[kind].test(value)) ? values : undefined
}

/** The integer a number is, if it is one within the bounds. */
function integerOf(key: string, [least, greatest]: readonly [bigint, bigint]): readonly string[] {
  const [whole = '', fraction = ''] = key.split('.')
  if (!USUAL.decimal.test(key)) return [key]
  if (/[1-9]/.test(fraction)) return []
  const value = BigInt(whole)
  return value < least || value > greatest ? [] : [value.toString()]
}

/** The part of the filtered column's values, as far as its bounds are known, between the least and the greatest key. */
export function shareOfRange(keys: readonly string[], { target_bounds }: DynamicFilter): number {
  if (keys.length === 0) return 0
  const [least, greatest] = [keys[0], keys.at(-1)].map(position)
  const [from, to] = (target_bounds ?? []).map(position)
  if (least === undefined || greatest === undefined || from === undefined || to === undefined) return 1
  const share = (Math.min(greatest, to) - Math.max(least, from)) / (to - from)
  return Number.isNaN(share) ? 1 : Math.max(0, share)
}

/** Where a number, a date or a timestamp lies on its axis. */
function position(text: string | undefined): number {
  if (text === undefined) return Number.NaN
  return /^-?[\d.]+$/.test(text)
    ? Number(text)
    : Date.parse(`${text.replace(' ', 'T')}${text.includes(':') ? 'Z' : ''}`)
}

/**
 * The range that spans all of some ranges, of numbers, dates or timestamps. One with an unusual end, whose order is not
 * that of its text, stands for all: it is of no use as a filter, nor are they.
 */
export function joinedRange(ranges: readonly (readonly [string, string])[]): readonly [string, string] | undefined {
  const unusual = ranges.find((range) => !range.every(isOrderedText))
  if (unusual !== undefined) return unusual
  return ranges.reduce<readonly [string, string] | undefined>((all, [least, greatest]) => {
    if (all === undefined) return [least, greatest]
    return [compareTexts(least, all[0]) < 0 ? least : all[0], compareTexts(greatest, all[1]) > 0 ? greatest : all[1]]
  }, undefined)
}

function isOrderedText(text: string): boolean {
  return USUAL.decimal.test(text) || USUAL.date.test(text) || USUAL.timestamp.test(text)
}

/** Numbers by value to the last digit; dates and timestamps of four-digit years as they are written. */
function compareTexts(a: string, b: string): number {
  if (!USUAL.decimal.test(a) || !USUAL.decimal.test(b)) return a < b ? -1 : Number(a > b)
  const digits = Math.max(fractionOf(a).length, fractionOf(b).length)
  const [left, right] = [a, b].map((text) => scaled(text, digits))
  return left === right || left === undefined || right === undefined ? 0 : left < right ? -1 : 1
}

function fractionOf(number: string): string {
  return number.split('.')[1] ?? ''
}

function scaled(number: string, digits: number): bigint {
  return BigInt(`${number.split('.')[0]}${fractionOf(number).padEnd(digits, '0')}`)
}
