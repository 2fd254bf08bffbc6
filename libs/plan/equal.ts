import { BOOLEAN } from '#arrow'
import type { Expression } from './expression.ts'
import { isNullable } from './functions/nullability.ts'

/** The comparison `left = right` of two expressions of one type. */
export function equal(left: Expression, right: Expression): Expression {
  const nullable = isNullable(left) || isNullable(right)
  return { kind: 'call', function: 'eq', arguments: [left, right], type: BOOLEAN, nullable }
}
