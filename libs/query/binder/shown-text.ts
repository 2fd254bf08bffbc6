import { INT32, STRING } from '#arrow'
import { type Expression, typeOf } from '#plan'
import { condition } from './calls.ts'
import { asExpression, castTo } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'

/** A value as PostgreSQL shows it, which concat and format print: booleans as t and f. */
export function shownText(env: Env, operand: Operand): Expression {
  const expression = asExpression(env.binding, operand)
  if (typeOf(expression).kind !== 'boolean') return castTo(expression, STRING)
  const branches = [
    { when: expression, then: textLiteral('t') },
    { when: condition('not', [expression]), then: textLiteral('f') },
  ]
  return { kind: 'case', branches, otherwise: textLiteral(null), type: STRING }
}

/** A constant text. */
export function textLiteral(value: string | null): Expression {
  return { kind: 'literal', value, type: STRING }
}

/** A constant count. */
export function countLiteral(value: number): Expression {
  return { kind: 'literal', value: String(value), type: INT32 }
}
