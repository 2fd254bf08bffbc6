import type { ColumnId, PlanNode, RemoteQuery, SortKey } from '#plan'
import { freeColumns } from '../expressions.ts'
import { isWithin, union } from '../id-sets.ts'
import { outputIds } from '../subplans.ts'
import { asRemote, isRefused, type PushContext } from './push-context.ts'

/**
 * A fetched table has no order. Where the order a RemoteQuery was given still counts above it, this sorts again here:
 * a Sort goes back above the RemoteQuery, with the Projects that would hide its keys.
 */
export function restoreOrder(node: PlanNode, context: PushContext): PlanNode {
  if (node.kind !== 'remote_query') return node
  const keys = orderOf(node.plan)
  if (keys === undefined) return node
  // Prefilters are checked again above, and would not fit a plan with other columns.
  const remote: RemoteQuery = { ...node, prefilters: [] }
  return lift(remote, node.plan, keys, context)
}

/** The order in which a plan gives its rows, or undefined when it promises none. */
function orderOf(plan: PlanNode): readonly SortKey[] | undefined {
  switch (plan.kind) {
    case 'sort':
      return plan.keys
    case 'limit':
    case 'filter':
    case 'project':
      return orderOf(plan.input)
    default:
      return undefined
  }
}

function lift(remote: RemoteQuery, plan: PlanNode, keys: readonly SortKey[], context: PushContext): PlanNode {
  if (isWithin(columnsOfKeys(keys), new Set(outputIds(plan)))) {
    return { kind: 'sort', keys, input: { ...remote, plan: plan.kind === 'sort' ? plan.input : plan } }
  }
  if (plan.kind === 'limit' && plan.input.kind === 'project') {
    const below: PlanNode = { ...plan, input: plan.input.input }
    const answer = asRemote(remote.connection, below, context)
    if (!isRefused(answer)) return { ...plan.input, input: lift(remote, below, keys, context) }
  }
  if (plan.kind === 'limit' || plan.kind === 'filter' || plan.kind === 'project') {
    return { ...plan, input: lift(remote, plan.input, keys, context) }
  }
  return { ...remote, plan }
}

function columnsOfKeys(keys: readonly SortKey[]): ReadonlySet<ColumnId> {
  return keys.reduce<ReadonlySet<ColumnId>>((ids, key) => union(ids, freeColumns(key.expression)), new Set())
}
