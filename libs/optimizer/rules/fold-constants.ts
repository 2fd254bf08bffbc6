import { isInteger } from '#arrow'
import {
  type Aggregate,
  type Expression,
  type FunctionCall,
  type Join,
  type Literal,
  mapChildren,
  mapExpression,
  outputColumns,
  type PlanNode,
  typeOf,
} from '#plan'
import { FALSE, TRUE } from '../expressions.ts'
import { emptyRelation, isEmptyRelation } from '../nodes.ts'
import { mapNodeExpressions } from '../subplans.ts'
import { foldArithmetic } from './fold-arithmetic.ts'
import type { Rule } from './rule.ts'

/**
 * Settles what needs no row: logic over constants, comparisons of two integers or texts, integer arithmetic, filters that keep all or
 * nothing, LIMIT 0. Other constant expressions are left to the engine that runs them, whose arithmetic is proven.
 */
export const foldConstants: Rule = { name: 'fold-constants', apply: fold }

function fold(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, fold)
  return foldNode(mapNodeExpressions(node, foldExpression))
}

function foldNode(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'filter':
      if (isTrue(node.predicate)) return node.input
      if (isFalseOrNull(node.predicate) || isEmptyRelation(node.input)) return emptyRelation(outputColumns(node))
      return node
    case 'limit':
      return node.limit === 0 || isEmptyRelation(node.input) ? emptyRelation(outputColumns(node)) : node
    case 'project':
    case 'sort':
    case 'window':
      return isEmptyRelation(node.input) ? emptyRelation(outputColumns(node)) : node
    case 'aggregate':
      return isEmptyRelation(node.input) && hasRowsPerGroupOnly(node) ? emptyRelation(outputColumns(node)) : node
    case 'lateral_join':
      return isEmptyRelation(node.left) || (node.type === 'inner' && isEmptyRelation(node.right))
        ? emptyRelation(outputColumns(node))
        : node
    case 'join':
      return joinIsEmpty(node) ? emptyRelation(outputColumns(node)) : node
    default:
      return node
  }
}

/** GROUPING SETS may hold the empty set, and no groups at all make one row of nothing. */
function hasRowsPerGroupOnly(node: Aggregate): boolean {
  return node.groups.length > 0 && node.groupingSets === null
}

function joinIsEmpty(join: Join): boolean {
  const left = isEmptyRelation(join.left)
  const right = isEmptyRelation(join.right)
  const never = join.condition !== null && isFalseOrNull(join.condition)
  switch (join.type) {
    case 'inner':
    case 'semi':
      return left || right || never
    case 'cross':
      return left || right
    case 'left':
    case 'anti':
      return left
    case 'right':
      return right
    case 'full':
      return left && right
  }
}

/** The expression with its constant logic settled. */
export function foldExpression(expression: Expression): Expression {
  return mapExpression(expression, (part) => (part.kind === 'call' ? foldCall(part) : part))
}

function foldCall(call: FunctionCall): Expression {
  switch (call.function) {
    case 'and':
      return foldLogic(call, isFalse, FALSE, isTrue, TRUE)
    case 'or':
      return foldLogic(call, isTrue, TRUE, isFalse, FALSE)
    case 'not':
      return foldNot(call)
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return foldComparison(call)
    case 'is_null':
    case 'is_not_null':
    case 'is_true':
    case 'is_not_true':
    case 'is_false':
    case 'is_not_false':
      return foldTest(call)
    default:
      return foldArithmetic(call)
  }
}

/** AND and OR: one deciding part decides, neutral parts go; NULL beside others stays. */
function foldLogic(
  call: FunctionCall,
  decides: (part: Expression) => boolean,
  decided: Literal,
  neutral: (part: Expression) => boolean,
  none: Literal,
): Expression {
  if (call.arguments.some(decides)) return decided
  const kept = call.arguments.filter((part) => !neutral(part))
  if (kept.length === call.arguments.length) return call
  const [only] = kept
  if (only === undefined) return none
  return kept.length === 1 ? only : { ...call, arguments: kept }
}

function foldNot(call: FunctionCall): Expression {
  const [argument] = call.arguments
  if (argument === undefined) return call
  if (isTrue(argument)) return FALSE
  if (isFalse(argument)) return TRUE
  if (argument.kind === 'subquery' && argument.form !== 'scalar') return { ...argument, negated: !argument.negated }
  return isNullLiteral(argument) ? argument : call
}

function foldComparison(call: FunctionCall): Expression {
  const [left, right] = call.arguments
  if (left === undefined || right === undefined) return call
  if (isNullLiteral(left) || isNullLiteral(right)) return { kind: 'literal', value: null, type: call.type }
  if (left.kind !== 'literal' || right.kind !== 'literal') return call
  const order = compareLiterals(left, right)
  if (order === undefined) return call
  return holds(call.function, order) ? TRUE : FALSE
}

/** The order of two integers, or 0 for two equal texts; undefined where only an engine can tell. */
function compareLiterals(left: Literal, right: Literal): number | undefined {
  if (left.value === null || right.value === null) return undefined
  if (left.type.kind === 'string' && right.type.kind === 'string') return left.value === right.value ? 0 : undefined
  if (!isInteger(left.type) || !isInteger(right.type)) return undefined
  const difference = BigInt(left.value) - BigInt(right.value)
  if (difference === 0n) return 0
  return difference > 0n ? 1 : -1
}

function holds(comparison: string, order: number): boolean {
  switch (comparison) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
    case 'gt':
      return order > 0
    default:
      return order >= 0
  }
}

function foldTest(call: FunctionCall): Expression {
  const [argument] = call.arguments
  if (argument?.kind !== 'literal') return call
  const value = argument.value
  switch (call.function) {
    case 'is_null':
      return truth(value === null)
    case 'is_not_null':
      return truth(value !== null)
    case 'is_true':
      return truth(value === 'true')
    case 'is_not_true':
      return truth(value !== 'true')
    case 'is_false':
      return truth(value === 'false')
    default:
      return truth(value !== 'false')
  }
}

function truth(value: boolean): Literal {
  return value ? TRUE : FALSE
}

function isTrue(expression: Expression): boolean {
  return isBooleanLiteral(expression, 'true')
}

function isFalse(expression: Expression): boolean {
  return isBooleanLiteral(expression, 'false')
}

function isBooleanLiteral(expression: Expression, value: string): boolean {
  return expression.kind === 'literal' && typeOf(expression).kind === 'boolean' && expression.value === value
}

function isNullLiteral(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null
}

function isFalseOrNull(expression: Expression): boolean {
  return isFalse(expression) || isNullLiteral(expression)
}
