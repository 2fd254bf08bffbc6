import type { A_Expr, A_Expr_Kind, BoolExpr, BooleanTest, BoolTestType, Node, NullTest } from 'libpg-query'
import type { ExpressionNode, OperatorNode } from '../query-request.ts'
import { identifiers } from './ast.ts'
import { withoutBytewiseCollation } from './collations.ts'
import type { Conversion } from './conversion.ts'
import { namedCall } from './functions.ts'

/** The operators behind LIKE and ILIKE. */
const LIKE_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['~~', 'like'],
  ['!~~', 'not like'],
  ['~~*', 'ilike'],
  ['!~~*', 'not ilike'],
])

/** The operator as a QueryRequest spells it. One of another schema than pg_catalog is refused. */
export function operatorName(
  conversion: Conversion,
  nodes: readonly Node[] | undefined,
  location: number | undefined,
): string {
  const parts = identifiers(nodes)
  const name = parts.at(-1) ?? ''
  if (parts.length > 1 && parts[0] !== 'pg_catalog') {
    conversion.refuse(`The operator ${parts.join('.')} is not supported: only the built-in ones are.`, location)
  }
  return LIKE_OPERATORS.get(name) ?? name
}

/** AND, OR and NOT. NOT over IN (subquery) is how PostgreSQL writes NOT IN. */
export function booleanExpression(conversion: Conversion, node: BoolExpr): ExpressionNode {
  const args = (node.args ?? []).map((argument) => conversion.expression(argument))
  if (node.boolop === 'NOT_EXPR') {
    const [only] = args
    if (only !== undefined && 'subquery' in only && only.form === 'in') {
      return conversion.located({ ...only, form: 'not in' }, node.location)
    }
    return conversion.located({ op: 'not', args }, node.location)
  }
  return conversion.located({ op: node.boolop === 'AND_EXPR' ? 'and' : 'or', args }, node.location)
}

/** IS [NOT] NULL. */
export function nullTest(conversion: Conversion, node: NullTest): OperatorNode {
  const op = node.nulltesttype === 'IS_NOT_NULL' ? 'is not null' : 'is null'
  return conversion.located({ op, args: operands(conversion, [node.arg]) }, node.location)
}

const BOOLEAN_TESTS: Readonly<Record<BoolTestType, string>> = {
  IS_TRUE: 'is true',
  IS_NOT_TRUE: 'is not true',
  IS_FALSE: 'is false',
  IS_NOT_FALSE: 'is not false',
  IS_UNKNOWN: 'is unknown',
  IS_NOT_UNKNOWN: 'is not unknown',
}

/** IS [NOT] TRUE, FALSE, UNKNOWN. */
export function booleanTest(conversion: Conversion, node: BooleanTest): OperatorNode {
  const op = BOOLEAN_TESTS[node.booltesttype ?? 'IS_TRUE']
  return conversion.located({ op, args: operands(conversion, [node.arg]) }, node.location)
}

/** Every expression that PostgreSQL keeps as an operator: comparisons, IN, LIKE, BETWEEN, IS DISTINCT FROM, NULLIF. */
export function operatorExpression(conversion: Conversion, node: A_Expr): ExpressionNode {
  const kind: A_Expr_Kind = node.kind ?? 'AEXPR_OP'
  switch (kind) {
    case 'AEXPR_OP':
      return chain(conversion, node)
    case 'AEXPR_OP_ANY':
      return plain(conversion, node, `${operatorName(conversion, node.name, node.location)} any`)
    case 'AEXPR_OP_ALL':
      return plain(conversion, node, `${operatorName(conversion, node.name, node.location)} all`)
    case 'AEXPR_DISTINCT':
      return plain(conversion, node, 'is distinct from')
    case 'AEXPR_NOT_DISTINCT':
      return plain(conversion, node, 'is not distinct from')
    case 'AEXPR_NULLIF':
      return namedCall(conversion, 'nullif', present([node.lexpr, node.rexpr]), node.location)
    case 'AEXPR_IN':
      return listed(conversion, node, identifiers(node.name)[0] === '<>' ? 'not in' : 'in')
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return pattern(conversion, node, operatorName(conversion, node.name, node.location))
    case 'AEXPR_SIMILAR':
      return pattern(conversion, node, identifiers(node.name)[0] === '!~' ? 'not similar to' : 'similar to')
    case 'AEXPR_BETWEEN':
      return listed(conversion, node, 'between')
    case 'AEXPR_NOT_BETWEEN':
      return listed(conversion, node, 'not between')
    case 'AEXPR_BETWEEN_SYM':
      return symmetric(conversion, node, 'or', 'between')
    case 'AEXPR_NOT_BETWEEN_SYM':
      return symmetric(conversion, node, 'and', 'not between')
    default:
      return unknownKind(conversion, kind, node.location)
  }
}

function unknownKind(conversion: Conversion, kind: never, location: number | undefined): never {
  return conversion.refuse(`The operator ${String(kind)} is not supported.`, location)
}

/** Operators that only compare, for which text is its bytes. */
const COMPARISONS = new Set([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'like',
  'not like',
  'is distinct from',
  'is not distinct from',
])

/** `a + b + c`, which nests to the left, from the inside: a long chain takes no more of the stack than a short one. */
function chain(conversion: Conversion, outermost: A_Expr): OperatorNode {
  const above: A_Expr[] = []
  let innermost = outermost
  for (let left = leftOperation(innermost); left !== undefined; left = leftOperation(innermost)) {
    above.push(innermost)
    innermost = left
  }
  let converted = plain(conversion, innermost, operatorName(conversion, innermost.name, innermost.location))
  for (let node = above.pop(); node !== undefined; node = above.pop()) {
    const op = operatorName(conversion, node.name, node.location)
    const right = COMPARISONS.has(op) ? withoutBytewiseCollation(node.rexpr) : node.rexpr
    converted = conversion.located({ op, args: [converted, ...operands(conversion, [right])] }, node.location)
  }
  return converted
}

function leftOperation({ lexpr }: A_Expr): A_Expr | undefined {
  if (lexpr === undefined || !('A_Expr' in lexpr)) return undefined
  return (lexpr.A_Expr.kind ?? 'AEXPR_OP') === 'AEXPR_OP' ? lexpr.A_Expr : undefined
}

function plain(conversion: Conversion, node: A_Expr, op: string): OperatorNode {
  if (COMPARISONS.has(op)) {
    const sides = [node.lexpr, node.rexpr].map(withoutBytewiseCollation)
    return conversion.located({ op, args: operands(conversion, sides) }, node.location)
  }
  return conversion.located({ op, args: operands(conversion, [node.lexpr, node.rexpr]) }, node.location)
}

function listed(conversion: Conversion, node: A_Expr, op: string): OperatorNode {
  return conversion.located(
    { op, args: operands(conversion, [node.lexpr, ...listItems(node.rexpr)].map(withoutBytewiseCollation)) },
    node.location,
  )
}

/** BETWEEN SYMMETRIC is defined as both orders of its bounds. */
function symmetric(conversion: Conversion, node: A_Expr, outer: string, op: string): OperatorNode {
  const [low, high] = listItems(node.rexpr)
  const orders = [
    [node.lexpr, low, high],
    [node.lexpr, high, low],
  ]
  const args = orders.map((order) => conversion.located({ op, args: operands(conversion, order) }, node.location))
  return conversion.located({ op: outer, args }, node.location)
}

const ESCAPING = new Set(['like_escape', 'similar_to_escape'])

/** LIKE and SIMILAR TO: PostgreSQL wraps the pattern in a call that holds the ESCAPE character. */
function pattern(conversion: Conversion, node: A_Expr, op: string): OperatorNode {
  const call = node.rexpr !== undefined && 'FuncCall' in node.rexpr ? node.rexpr.FuncCall : undefined
  const [schema, name = ''] = identifiers(call?.funcname)
  if (schema !== 'pg_catalog' || !ESCAPING.has(name)) return plain(conversion, node, op)
  const [text, escapeCharacter] = call?.args ?? []
  return conversion.located(
    {
      op,
      args: operands(conversion, [node.lexpr, text]),
      ...(escapeCharacter === undefined ? {} : { escape: conversion.expression(escapeCharacter) }),
    },
    node.location,
  )
}

/** The items of `IN (...)`, or the bounds of BETWEEN. */
export function listItems(node: Node | undefined): readonly Node[] {
  return node !== undefined && 'List' in node ? (node.List.items ?? []) : []
}

function present(nodes: readonly (Node | undefined)[]): Node[] {
  return nodes.filter((node) => node !== undefined)
}

function operands(conversion: Conversion, nodes: readonly (Node | undefined)[]): ExpressionNode[] {
  return present(nodes).map((node) => conversion.expression(node))
}
