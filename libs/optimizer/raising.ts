import type { EngineType, TypeKind } from '#arrow'
import { childExpressions, type Expression, type FunctionCall, hasSubquery, scalarRecord, typeOf } from '#plan'
import { freeColumns } from './expressions.ts'

/** Overflow of ordinary arithmetic, which nobody guards against; PostgreSQL too computes it as early as it can. */
const NUMERIC_VALUE_OUT_OF_RANGE = '22003'

/**
 * True when evaluating the expression can fail for some rows and not for others. Such an expression never moves below
 * a filter or join that may keep those rows away from it. A constant fails for all rows or for none.
 */
export function raises(expression: Expression): boolean {
  if (expression.kind === 'subquery') return true
  if (!hasSubquery(expression) && freeColumns(expression).size === 0) return false
  return raisesItself(expression) || childExpressions(expression).some(raises)
}

function raisesItself(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return callRaises(expression)
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

function callRaises(call: FunctionCall): boolean {
  const { raises, settledBy } = scalarRecord(call.function)
  const raising = raises.some((state) => state !== NUMERIC_VALUE_OUT_OF_RANGE)
  if (!raising || settledBy.length === 0) return raising
  return settledBy.some((position) => {
    const argument = call.arguments[position]
    if (argument === undefined) return false
    // As a number: a divisor of zero fails for every row, but not where there is none.
    return argument.kind !== 'literal' || Number(argument.value) === 0
  })
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
