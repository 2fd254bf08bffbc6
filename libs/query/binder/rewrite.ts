import { unreachable } from '#core'
import { type AggregateCall, type Expression, mapChildren, type PlanNode, type SortKey, type WindowCall } from '#plan'

/** Replaces a part, or answers undefined to go on inside it. */
export type Replace = (part: Expression) => Expression | undefined

/** The expression with parts replaced from the top down; the plans of subqueries are entered too. */
export function rewriteExpression(expression: Expression, replace: Replace): Expression {
  const replaced = replace(expression)
  if (replaced !== undefined) return replaced
  const inside = (part: Expression): Expression => rewriteExpression(part, replace)
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return expression
    case 'call':
      return { ...expression, arguments: expression.arguments.map(inside) }
    case 'cast':
      return { ...expression, argument: inside(expression.argument) }
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({ when: inside(when), then: inside(then) })),
        otherwise: inside(expression.otherwise),
      }
    case 'in':
      return { ...expression, argument: inside(expression.argument), items: expression.items.map(inside) }
    case 'aggregate':
      return rewriteAggregate(expression, inside)
    case 'window':
      return rewriteWindow(expression, inside)
    case 'subquery':
      return {
        ...expression,
        argument: expression.argument === null ? null : inside(expression.argument),
        plan: rewritePlan(expression.plan, replace),
      }
    default:
      return unreachable(expression)
  }
}

function rewriteAggregate(call: AggregateCall, inside: (part: Expression) => Expression): AggregateCall {
  return {
    ...call,
    arguments: call.arguments.map(inside),
    filter: call.filter === null ? null : inside(call.filter),
    orderBy: rewriteKeys(call.orderBy, inside),
  }
}

/** The parts of a window call rewritten; the call stays one. */
export function rewriteWindow(call: WindowCall, inside: (part: Expression) => Expression): WindowCall {
  return {
    ...call,
    arguments: call.arguments.map(inside),
    filter: call.filter === null ? null : inside(call.filter),
    partitionBy: call.partitionBy.map(inside),
    orderBy: rewriteKeys(call.orderBy, inside),
  }
}

function rewriteKeys(keys: readonly SortKey[], inside: (part: Expression) => Expression): readonly SortKey[] {
  return keys.map((key) => ({ ...key, expression: inside(key.expression) }))
}

function rewritePlan(plan: PlanNode, replace: Replace): PlanNode {
  const inside = (part: Expression): Expression => rewriteExpression(part, replace)
  const node = mapChildren(plan, (child) => rewritePlan(child, replace))
  switch (node.kind) {
    case 'scan':
    case 'cte_reference':
    case 'limit':
    case 'set_operation':
    case 'with':
    case 'recursive_with':
    case 'remote_query':
      return node
    case 'table_function':
      return { ...node, calls: node.calls.map((it) => ({ ...it, arguments: it.arguments.map(inside) })) }
    case 'values':
      return { ...node, rows: node.rows.map((row) => row.map(inside)) }
    case 'filter':
      return { ...node, predicate: inside(node.predicate) }
    case 'project':
      return { ...node, expressions: node.expressions.map((it) => ({ ...it, expression: inside(it.expression) })) }
    case 'join':
    case 'lateral_join':
      return { ...node, condition: node.condition === null ? null : inside(node.condition) }
    case 'aggregate':
      return {
        ...node,
        groups: node.groups.map((it) => ({ ...it, expression: inside(it.expression) })),
        aggregates: node.aggregates.map((it) => ({ ...it, call: rewriteAggregate(it.call, inside) })),
      }
    case 'window':
      return { ...node, calls: node.calls.map((it) => ({ ...it, call: rewriteWindow(it.call, inside) })) }
    case 'sort':
      return { ...node, keys: rewriteKeys(node.keys, inside) }
    default:
      return unreachable(node)
  }
}

/** True for the calls that belong to a query as a whole, not to one row. */
export function isAggregateOrWindow(part: Expression): part is AggregateCall | WindowCall {
  return part.kind === 'aggregate' || part.kind === 'window'
}

/** Calls `visit` on the expression and everything in it, subqueries' plans left out. */
export function collect<Found extends Expression>(
  expressions: readonly Expression[],
  isWanted: (part: Expression) => part is Found,
): readonly Found[] {
  const found: Found[] = []
  for (const expression of expressions) {
    rewriteExpression(expression, (part) => {
      if (part.kind === 'subquery') {
        if (isWanted(part)) found.push(part)
        if (part.argument !== null) found.push(...collect([part.argument], isWanted))
        return part
      }
      if (isWanted(part)) found.push(part)
      return undefined
    })
  }
  return found
}
