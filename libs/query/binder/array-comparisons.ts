import { arrayOf, BOOLEAN, readArrayText, STRING, typeName } from '#arrow'
import { type Expression, type Literal, type ScalarFunction, typeOf } from '#plan'
import type { ExpressionNode, OperatorNode } from '../query-request.ts'
import { comparedWithElements } from './arrays.ts'
import { condition, joined, membership } from './calls.ts'
import { asBoolean, asExpression, readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'

/** The comparisons with an array that is not known before the query runs. */
const FUNCTIONS: Readonly<Record<string, readonly [any: ScalarFunction, all: ScalarFunction]>> = {
  '=': ['eq_any', 'eq_all'],
  '<>': ['ne_any', 'ne_all'],
  '!=': ['ne_any', 'ne_all'],
  '<': ['lt_any', 'lt_all'],
  '<=': ['le_any', 'le_all'],
  '>': ['gt_any', 'gt_all'],
  '>=': ['ge_any', 'ge_all'],
}

/** Elements up to which a constant array is written out as comparisons. */
const MAX_WRITTEN_OUT = 100

type Quantifier = 'any' | 'all'

/** The operator of `op ANY` or `op ALL` over an array; undefined for any other operator. */
export function quantifiedOperator(op: string): { readonly op: string; readonly quantifier: Quantifier } | undefined {
  const match = /^(.+) (any|some|all)$/.exec(op)
  if (match === null) return undefined
  return { op: match[1] ?? '', quantifier: match[2] === 'all' ? 'all' : 'any' }
}

/**
 * `value op ANY (array)` and `value op ALL (array)`. Over a list or a constant it is written out: IN for `= ANY` and
 * NOT IN for `<> ALL`, which sources know.
 */
export function arrayComparison(env: Env, node: OperatorNode, op: string, quantifier: Quantifier): Expression {
  const [value, array, ...more] = node.args
  if (value === undefined || array === undefined || more.length > 0) {
    throw env.binding.error('VALIDATION_ERROR', `The operator "${node.op}" takes two operands.`, '42601', node)
  }
  const isList = 'array' in array && array.array.length > 0 && !array.array.some((item) => 'array' in item)
  if (isList) return overItems(env, node, op, quantifier, value, array.array)
  const left = env.operand(value)
  const right = arrayOperand(env, left, array, node)
  if (right.kind === 'literal') {
    const items = elementsOf(right)
    if (items === null) return { kind: 'literal', value: null, type: BOOLEAN }
    const isShort = isMembership(op, quantifier) || items.length <= MAX_WRITTEN_OUT || FUNCTIONS[op] === undefined
    if (isShort) return overLiterals(env, node, op, quantifier, { value, left, items })
  }
  const names = FUNCTIONS[op]
  if (names === undefined) {
    const message = `${op.toUpperCase()} ${quantifier.toUpperCase()} needs an array of constants, or ARRAY[...].`
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const typed = left.kind === 'unknown' ? readUnknown(env.binding, left, elementTypeOf(right)) : left
  return condition(names[quantifier === 'any' ? 0 : 1], comparedWithElements(env, op, typed, right, node))
}

function isMembership(op: string, quantifier: Quantifier): boolean {
  return quantifier === 'any' ? op === '=' : op === '<>' || op === '!='
}

function overItems(
  env: Env,
  node: OperatorNode,
  op: string,
  quantifier: Quantifier,
  value: ExpressionNode,
  items: readonly ExpressionNode[],
): Expression {
  if (isMembership(op, quantifier)) {
    const operands = items.map((item) => env.operand(item))
    return membership(env.binding, env.operand(value), operands, quantifier === 'any' ? 'in' : 'not in', node)
  }
  return eachCompared(env, node, op, quantifier, value, items)
}

function overLiterals(
  env: Env,
  node: OperatorNode,
  op: string,
  quantifier: Quantifier,
  {
    value,
    left,
    items,
  }: { readonly value: ExpressionNode; readonly left: Operand; readonly items: readonly Literal[] },
): Expression {
  if (items.length === 0) return { kind: 'literal', value: String(quantifier === 'all'), type: BOOLEAN }
  if (isMembership(op, quantifier)) {
    return membership(env.binding, left, items, quantifier === 'any' ? 'in' : 'not in', node)
  }
  const nodes = items.map((item): readonly [ExpressionNode, Expression] => [
    env.binding.derived({ value: null }, node),
    item,
  ])
  const bound: readonly (readonly [ExpressionNode, Expression])[] = left.kind === 'unknown' ? [] : [[value, left]]
  const inside = env.within({ known: new Map([...env.known, ...bound, ...nodes]) })
  const itemNodes = nodes.map(([itemNode]) => itemNode)
  return eachCompared(inside, node, op, quantifier, value, itemNodes)
}

function eachCompared(
  env: Env,
  node: OperatorNode,
  op: string,
  quantifier: Quantifier,
  value: ExpressionNode,
  items: readonly ExpressionNode[],
): Expression {
  const [first, ...others] = items.map((item) => {
    const operand = env.operand(env.binding.derived({ op, args: [value, item] }, node))
    return asBoolean(env.binding, operand, quantifier.toUpperCase(), node)
  })
  if (first === undefined) return { kind: 'literal', value: String(quantifier === 'all'), type: BOOLEAN }
  return joined(quantifier === 'any' ? 'or' : 'and', [first, ...others])
}

/** @throws ValidationError TYPE_ERROR 42809 when the right side is no array */
function arrayOperand(env: Env, left: Operand, node: ExpressionNode, place: object): Expression {
  const operand = env.operand(node)
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, arrayOf(operandType(left) ?? STRING))
  const type = typeOf(operand)
  if (type.kind === 'array') return asExpression(env.binding, operand)
  const message = `ANY and ALL need an array or a subquery on the right side, not ${typeName(type)}.`
  throw env.binding.error('TYPE_ERROR', message, '42809', place)
}

function elementTypeOf(array: Expression) {
  const type = typeOf(array)
  return type.kind === 'array' ? type.element : type
}

/** The elements of a constant array; null for NULL. */
function elementsOf(array: Literal): readonly Literal[] | null {
  if (array.value === null) return null
  const texts = readArrayText(array.value)
  if (!Array.isArray(texts)) throw new Error('an array constant is not in its canonical form')
  return texts.map((value): Literal => ({ kind: 'literal', value, type: elementTypeOf(array) }))
}
