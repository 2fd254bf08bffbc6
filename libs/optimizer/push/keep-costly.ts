import { hasSubquery, mapChildren, type PlanNode, type RemoteQuery, type SourceCosts } from '#plan'
import type { Work } from '../optimized-plan.ts'
import { childNodes, mapSubqueriesOfPlan, nodeExpressions } from '../subplans.ts'
import { type PushContext, refuse } from './push-context.ts'
import { hasOrderedAggregate } from './push-work.ts'
import { restoreOrder } from './restore-order.ts'
import { ENGINE, engineCost, sendCost, sourceCost } from './work-costs.ts'

/** Estimates err: work leaves a source only where it is believed to take clearly less time here, in nanoseconds too. */
const CLEARLY_LESS = 0.8
const WORTH_IT = 20e6

/**
 * Takes work back out of RemoteQueries where its source is believed to need more time for it than it takes to send the
 * rows below and do it here. What depends on a table of unknown size stays at the source.
 */
export function keepCostly(plan: PlanNode, canCompute: (plan: PlanNode) => boolean, context: PushContext): PlanNode {
  if (plan.kind === 'remote_query') return weigh(plan, ENGINE.start, canCompute, context)
  const keep = (node: PlanNode): PlanNode =>
    node.kind === 'remote_query' ? weigh(node, 0, canCompute, context) : mapChildren(node, keep)
  return mapChildren(
    mapSubqueriesOfPlan(plan, (subplan) => keepCostly(subplan, canCompute, context)),
    keep,
  )
}

function weigh(
  remote: RemoteQuery,
  start: number,
  canCompute: (plan: PlanNode) => boolean,
  context: PushContext,
): PlanNode {
  const costs = context.pushdown.costs(remote.connection)
  if (costs === undefined || remote.prefilters.length > 0) return remote
  const taken: PlanNode[] = []
  const whole = costOf(remote.plan, costs)
  const best = cheapest(remote.plan, { connection: remote.connection, costs, push: context, taken })
  if (whole === null || best === null || best.plan.kind === 'remote_query') return remote
  const cost = best.cost + start
  if (cost > whole * CLEARLY_LESS || cost > whole - WORTH_IT || !canCompute(best.plan)) return remote
  for (const node of taken) {
    const work = WORK[node.kind]
    if (work === undefined) continue
    refuse(context, remote.connection, work.work, { refused: 'COST', what: work.what(node) }, node)
  }
  return best.plan
}

interface Weighing {
  readonly connection: string
  readonly costs: SourceCosts
  readonly push: PushContext
  /** The nodes that leave the source. */
  readonly taken: PlanNode[]
}

interface Choice {
  readonly plan: PlanNode
  readonly cost: number
}

function costOf(plan: PlanNode, costs: SourceCosts): number | null {
  const [made, sent] = [sourceCost(plan, costs), sendCost(plan, costs)]
  return made === null || sent === null ? null : made + sent
}

/** The cheaper of a plan at its source as a whole, and of its top here over the cheapest of what is below. */
function cheapest(plan: PlanNode, weighing: Weighing): Choice | null {
  const { connection, costs, taken } = weighing
  const cost = costOf(plan, costs)
  if (cost === null) return null
  const whole: Choice = { plan: { kind: 'remote_query', connection, plan, prefilters: [] }, cost }
  const before = taken.length
  const here = takenOut(plan, weighing)
  if (here !== undefined && here.cost < cost) return here
  taken.length = before
  return whole
}

/** The top of a plan here, its inputs as they are cheapest; undefined where that is no choice. */
function takenOut(plan: PlanNode, weighing: Weighing): Choice | undefined {
  if (nodeExpressions(plan).some(hasSubquery)) return undefined
  const own = engineCost(plan)
  const inputs = childNodes(plan).map((input) => cheapest(input, weighing))
  if (own === null || inputs.length === 0 || !inputs.every((input) => input !== null)) return undefined
  const initiates = plan.kind === 'aggregate' || plan.kind === 'join' || plan.kind === 'sort' || plan.kind === 'window'
  // A filter, projection or limit alone is always less to send; it follows what leaves below it.
  if (!initiates && inputs.every((input) => input.plan.kind === 'remote_query')) return undefined
  if (!initiates && plan.kind !== 'filter' && plan.kind !== 'project' && plan.kind !== 'limit') return undefined
  const plans = new Map(childNodes(plan).map((child, index) => [child, inputs[index]?.plan ?? child]))
  const above = mapChildren(plan, (child) => ordered(plan, plans.get(child) ?? child, weighing))
  weighing.taken.push(plan)
  const statements = Math.max(0, inputs.length - 1) * ENGINE.statement
  return { plan: above, cost: inputs.reduce((sum, { cost }) => sum + cost, own + statements) }
}

/** Where the order of its input counts, a node sorts again what the source sends in none. */
function ordered(node: PlanNode, input: PlanNode, { push }: Weighing): PlanNode {
  const counts = node.kind === 'window' || (node.kind === 'aggregate' && hasOrderedAggregate(node))
  return counts ? restoreOrder(input, push) : input
}

type Named = { readonly work: Work; readonly what: (node: PlanNode) => string }

const WORK: Readonly<Partial<Record<PlanNode['kind'], Named>>> = {
  aggregate: { work: 'aggregate', what: (node) => (isDistinct(node) ? 'DISTINCT' : 'GROUP BY') },
  join: { work: 'join', what: (node) => (node.kind === 'join' ? `${node.type.toUpperCase()} JOIN` : 'JOIN') },
  sort: { work: 'sort', what: () => 'ORDER BY' },
  limit: { work: 'limit', what: () => 'LIMIT' },
  window: { work: 'window', what: () => 'OVER' },
}

function isDistinct(node: PlanNode): boolean {
  return node.kind === 'aggregate' && node.aggregates.length === 0 && node.groups.length > 0
}
