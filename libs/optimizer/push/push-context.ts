import {
  type ColumnId,
  isRefusal,
  type PlanNode,
  type Pushdown,
  type Refusal,
  type RemoteQuery,
  type Scan,
} from '#plan'
import { isWithin } from '../id-sets.ts'
import type { RefusedWork, Work } from '../optimized-plan.ts'
import { connectionsOf, freeColumnsOfPlan, visitPlan } from '../subplans.ts'

/** What one run of push-work knows and collects. */
export interface PushContext {
  readonly pushdown: Pushdown
  readonly refusals: RefusedWork[]
}

/** A RemoteQuery nothing was loosely filtered in: more work may go on top of it. */
export function isOpenRemote(node: PlanNode): node is RemoteQuery {
  return node.kind === 'remote_query' && node.prefilters.length === 0
}

/** The plan as one RemoteQuery, or why the connection cannot run it exactly. */
export function asRemote(connection: string, plan: PlanNode, context: PushContext): RemoteQuery | Refusal {
  const reason = whyNotAlone(connection, plan)
  if (reason !== undefined) return reason
  const answer = context.pushdown.render(connection, plan, [])
  return isRefusal(answer) ? answer : { kind: 'remote_query', connection, plan, prefilters: [] }
}

/** A connection can run a plan by itself only if every table and column in it comes from there. */
export function whyNotAlone(connection: string, plan: PlanNode): Refusal | undefined {
  if ([...connectionsOf(plan)].some((other) => other !== connection)) {
    return { refused: 'CROSS_CONNECTION', what: 'a subquery over another connection' }
  }
  if (freeColumnsOfPlan(plan).size > 0) return { refused: 'NODE_NOT_SUPPORTED', what: 'a reference to an outer query' }
  return hasOpenReference(plan) ? { refused: 'NODE_NOT_SUPPORTED', what: 'a reference to a WITH query' } : undefined
}

function hasOpenReference(plan: PlanNode): boolean {
  const defined = new Set<string>()
  const referenced = new Set<string>()
  visitPlan(plan, (node) => {
    if (node.kind === 'with' || node.kind === 'recursive_with') defined.add(node.name)
    if (node.kind === 'cte_reference') referenced.add(node.name)
  })
  return !isWithin(referenced, defined)
}

/** True for what `asRemote` did not make. */
export function isRefused(answer: RemoteQuery | Refusal): answer is Refusal {
  return 'refused' in answer
}

/** Writes down that `work` over the plan stays with the engine. */
export function refuse(context: PushContext, connection: string, work: Work, refusal: Refusal, plan: PlanNode): void {
  const entry = { connection, work, what: refusal.what, reason: refusal.refused, columns: scannedColumns(plan) }
  const known = context.refusals.some((other) => JSON.stringify(other) === JSON.stringify(entry))
  if (!known) context.refusals.push(entry)
}

/** The tables a plan reads, as explain names them, each once. */
export function tablesOf(plan: PlanNode): readonly string[] {
  const tables = scansIn(plan).map(({ table: { schema, table, source } }) =>
    [source, ...(schema === null ? [] : [schema]), table].join('.'),
  )
  return [...new Set(tables)]
}

/** The ids of the columns a plan reads from tables: no other scan has them. */
export function scannedColumns(plan: PlanNode): readonly ColumnId[] {
  return scansIn(plan).flatMap(({ columns }) => columns.map(({ id }) => id))
}

/** The tables a plan reads, subqueries' too. */
export function scansIn(plan: PlanNode): readonly Scan[] {
  const scans: Scan[] = []
  visitPlan(plan, (node) => {
    if (node.kind === 'scan') scans.push(node)
  })
  return scans
}
