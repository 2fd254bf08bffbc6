import {
  arrayOf,
  type EngineType,
  FLOAT64,
  isFloat,
  isNumeric,
  type ScalarKind,
  STRING,
  sameType,
  type TypeKind,
} from '#arrow'
import { commonDecimal, decimalOf, digitsOf } from './decimal-types.ts'

const IMPLICIT: Readonly<Partial<Record<TypeKind, readonly TypeKind[]>>> = {
  int16: ['int32', 'int64', 'decimal', 'float32', 'float64'],
  int32: ['int64', 'decimal', 'float32', 'float64'],
  int64: ['decimal', 'float32', 'float64'],
  uint64: ['decimal', 'float32', 'float64'],
  decimal: ['float32', 'float64'],
  float32: ['float64'],
  date: ['timestamp', 'timestamptz'],
  timestamp: ['timestamptz'],
  time: ['interval'],
}

const NUMBERS: readonly TypeKind[] = ['int16', 'int32', 'int64', 'uint64', 'decimal', 'float32', 'float64']

/** Beside implicit ones: what PostgreSQL's CAST can do. Everything casts to and from text. */
const EXPLICIT: Readonly<Partial<Record<TypeKind, readonly TypeKind[]>>> = {
  boolean: ['int32'],
  int16: NUMBERS,
  int32: [...NUMBERS, 'boolean'],
  int64: NUMBERS,
  uint64: NUMBERS,
  decimal: NUMBERS,
  float32: NUMBERS,
  float64: NUMBERS,
  timestamp: ['date', 'time'],
  timestamptz: ['date', 'time', 'timestamp'],
  interval: ['time'],
  json: ['json'],
}

/** What jsonb can be besides: its numbers and booleans. */
const OF_JSONB: readonly TypeKind[] = ['boolean', 'int16', 'int32', 'int64', 'decimal', 'float32', 'float64']

const CATEGORIES: Readonly<Record<TypeKind, string>> = {
  boolean: 'boolean',
  int16: 'number',
  int32: 'number',
  int64: 'number',
  uint64: 'number',
  float32: 'number',
  float64: 'number',
  decimal: 'number',
  string: 'text',
  binary: 'binary',
  date: 'datetime',
  time: 'datetime',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  interval: 'timespan',
  json: 'json',
  uuid: 'uuid',
  array: 'array',
}

const PREFERRED: ReadonlySet<TypeKind> = new Set<TypeKind>(['boolean', 'float64', 'string', 'timestamptz', 'interval'])

/** PostgreSQL's type category: conversions without a CAST stay inside one. */
export function categoryOf(kind: TypeKind): string {
  return CATEGORIES[kind]
}

/** True for the type that its category falls back to. */
export function isPreferred(kind: TypeKind): boolean {
  return PREFERRED.has(kind)
}

/** True when a value of one kind may stand for the other without a CAST. */
export function convertsImplicitly(from: TypeKind, to: TypeKind): boolean {
  return from === to || (IMPLICIT[from]?.includes(to) ?? false)
}

/** True when CAST can turn values of one kind into the other; single values may still fail. */
export function convertsExplicitly(from: TypeKind, to: TypeKind): boolean {
  if (convertsImplicitly(from, to) || from === 'string' || to === 'string') return true
  return EXPLICIT[from]?.includes(to) ?? false
}

/** True when a value of one type may stand for the other without a CAST; arrays as their elements. */
export function typeConvertsImplicitly(from: EngineType, to: EngineType): boolean {
  if (from.kind === 'array' && to.kind === 'array') return typeConvertsImplicitly(from.element, to.element)
  return convertsImplicitly(from.kind, to.kind)
}

/** True when CAST can turn values of one type into the other; arrays as their elements. */
export function typeConvertsExplicitly(from: EngineType, to: EngineType): boolean {
  if (from.kind === 'array' && to.kind === 'array') return typeConvertsExplicitly(from.element, to.element)
  if (isNormalized(from) && OF_JSONB.includes(to.kind)) return true
  return convertsExplicitly(from.kind, to.kind)
}

/** The type of that kind which holds every value of `from`; decimals get the digits they need. */
export function asKind(from: EngineType, kind: ScalarKind): EngineType {
  if (from.kind === kind) return from
  if (kind !== 'decimal') return { kind }
  const digits = digitsOf(from)
  return digits === undefined ? decimalOf(38, 0) : decimalOf(digits.whole, digits.scale)
}

/** The type both operands of an arithmetic operator or comparison of numbers are brought to. */
export function operandKind(a: EngineType, b: EngineType): ScalarKind {
  if (a.kind === b.kind && a.kind !== 'array') return a.kind
  if (isFloat(a) || isFloat(b)) return 'float64'
  const kinds = [a.kind, b.kind]
  if (kinds.includes('decimal') || kinds.includes('uint64')) return 'decimal'
  return kinds.includes('int64') ? 'int64' : 'int32'
}

/**
 * The common type of CASE, COALESCE, UNION and IN (PostgreSQL's select_common_type): undefined when there is none.
 * Null stands for an untyped literal, which follows the others; text when all are.
 */
export function commonType(types: readonly (EngineType | null)[]): EngineType | undefined {
  let common: EngineType | undefined
  for (const type of types) {
    if (type === null) continue
    if (common === undefined) common = type
    else {
      const next = commonOfTwo(common, type)
      if (next === undefined) return undefined
      common = next
    }
  }
  return common ?? STRING
}

function commonOfTwo(a: EngineType, b: EngineType): EngineType | undefined {
  if (sameType(a, b)) return a
  if (isExactNumber(a) && isExactNumber(b) && involvesDecimal(a, b)) return commonDecimal(a, b)
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonOfTwo(a.element, b.element)
    return element === undefined ? undefined : arrayOf(element)
  }
  if (categoryOf(a.kind) !== categoryOf(b.kind)) return undefined
  if (isPreferred(a.kind)) return convertsImplicitly(b.kind, a.kind) ? a : undefined
  if (convertsImplicitly(a.kind, b.kind)) return b
  return convertsImplicitly(b.kind, a.kind) ? a : undefined
}

function isExactNumber(type: EngineType): boolean {
  return isNumeric(type) && !isFloat(type)
}

/** uint64 is not PostgreSQL's: with any other number it becomes a decimal, which holds both. */
function involvesDecimal(a: EngineType, b: EngineType): boolean {
  return [a.kind, b.kind].some((kind) => kind === 'decimal' || kind === 'uint64')
}

function isNormalized(type: EngineType): boolean {
  return type.kind === 'json' && type.normalized === true
}

/** The type two compared values are brought to; undefined when PostgreSQL has no such comparison. */
export function comparisonType(a: EngineType, b: EngineType): EngineType | undefined {
  if (isNumeric(a) && isNumeric(b)) {
    const kind = operandKind(a, b)
    if (kind === 'decimal') return commonDecimal(a, b)
    return kind === 'float64' ? FLOAT64 : { kind }
  }
  if (a.kind === 'json' || b.kind === 'json') return isNormalized(a) && isNormalized(b) ? a : undefined
  if (a.kind === 'array' && b.kind === 'array') {
    const element = a.element.kind === b.element.kind ? comparisonType(a.element, b.element) : undefined
    return element === undefined ? undefined : arrayOf(element)
  }
  if (a.kind === 'time' && b.kind === 'interval') return b
  if (a.kind === 'interval' && b.kind === 'time') return a
  return commonOfTwo(a, b)
}
