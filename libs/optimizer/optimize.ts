import { type Problem, ValidationError } from '#core'
import type { PlanNode } from '#plan'
import type { OptimizeContext, OptimizedPlan, RefusedWork, Work } from './optimized-plan.ts'
import { keepCostly } from './push/keep-costly.ts'
import { pushWork, readTablesOnly } from './push/push-work.ts'
import { shareReads } from './push/share-reads.ts'
import { splitAggregates } from './push/split-aggregates.ts'
import { splitProducts } from './push/split-products.ts'
import { trimRemote } from './push/trim-remote.ts'
import { MINIMAL_RULES, RULES } from './rules/index.ts'
import { pruneTo } from './rules/prune-columns.ts'
import type { Rule } from './rules/rule.ts'
import { connectionsOf, mapSubqueriesOfPlan } from './subplans.ts'

/**
 * The equivalent plan whose Scans all stand inside RemoteQuery leaves, each holding as much work as its connection
 * answers exactly. A query that one connection can run whole becomes a single RemoteQuery.
 * @throws ValidationError PUSHDOWN_REQUIRED when the mode is `require` and a source would send rows it could have held back
 */
export function optimize(plan: PlanNode, context: OptimizeContext): OptimizedPlan {
  const rules = context.enabled ? RULES : MINIMAL_RULES
  const rewritten = rules.reduce(applyDeeply, plan)
  if (context.mode === 'off')
    return { plan: readTablesOnly(rewritten), refusals: disabled(rewritten), dynamicFilters: false }
  const refusals: RefusedWork[] = []
  const pushContext = { pushdown: context.pushdown, refusals }
  const early = context.enabled && context.mode === 'auto' ? splitAggregates(rewritten, pushContext) : rewritten
  const pushed = trimRemotes(splitProducts(pushWork(early, 'counts', pushContext)), context)
  const weighed =
    context.mode === 'require'
      ? pushed
      : trimRemotes(keepCostly(pushed, context.canCompute ?? always, pushContext), context)
  if (context.mode === 'require') requirePushed(refusals)
  return { plan: shareReads(weighed, context.pushdown), refusals, dynamicFilters: context.enabled }
}

const always = (): boolean => true

/** One rule over a plan, its subqueries' plans first. */
function applyDeeply(plan: PlanNode, rule: Rule): PlanNode {
  const inner = mapSubqueriesOfPlan(plan, (subplan) => applyDeeply(subplan, rule))
  return rule.apply(inner) ?? inner
}

function trimRemotes(plan: PlanNode, context: OptimizeContext): PlanNode {
  const inner = mapSubqueriesOfPlan(plan, (subplan) => trimRemotes(subplan, context))
  return pruneTo(inner, (remote, required) => trimRemote(remote, required, context.pushdown))
}

function disabled(plan: PlanNode): readonly RefusedWork[] {
  return [...connectionsOf(plan)].map((connection) => ({
    connection,
    work: 'filter',
    what: 'everything but reading tables',
    reason: 'DISABLED',
    columns: [],
  }))
}

/** Work whose refusal makes a source send rows that its answer would not have held. */
const SAVES_ROWS: ReadonlySet<Work> = new Set<Work>(['filter', 'join', 'aggregate', 'limit', 'set_operation'])

function requirePushed(refusals: readonly RefusedWork[]): void {
  const failed = refusals.filter(({ work, reason }) => SAVES_ROWS.has(work) && reason !== 'CROSS_CONNECTION')
  if (failed.length === 0) return
  const problems: readonly Problem[] = failed.map((refusal) => ({
    code: 'PUSHDOWN_REQUIRED',
    message: `${refusal.connection}: ${refusal.what} stays here (${refusal.reason}).`,
  }))
  const list = failed.map((refusal) => `${refusal.what} on ${refusal.connection} (${refusal.reason})`).join('; ')
  throw new ValidationError(
    'PUSHDOWN_REQUIRED',
    `This query asks that all work be pushed to its sources, and these parts cannot be: ${list}. ` +
      'Rewrite them or use pushdown "auto".',
    { problems },
  )
}
