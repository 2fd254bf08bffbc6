import type { EngineType, TypeKind } from '#arrow'
import { childExpressions, type Expression, type ScalarFunction, typeOf } from '#plan'

/** Functions that fail for some values of their arguments, beyond the overflow of ordinary arithmetic. */
const RAISING: ReadonlySet<ScalarFunction> = new Set<ScalarFunction>([
  'divide',
  'modulo',
  'power',
  'sqrt',
  'exp',
  'ln',
  'log10',
  'substring',
  'split_part',
  'repeat',
  'make_date',
  'timezone',
])

/**
 * True when evaluating the expression can fail for some rows. Such an expression never moves below a filter or join
 * that may keep those rows away from it.
 */
export function raises(expression: Expression): boolean {
  if (raisesItself(expression)) return true
  return childExpressions(expression).some(raises)
}

function raisesItself(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return RAISING.has(expression.function)
    case 'cast':
      return !isSafeCast(typeOf(expression.argument), expression.type)
    case 'subquery':
    case 'aggregate':
    case 'window':
      return true
    default:
      return false
  }
}

const WIDENINGS: Readonly<Partial<Record<TypeKind, readonly TypeKind[]>>> = {
  int16: ['int32', 'int64', 'float32', 'float64'],
  int32: ['int64', 'float64'],
  int64: ['float64'],
  uint64: ['float64'],
  float32: ['float64'],
}

const INTEGER_DIGITS: Readonly<Partial<Record<TypeKind, number>>> = { int16: 5, int32: 10, int64: 19, uint64: 20 }

function isSafeCast(from: EngineType, to: EngineType): boolean {
  if (to.kind === 'string') return true
  if (to.kind === 'decimal') {
    const digits = from.kind === 'decimal' ? from.precision - from.scale : INTEGER_DIGITS[from.kind]
    if (digits === undefined) return false
    return to.precision - to.scale >= digits && (from.kind !== 'decimal' || to.scale >= from.scale)
  }
  if (from.kind === 'decimal') return to.kind === 'float64'
  return from.kind === to.kind || (WIDENINGS[from.kind]?.includes(to.kind) ?? false)
}

const IDENTICAL_WHEN_EQUAL: ReadonlySet<TypeKind> = new Set<TypeKind>([
  'boolean',
  'int16',
  'int32',
  'int64',
  'uint64',
  'decimal',
  'string',
  'binary',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'uuid',
])

/** True when equal values of the type cannot be told apart: not so for -0 and 0, or for 30 days and one month. */
export function identicalWhenEqual(type: EngineType): boolean {
  return IDENTICAL_WHEN_EQUAL.has(type.kind)
}
