import { type EngineType, STRING } from '#arrow'
import type { Expression, ScalarFunction } from '#plan'
import type { ExpressionNode, OperatorNode } from '../query-request.ts'
import { arithmetic, isArithmetic, signed } from './arithmetic.ts'
import { arrayComparison, quantifiedOperator } from './array-comparisons.ts'
import { arrayOperator } from './arrays.ts'
import { functionOfOperator, operatorCall } from './bit-operators.ts'
import { callOf, comparison, condition, joined, membership, noOperator, scalarCall } from './calls.ts'
import { asBoolean, asExpression, castTo } from './coerce.ts'
import type { Env } from './env.ts'
import { operandsTogether } from './float-constants.ts'
import { jsonOperator } from './json.ts'
import { type Operand, operandType } from './operand.ts'
import { isPatternOperator, patternTest } from './regular-expressions.ts'
import { isScalarSubquery, rowAgainstSubquery } from './row-subqueries.ts'
import { isRow, rowComparison, rowMembership, rowNullTest } from './rows.ts'

const COMPARISONS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['=', 'eq'],
  ['<>', 'ne'],
  ['!=', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ['is distinct from', 'is_distinct_from'],
  ['is not distinct from', 'is_not_distinct_from'],
])

const TRUTH_TESTS: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['is true', 'is_true'],
  ['is not true', 'is_not_true'],
  ['is false', 'is_false'],
  ['is not false', 'is_not_false'],
  ['is unknown', 'is_null'],
  ['is not unknown', 'is_not_null'],
])

/** An operator applied to its operands. @throws ValidationError UNSUPPORTED for operators the engine does not have */
export function bindOperator(env: Env, node: OperatorNode): Expression {
  const op = node.op.toLowerCase()
  const { args } = node
  if (op === 'and' || op === 'or') return connective(env, node, op)
  if (op === 'not') return condition('not', [truth(env, only(env, node), 'NOT')])
  const truthTest = TRUTH_TESTS.get(op)
  if (truthTest !== undefined) return condition(truthTest, [truth(env, only(env, node), op.toUpperCase())])
  if (op === 'is null' || op === 'is not null') return nullTest(env, node, op)
  if (op === 'in' || op === 'not in') return listTest(env, node, op)
  const quantified = quantifiedOperator(op)
  if (quantified !== undefined) return arrayComparison(env, node, quantified.op, quantified.quantifier)
  if (op === 'between' || op === 'not between') return between(env, node, op)
  if (isPatternOperator(op) && args.length === 2) return pattern(env, node, op)
  if (args.length === 1) return prefixed(env, node, op)
  return binary(env, node, op)
}

function prefixed(env: Env, node: OperatorNode, op: string): Expression {
  const operand = env.operand(only(env, node))
  const called = functionOfOperator(op, 1)
  if (called !== undefined) return operatorCall(env.binding, called, op, [operand], node)
  return signed(env.binding, op, operand, node)
}

function binary(env: Env, node: OperatorNode, op: string): Expression {
  const [leftNode, rightNode] = exactly(env, node, 2)
  if (leftNode === undefined || rightNode === undefined) throw unsupported(env, node)
  const compares = COMPARISONS.get(op)
  if (compares !== undefined) return compared(env, compares, op, leftNode, rightNode, node)
  const [left, right] = sides(withChain(env, leftNode), leftNode, rightNode)
  const ofArrays = arrayOperator(env, op, left, right, node)
  if (ofArrays !== undefined) return ofArrays
  const ofJson = jsonOperator(env, op, left, right, node)
  if (ofJson !== undefined) return ofJson
  if (isArithmetic(op)) return arithmetic(env.binding, op, left, right, node)
  const called = functionOfOperator(op, 2)
  if (called !== undefined) return operatorCall(env.binding, called, op, [left, right], node)
  if (op === '||') return concatenation(env, left, right, node)
  throw unsupported(env, node)
}

function unsupported(env: Env, node: OperatorNode): Error {
  const message = `The operator "${node.op}" is not supported.`
  return env.binding.error('UNSUPPORTED', message, '0A000', node)
}

function compared(
  env: Env,
  name: ScalarFunction,
  op: string,
  left: ExpressionNode,
  right: ExpressionNode,
  place: object,
): Expression {
  if (isRow(left) && isScalarSubquery(right)) return rowAgainstSubquery(env, op, left, right)
  if (isRow(left) || isRow(right)) return rowComparison(env, op, left, right, place)
  const [first, second] = sides(env, left, right)
  return comparison(env.binding, name, op, first, second, place)
}

function sides(env: Env, left: ExpressionNode, right: ExpressionNode): readonly [Operand, Operand] {
  const [first, second] = operandsTogether(env, [left, right], ['float32', 'float64'])
  return [first ?? env.operand(left), second ?? env.operand(right)]
}

/**
 * `a + b + c` nests to the left: its operators are bound from the innermost on, each knowing the one below it, so that
 * a long chain takes no more of the stack than a short one.
 */
function withChain(env: Env, left: ExpressionNode): Env {
  const chain: ExpressionNode[] = []
  let node: ExpressionNode | undefined = left
  while (node !== undefined && 'op' in node && 'args' in node && !env.known.has(node)) {
    chain.push(node)
    node = node.args[0]
  }
  let knowing = env
  for (const operation of chain.toReversed()) {
    knowing = env.within({ known: new Map([...env.known, [operation, knowing.operand(operation)]]) })
  }
  return knowing
}

function exactly(env: Env, node: OperatorNode, count: number): readonly ExpressionNode[] {
  if (node.args.length === count) return node.args
  const message = `The operator "${node.op}" takes ${count} operands, not ${node.args.length}.`
  throw env.binding.error('VALIDATION_ERROR', message, '42601', node)
}

function only(env: Env, node: OperatorNode): ExpressionNode {
  const [argument] = exactly(env, node, 1)
  if (argument === undefined) throw unsupported(env, node)
  return argument
}

function truth(env: Env, node: ExpressionNode, clause: string): Expression {
  return asBoolean(env.binding, env.operand(node), clause, node)
}

function connective(env: Env, node: OperatorNode, op: 'and' | 'or'): Expression {
  const { faults } = env.binding
  const [first, ...others] = faults.each(node.args, (argument) => truth(env, argument, op.toUpperCase()))
  if (first === undefined) throw unsupported(env, node)
  return joined(op, [first, ...others])
}

function nullTest(env: Env, node: OperatorNode, op: 'is null' | 'is not null'): Expression {
  const tested = only(env, node)
  if (isRow(tested)) return rowNullTest(env, tested, op === 'is null' ? 'is_null' : 'is_not_null')
  const argument = asExpression(env.binding, env.operand(tested))
  return condition(op === 'is null' ? 'is_null' : 'is_not_null', [argument])
}

function listTest(env: Env, node: OperatorNode, op: 'in' | 'not in'): Expression {
  if (node.args.some(isRow)) return rowMembership(env, node, op)
  const [argument, ...items] = operandsTogether(env, node.args, ['float64'])
  if (argument === undefined || items.length === 0) {
    throw env.binding.error('VALIDATION_ERROR', 'IN needs at least one item in its list.', '42601', node)
  }
  return membership(env.binding, argument, items, op, node)
}

function between(env: Env, node: OperatorNode, op: 'between' | 'not between'): Expression {
  const [value, low, high] = exactly(env, node, 3)
  if (value === undefined || low === undefined || high === undefined) throw unsupported(env, node)
  const isInside = op === 'between'
  const lower = compared(env, isInside ? 'ge' : 'lt', isInside ? '>=' : '<', value, low, node)
  const upper = compared(env, isInside ? 'le' : 'gt', isInside ? '<=' : '>', value, high, node)
  return joined(op === 'between' ? 'and' : 'or', [lower, upper])
}

function pattern(env: Env, node: OperatorNode, op: string): Expression {
  const nodes = [...exactly(env, node, 2), ...(node.escape === undefined ? [] : [node.escape])]
  const operands = nodes.map((it) => env.operand(it))
  return patternTest(env, op, operands, node)
}

/** `||` of text; PostgreSQL turns the other operand into text when one is text. */
function concatenation(env: Env, left: Operand, right: Operand, place: object): Expression {
  if ([left, right].some((operand) => operandType(operand)?.kind === 'binary')) {
    return scalarCall(env.binding, 'binary_concat', '||', [left, right], place)
  }
  const isText = (type: EngineType | null) => type === null || type.kind === 'string'
  if (!isText(operandType(left)) && !isText(operandType(right))) {
    throw noOperator(env.binding, '||', [left, right], place)
  }
  const args = [left, right].map((operand) => castTo(asExpression(env.binding, operand), STRING))
  return callOf('text_concat', args, STRING)
}
