import { unreachable } from '#core'
import {
  type Aggregate,
  type Filter,
  type LateralJoin,
  type Limit,
  mapChildren,
  type PlanNode,
  type Project,
  type RecursiveWith,
  type Refusal,
  type Sort,
  takesRowsInOrder,
  type Window,
  type With,
} from '#plan'
import { filterOver } from '../nodes.ts'
import type { Work } from '../optimized-plan.ts'
import { connectionsOf, mapNodeExpressions, mapSubqueries } from '../subplans.ts'
import { distinctKeys } from './distinct-keys.ts'
import { asRemote, isOpenRemote, isRefused, type PushContext, refuse } from './push-context.ts'
import { pushConjuncts } from './push-filter.ts'
import { pushJoin } from './push-join.ts'
import { restoreOrder } from './restore-order.ts'

/**
 * Whether the order of a node's rows is seen above it. A fetched table has none, so an order that counts is either
 * the order of the whole answer or made here.
 */
export type Order = 'counts' | 'free'

/** Puts every Scan into a RemoteQuery and lets each connection take the work above it, bottom-up, as long as it is exact. */
export function pushWork(node: PlanNode, order: Order, context: PushContext): PlanNode {
  switch (node.kind) {
    case 'scan':
      return { kind: 'remote_query', connection: node.table.connection, plan: node, prefilters: [] }
    case 'values':
    case 'cte_reference':
    case 'table_function':
    case 'remote_query':
      return withPushedSubqueries(node, context)
    case 'filter':
      return pushFilter(node, order, context)
    case 'sort':
      return order === 'free' ? pushWork(node.input, 'free', context) : pushUnary(node, 'free', context)
    case 'limit':
      return pushUnary(node, 'counts', context)
    case 'project':
      return pushUnary(node, order, context)
    case 'aggregate':
      return pushUnary(node, hasOrderedAggregate(node) ? 'counts' : 'free', context)
    case 'window':
      return pushUnary(node, 'counts', context)
    case 'join': {
      const left = pushWork(node.left, 'free', context)
      const right = pushWork(node.right, 'free', context)
      const pushed = pushJoin(node, left, right, context)
      // What stays above the connection's join may hold subqueries over other tables.
      if (pushed !== undefined) return pushed.kind === 'filter' ? withPushedSubqueries(pushed, context) : pushed
      return withPushedSubqueries({ ...node, left, right: distinctKeys(node, right, context) }, context)
    }
    case 'set_operation':
      return pushSetOperation(node, context)
    case 'lateral_join':
      return pushWhole(node, 'join', context) ?? pushLateralJoin(node, context)
    case 'with':
      return pushWhole(node, 'with', context) ?? pushWith(node, order, context)
    case 'recursive_with':
      return pushWhole(node, 'with', context) ?? pushRecursion(node, order, context)
    default:
      return unreachable(node)
  }
}

/** Only Scans become remote; everything else is done here. */
export function readTablesOnly(node: PlanNode): PlanNode {
  if (node.kind === 'scan') {
    return { kind: 'remote_query', connection: node.table.connection, plan: node, prefilters: [] }
  }
  const inputs = mapChildren(node, readTablesOnly)
  return mapNodeExpressions(inputs, (expression) => mapSubqueries(expression, readTablesOnly))
}

/** string_agg, array_agg and those of JSON take their values in the order of the rows, and people rely on it. */
export function hasOrderedAggregate(node: Aggregate): boolean {
  return node.aggregates.some(({ call }) => takesRowsInOrder(call.function) && call.orderBy.length === 0)
}

function withPushedSubqueries(node: PlanNode, context: PushContext): PlanNode {
  return mapNodeExpressions(node, (expression) => mapSubqueries(expression, (plan) => pushWork(plan, 'free', context)))
}

function pushUnary(
  node: Project | Aggregate | Window | Sort | Limit,
  inputOrder: Order,
  context: PushContext,
): PlanNode {
  const input = pushWork(node.input, inputOrder, context)
  if (isOpenRemote(input)) {
    const answer = asRemote(input.connection, { ...node, input: input.plan }, context)
    if (!isRefused(answer)) return answer
    refuse(context, input.connection, node.kind, answer, input)
  } else {
    const refusal = abovePrefilter(node, input)
    if (refusal !== undefined) refuse(context, refusal.connection, node.kind, refusal.refusal, input)
  }
  return withPushedSubqueries(
    { ...node, input: inputOrder === 'counts' ? restoreOrder(input, context) : input },
    context,
  )
}

/** A Project of what a looser filter let through costs nothing here; the others would have saved rows. */
function abovePrefilter(
  node: Project | Aggregate | Window | Sort | Limit,
  input: PlanNode,
): { readonly connection: string; readonly refusal: Refusal } | undefined {
  if (node.kind === 'project' || input.kind !== 'filter' || input.input.kind !== 'remote_query') return undefined
  const remote = input.input
  if (remote.prefilters.length === 0) return undefined
  return { connection: remote.connection, refusal: { refused: 'ABOVE_PREFILTER', what: WORK_NAMES[node.kind] } }
}

const WORK_NAMES = { aggregate: 'GROUP BY', window: 'OVER', sort: 'ORDER BY', limit: 'LIMIT' } as const

function pushFilter(node: Filter, order: Order, context: PushContext): PlanNode {
  const input = pushWork(node.input, order, context)
  if (input.kind !== 'remote_query') return withPushedSubqueries({ ...node, input }, context)
  const { remote, residual } = pushConjuncts(input, node.predicate, context)
  if (residual.length === 0) return remote
  return withPushedSubqueries(
    filterOver(order === 'counts' ? restoreOrder(remote, context) : remote, residual),
    context,
  )
}

function pushSetOperation(node: Extract<PlanNode, { kind: 'set_operation' }>, context: PushContext): PlanNode {
  const left = pushWork(node.left, 'free', context)
  const right = pushWork(node.right, 'free', context)
  if (isOpenRemote(left) && isOpenRemote(right) && left.connection === right.connection) {
    const answer = asRemote(left.connection, { ...node, left: left.plan, right: right.plan }, context)
    if (!isRefused(answer)) return answer
    refuse(context, left.connection, 'set_operation', answer, { ...node, left, right })
  }
  return { ...node, left, right }
}

/** What reads columns of its other part, or is evaluated once, a connection takes as a whole or not at all. */
function pushWhole(node: PlanNode, work: Work, context: PushContext): PlanNode | undefined {
  const [connection, ...others] = connectionsOf(node)
  if (connection === undefined || others.length > 0) return undefined
  const answer = asRemote(connection, node, context)
  if (!isRefused(answer)) return answer
  refuse(context, connection, work, answer, node)
  return undefined
}

function pushLateralJoin(node: LateralJoin, context: PushContext): PlanNode {
  const left = pushWork(node.left, 'free', context)
  return withPushedSubqueries({ ...node, left, right: pushWork(node.right, 'free', context) }, context)
}

function pushWith(node: With, order: Order, context: PushContext): PlanNode {
  const definition = pushWork(node.definition, 'free', context)
  return { ...node, definition, body: pushWork(node.body, order, context) }
}

function pushRecursion(node: RecursiveWith, order: Order, context: PushContext): PlanNode {
  const base = pushWork(node.base, 'free', context)
  const step = pushWork(node.step, 'free', context)
  return { ...node, base, step, body: pushWork(node.body, order, context) }
}
