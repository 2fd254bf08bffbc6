import { STRING } from '#arrow'
import { type Expression, type ScalarFunction, typeOf } from '#plan'
import type { OperatorNode } from '../query-request.ts'
import { condition, noOperator, scalarCall } from './calls.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'

/** The operators over a text and a pattern: what they call, its flags, and whether the answer is turned round. */
interface PatternOperator {
  readonly name: ScalarFunction
  readonly flags: string | null
  readonly negated: boolean
}

const OPERATORS: ReadonlyMap<string, PatternOperator> = new Map<string, PatternOperator>([
  ['~', { name: 'regexp_like', flags: null, negated: false }],
  ['~*', { name: 'regexp_like', flags: 'i', negated: false }],
  ['!~', { name: 'regexp_like', flags: null, negated: true }],
  ['!~*', { name: 'regexp_like', flags: 'i', negated: true }],
  ['similar to', { name: 'similar_to', flags: null, negated: false }],
  ['not similar to', { name: 'similar_to', flags: null, negated: true }],
  ['like', { name: 'like', flags: null, negated: false }],
  ['not like', { name: 'like', flags: null, negated: true }],
  ['ilike', { name: 'ilike', flags: null, negated: false }],
  ['not ilike', { name: 'ilike', flags: null, negated: true }],
])

/** True for the operators of a text and a pattern. */
export function isPatternOperator(op: string): boolean {
  return OPERATORS.has(op)
}

/** LIKE, SIMILAR TO, `~` and their kin over operands. @throws ValidationError TYPE_ERROR 42883 for what is not text */
export function patternTest(env: Env, op: string, operands: readonly Operand[], node: OperatorNode): Expression {
  const operator = OPERATORS.get(op)
  if (operator === undefined) throw noOperator(env.binding, op, operands, node)
  const args = operands.map((operand) => textOf(env, operand, op, operands, node))
  const flags: readonly Expression[] =
    operator.flags === null ? [] : [{ kind: 'literal', value: operator.flags, type: STRING }]
  const call = condition(operator.name, [...args, ...flags])
  return operator.negated ? condition('not', [call]) : call
}

function textOf(env: Env, operand: Operand, op: string, all: readonly Operand[], place: object): Expression {
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, STRING)
  if (typeOf(operand).kind !== 'string') throw noOperator(env.binding, op.toUpperCase(), all, place)
  return operand
}

/** `substring(text from pattern)` and `substring(text similar pattern escape e)`; undefined for one that counts. */
export function substringByPattern(env: Env, operands: readonly Operand[], node: object): Expression | undefined {
  const [text, pattern] = operands
  if (text === undefined || pattern === undefined || operands.length > 3) return undefined
  const isText = (operand: Operand): boolean => (operandType(operand) ?? STRING).kind === 'string'
  if (!operands.every(isText)) return undefined
  if (operands.length === 2) return scalarCall(env.binding, 'regexp_substring', 'substring', operands, node)
  return scalarCall(env.binding, 'similar_substring', 'substring', operands, node)
}
