import { hasSubquery, mapChildren, type PlanNode, type RemoteQuery } from '#plan'
import { mapSubqueriesOfPlan } from '../subplans.ts'

/**
 * Fetching a cross product moves every pair of rows where the two tables would do: the product is made here instead.
 * One that the connection itself reduces again (by an aggregate, a LIMIT) stays there, and so do a whole query and one
 * that subqueries are computed over: their tables are there.
 */
export function splitProducts(plan: PlanNode): PlanNode {
  return plan.kind === 'remote_query' ? plan : mapChildren(mapSubqueriesOfPlan(plan, splitProducts), splitBelow)
}

function splitBelow(node: PlanNode): PlanNode {
  return node.kind === 'remote_query' ? split(node) : mapChildren(node, splitBelow)
}

function split(remote: RemoteQuery): PlanNode {
  const { plan, prefilters } = remote
  if (prefilters.length > 0) return remote
  if (plan.kind === 'project' && isProduct(plan.input)) {
    if (plan.expressions.some(({ expression }) => hasSubquery(expression))) return remote
    return { ...plan, input: split({ ...remote, plan: plan.input }) }
  }
  if (!isProduct(plan)) return remote
  return mapChildren(plan, (side) => split({ ...remote, plan: side }))
}

function isProduct(plan: PlanNode): boolean {
  return plan.kind === 'join' && plan.type === 'cross'
}
