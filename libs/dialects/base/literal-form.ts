import type { TypeKind } from '#arrow'
import type { Literal } from '#plan'
import { Refused } from './refused.ts'

const INTEGER = /^-?\d{1,20}$/
const STAMP = /^(\d{4,6}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?( BC)?|-?infinity)$/

/** The canonical forms of literals that are printed into SQL; anything else could be SQL itself. */
const FORMS: Readonly<Record<Exclude<TypeKind, 'string' | 'json' | 'uuid' | 'array'>, RegExp>> = {
  boolean: /^(true|false)$/,
  int16: INTEGER,
  int32: INTEGER,
  int64: INTEGER,
  uint64: INTEGER,
  float32: /^(-?\d+(\.\d+)?(e[+-]?\d+)?|NaN|-?Infinity)$/i,
  float64: /^(-?\d+(\.\d+)?(e[+-]?\d+)?|NaN|-?Infinity)$/i,
  decimal: /^-?(\d+(\.\d*)?|\.\d+)$/,
  binary: /^([0-9a-f]{2})*$/,
  date: /^(\d{4,7}-\d{2}-\d{2}( BC)?|-?infinity)$/,
  time: /^\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/,
  timestamp: STAMP,
  timestamptz: STAMP,
  interval: /^-?\d+ -?\d+ -?\d+$/,
}

/** True for types whose values are text in SQL, and arrays: they are always bound, never printed. */
export function isBound(kind: TypeKind): kind is 'string' | 'json' | 'uuid' | 'array' {
  return kind === 'string' || kind === 'json' || kind === 'uuid' || kind === 'array'
}

/**
 * The text of a non-null literal that is to be printed, proven to be in its type's canonical form.
 * @throws Refused for any other text
 */
export function canonicalText(literal: Literal): string {
  const { value, type } = literal
  if (value === null || isBound(type.kind) || !FORMS[type.kind].test(value)) {
    throw new Refused('TYPE_NOT_EXACT', `a ${type.kind} constant that is not in canonical form`)
  }
  return value
}

/** The three counts of an interval literal. */
export function intervalParts(literal: Literal): { months: string; days: string; microseconds: string } {
  const [months = '0', days = '0', microseconds = '0'] = canonicalText(literal).split(' ')
  return { months, days, microseconds }
}

/** True for dates and timestamps only some sources have: before the year 1, after 9999, or infinite. */
export function isUncommonDate(text: string): boolean {
  return /BC$|infinity$|^\d{5}/.test(text)
}
