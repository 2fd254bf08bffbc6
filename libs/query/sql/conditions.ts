import type { A_Expr, Node } from 'libpg-query'
import type { Condition, ConditionOperator, ExpressionNode, JsonScalar } from '../query-request.ts'
import { locationOf } from './ast.ts'
import { plainScalar } from './constants.ts'
import type { Conversion } from './conversion.ts'
import { listItems, operatorName } from './operators.ts'

/** One side of a comparison with a constant: what is compared, and how the short form says the rest. */
export interface Comparison {
  readonly left: Node
  readonly op: ConditionOperator
  readonly value?: NonNullable<Condition['value']>
  /** Where the operator and the values stand. */
  readonly places: ComparisonPlaces
}

export interface ComparisonPlaces {
  readonly op: number | undefined
  readonly value?: number | undefined
}

/** The short form of a comparison, its parts located; `column` is what it compares. */
export function shortCondition(conversion: Conversion, column: string, found: Comparison): Condition {
  const { left, op, value, places } = found
  const condition = conversion.located({ column, op, ...(value === undefined ? {} : { value }) }, places.op)
  return conversion.locatedKeys(condition, { column: locationOf(left), value: places.value })
}

/** `left op constant` as the short form of conditions; undefined when it would not say exactly that. */
export function comparison(conversion: Conversion, node: Node): Comparison | undefined {
  if ('NullTest' in node) {
    const { arg, nulltesttype } = node.NullTest
    const op = nulltesttype === 'IS_NOT_NULL' ? 'is not null' : 'is null'
    return arg === undefined ? undefined : { left: arg, op, places: { op: locationOf(arg) } }
  }
  if (!('A_Expr' in node) || node.A_Expr.lexpr === undefined) return undefined
  const { A_Expr: expr } = node
  switch (expr.kind) {
    case 'AEXPR_OP':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return withOneValue(conversion, expr, node.A_Expr.lexpr)
    case 'AEXPR_IN':
      return withList(conversion, expr, node.A_Expr.lexpr, operatorIn(conversion, expr))
    case 'AEXPR_BETWEEN':
      return withList(conversion, expr, node.A_Expr.lexpr, 'between')
    case 'AEXPR_NOT_BETWEEN':
      return withList(conversion, expr, node.A_Expr.lexpr, 'not between')
    default:
      return undefined
  }
}

/** The parts of a condition that AND joins at the top. */
export function conjuncts(node: Node): readonly Node[] {
  return 'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node]
}

const SINGLE: ReadonlySet<string> = new Set([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'like',
  'not like',
  'ilike',
  'not ilike',
] satisfies ConditionOperator[])

function isSingle(op: string): op is ConditionOperator {
  return SINGLE.has(op)
}

function withOneValue(conversion: Conversion, expr: A_Expr, left: Node): Comparison | undefined {
  const op = operatorName(conversion, expr.name, expr.location)
  const value = constantValue(conversion, expr.rexpr)
  if (value === undefined || !isSingle(op)) return undefined
  return { left, op, value, places: { op: expr.location, value: locationOf(expr.rexpr) } }
}

/** A constant other than NULL: plain JSON where that says it, else the node of a number, a typed literal or a parameter. */
function constantValue(
  conversion: Conversion,
  node: Node | undefined,
): Exclude<JsonScalar, null> | ExpressionNode | undefined {
  const scalar = plainScalar(node)
  if (scalar !== undefined || node === undefined) return scalar
  if ('A_Const' in node) return node.A_Const.fval === undefined ? undefined : conversion.expression(node)
  if ('ParamRef' in node) return conversion.expression(node)
  const isCastOfConstant = 'TypeCast' in node && constantValue(conversion, node.TypeCast.arg) !== undefined
  return isCastOfConstant ? conversion.expression(node) : undefined
}

function operatorIn(conversion: Conversion, expr: A_Expr): ConditionOperator {
  return operatorName(conversion, expr.name, expr.location) === '<>' ? 'not in' : 'in'
}

function withList(conversion: Conversion, expr: A_Expr, left: Node, op: ConditionOperator): Comparison | undefined {
  const items = listItems(expr.rexpr)
  const values = items.map(plainScalar)
  const known = values.filter((value) => value !== undefined)
  if (known.length < values.length) return undefined
  const value = conversion.locatedItems(known, items.map(locationOf))
  return { left, op, value, places: { op: expr.location } }
}
