import type { EngineType, TypeKind } from '#arrow'
import { type ColumnReference, type Expression, type KeyKind, typeOf } from '#plan'
import { raises } from '../raising.ts'

const EXACT_NUMBERS: ReadonlySet<TypeKind> = new Set<TypeKind>(['int16', 'int32', 'int64', 'uint64', 'decimal'])
const OTHER_KEYS: ReadonlySet<TypeKind> = new Set<TypeKind>(['string', 'date', 'timestamp', 'uuid'])

/**
 * The kinds of values whose equality is the same in the engine and wherever a dialect takes them as keys. No floats: a
 * source may round them, and -0 equals 0.
 */
export function keyKind({ kind }: EngineType): KeyKind | undefined {
  return EXACT_NUMBERS.has(kind) || OTHER_KEYS.has(kind) ? (kind as KeyKind) : undefined
}

/** True when keys of one type can be looked for among values of the other: exact numbers by value, others in their own kind. */
export function areComparable(a: EngineType, b: EngineType): boolean {
  if (EXACT_NUMBERS.has(a.kind) && EXACT_NUMBERS.has(b.kind)) return true
  return a.kind === b.kind && keyKind(a) !== undefined
}

/** The column a value is, or is but for a conversion to another exact number that loses nothing. */
export function keyColumn(expression: Expression): ColumnReference | undefined {
  if (expression.kind === 'column') return keyKind(expression.type) === undefined ? undefined : expression
  if (expression.kind !== 'cast' || raises(expression)) return undefined
  return areComparable(typeOf(expression.argument), expression.type) ? keyColumn(expression.argument) : undefined
}
