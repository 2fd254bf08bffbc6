import type { EngineType } from '#arrow'
import { type Expression, typeOf } from '#plan'

/** A literal without a type, as a quoted string in SQL: its use decides. Null is NULL. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly value: string | null
  readonly node: object
}

/** A bound expression, or a literal that still waits for its type. */
export type Operand = Expression | Unknown

/** The type of an operand; null for an untyped literal. */
export function operandType(operand: Operand): EngineType | null {
  return operand.kind === 'unknown' ? null : typeOf(operand)
}
