import { QueryError, unreachable } from '#core'
import {
  type ColumnId,
  childExpressions,
  columnsOf,
  type Expression,
  mapChildren,
  mapExpression,
  outputColumns,
  type PlanNode,
  type RemoteQuery,
  type SortKey,
  type SubqueryExpression,
} from '#plan'
import { without } from './id-sets.ts'

/** The nodes a node reads from, left to right; a RemoteQuery is a leaf. */
export function childNodes(node: PlanNode): readonly PlanNode[] {
  switch (node.kind) {
    case 'scan':
    case 'values':
    case 'cte_reference':
    case 'table_function':
    case 'remote_query':
      return []
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'window':
    case 'sort':
    case 'limit':
      return [node.input]
    case 'join':
    case 'lateral_join':
    case 'set_operation':
      return [node.left, node.right]
    case 'with':
      return [node.definition, node.body]
    case 'recursive_with':
      return [node.base, node.step, node.body]
    default:
      return unreachable(node)
  }
}

/** The expressions that stand in one node, not in its inputs. */
export function nodeExpressions(node: PlanNode): readonly Expression[] {
  switch (node.kind) {
    case 'scan':
    case 'cte_reference':
    case 'limit':
    case 'set_operation':
    case 'with':
    case 'recursive_with':
      return []
    case 'table_function':
      return node.calls.flatMap((call) => call.arguments)
    case 'values':
      return node.rows.flat()
    case 'filter':
      return [node.predicate]
    case 'project':
      return node.expressions.map((named) => named.expression)
    case 'join':
    case 'lateral_join':
      return node.condition === null ? [] : [node.condition]
    case 'aggregate':
      return [...node.groups.map((named) => named.expression), ...node.aggregates.map((named) => named.call)]
    case 'window':
      return node.calls.map((named) => named.call)
    case 'sort':
      return node.keys.map((key) => key.expression)
    case 'remote_query':
      return node.prefilters
    default:
      return unreachable(node)
  }
}

/** The node with each of its own expressions replaced by `map`; aggregates and window calls must stay what they are. */
export function mapNodeExpressions(node: PlanNode, map: (expression: Expression) => Expression): PlanNode {
  const mapKey = (key: SortKey): SortKey => ({ ...key, expression: map(key.expression) })
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
      return { ...node, calls: node.calls.map((call) => ({ ...call, arguments: call.arguments.map(map) })) }
    case 'values':
      return { ...node, rows: node.rows.map((row) => row.map(map)) }
    case 'filter':
      return { ...node, predicate: map(node.predicate) }
    case 'project':
      return { ...node, expressions: node.expressions.map((it) => ({ ...it, expression: map(it.expression) })) }
    case 'join':
    case 'lateral_join':
      return { ...node, condition: node.condition === null ? null : map(node.condition) }
    case 'aggregate':
      return {
        ...node,
        groups: node.groups.map((it) => ({ ...it, expression: map(it.expression) })),
        aggregates: node.aggregates.map((it) => ({ ...it, call: sameKind(it.call, map(it.call)) })),
      }
    case 'window':
      return { ...node, calls: node.calls.map((it) => ({ ...it, call: sameKind(it.call, map(it.call)) })) }
    case 'sort':
      return { ...node, keys: node.keys.map(mapKey) }
    default:
      return unreachable(node)
  }
}

function sameKind<Call extends Expression>(before: Call, after: Expression): Call {
  if (after.kind === before.kind) return after as Call
  throw new QueryError('INTERNAL', `A plan rule turned an ${before.kind} call into a ${after.kind}.`)
}

/** The subqueries inside an expression, outermost only. */
export function subqueriesIn(expression: Expression): readonly SubqueryExpression[] {
  const inside = childExpressions(expression).flatMap(subqueriesIn)
  return expression.kind === 'subquery' ? [expression, ...inside] : inside
}

/** The expression with the plan of every subquery in it replaced by `map(plan)`; the same object when it has none. */
export function mapSubqueries(expression: Expression, map: (plan: PlanNode) => PlanNode): Expression {
  if (subqueriesIn(expression).length === 0) return expression
  return mapExpression(expression, (part) => (part.kind === 'subquery' ? { ...part, plan: map(part.plan) } : part))
}

/** The plan with `map` applied to the plan of every subquery in the expressions of its nodes. */
export function mapSubqueriesOfPlan(plan: PlanNode, map: (plan: PlanNode) => PlanNode): PlanNode {
  const inputs = mapChildren(plan, (child) => mapSubqueriesOfPlan(child, map))
  if (nodeExpressions(inputs).every((expression) => subqueriesIn(expression).length === 0)) return inputs
  return mapNodeExpressions(inputs, (expression) => mapSubqueries(expression, map))
}

/** Calls `visit` for every node: inputs, subqueries' plans and the plans inside RemoteQueries. */
export function visitPlan(plan: PlanNode, visit: (node: PlanNode) => void): void {
  visit(plan)
  for (const child of childNodes(plan)) visitPlan(child, visit)
  if (plan.kind === 'remote_query') visitPlan(plan.plan, visit)
  for (const expression of nodeExpressions(plan)) {
    for (const subquery of subqueriesIn(expression)) visitPlan(subquery.plan, visit)
  }
}

/** All RemoteQueries of a plan, those of subqueries too, in the order they are read. */
export function remotesIn(plan: PlanNode): readonly RemoteQuery[] {
  if (plan.kind === 'remote_query') return [plan]
  const subplans = nodeExpressions(plan).flatMap(subqueriesIn)
  return [...childNodes(plan).flatMap(remotesIn), ...subplans.flatMap((subquery) => remotesIn(subquery.plan))]
}

/** The columns a plan reads from a query around it; empty for a plan that stands alone. */
export function freeColumnsOfPlan(plan: PlanNode): ReadonlySet<ColumnId> {
  const used = new Set<ColumnId>()
  const produced = new Set<ColumnId>()
  visitPlan(plan, (node) => {
    for (const column of outputColumns(node)) produced.add(column.id)
    for (const expression of nodeExpressions(node)) for (const id of columnsOf(expression)) used.add(id)
  })
  return without(used, produced)
}

/** The connections whose tables a plan reads, subqueries included. */
export function connectionsOf(plan: PlanNode): ReadonlySet<string> {
  const connections = new Set<string>()
  visitPlan(plan, (node) => {
    if (node.kind === 'scan') connections.add(node.table.connection)
    if (node.kind === 'remote_query') connections.add(node.connection)
  })
  return connections
}

/** The ids of the columns a node produces, in order. */
export function outputIds(node: PlanNode): readonly ColumnId[] {
  return outputColumns(node).map((column) => column.id)
}
