import { INT32 } from '#arrow'
import type { Expression, Literal } from '#plan'
import { callOf, condition, noFunction } from './calls.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'

/** num_nulls and num_nonnulls: a sum of ones. */
export function countedNulls(
  env: Env,
  name: 'num_nulls' | 'num_nonnulls',
  operands: readonly Operand[],
  place: object,
): Expression {
  const test = name === 'num_nulls' ? 'is_null' : 'is_not_null'
  const number = (value: string): Literal => ({ kind: 'literal', value, type: INT32 })
  const ones = operands.map((operand): Expression => {
    const branches = [{ when: condition(test, [asExpression(env.binding, operand)]), then: number('1') }]
    return { kind: 'case', branches, otherwise: number('0'), type: INT32 }
  })
  if (ones.length === 0) throw noFunction(env.binding, name, operands, place)
  return ones.reduce((sum, one) => callOf('add', [sum, one], INT32))
}
