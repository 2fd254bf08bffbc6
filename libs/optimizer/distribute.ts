import type { Field } from '#arrow'
import { type FragmentId, fragmentId, QueryError, ValidationError } from '#core'
import {
  type DistributedPlan,
  type Fragment,
  isRefusal,
  type NotPushed,
  type PlanNode,
  type Pushdown,
  type RemoteQuery,
  type Residual,
  type SplitStatement,
} from '#plan'
import { filterFragments } from './dynamic-filters/filter-fragments.ts'
import { estimateBytes, estimateRows } from './estimates.ts'
import type { OptimizedPlan, RefusedWork } from './optimized-plan.ts'
import { partitionPlan } from './partition/partition-plan.ts'
import { scannedColumns, scansIn, tablesOf } from './push/push-context.ts'
import { remoteKey } from './remote-key.ts'
import { type ResidualRenderers, residualStatement } from './residual-statement.ts'
import { type PlacedFragment, sharedSnapshots } from './share-snapshots.ts'
import { answerLimit, type SplitPolicy, splitAnswer, splitStatements } from './split-scans.ts'
import { childNodes, remotesIn } from './subplans.ts'

export interface DistributeContext extends ResidualRenderers {
  readonly pushdown: Pushdown
  /** The result's columns under the names the user gave them, in the order of the plan's columns. */
  readonly fields: readonly Field[]
  readonly defaultLimit: number | null
  /** The source by whose name a connection is shown, and its type. */
  readonly sourceOf: (connection: string) => { readonly source: string; readonly sourceType: string }
  /** Whether statements of a connection can read one snapshot. */
  readonly sharesSnapshots: (connection: string) => boolean
  readonly splits: SplitPolicy
  /** Rows that a query is believed to fetch at least for it to be worth several kernels; 0 for any, null for none. */
  readonly partitionRows: number | null
}

/**
 * What runs where: one fragment per RemoteQuery, equal ones shared, and the rest as the kernel's statement. A plan that
 * is one RemoteQuery has no rest; a plan that reads no table has no fragments.
 * @throws ValidationError UNSUPPORTED when a table cannot be read or the kernel cannot give PostgreSQL's answer
 */
export function distribute(optimized: OptimizedPlan, context: DistributeContext): DistributedPlan {
  const { plan } = optimized
  const placed = new Map<string, PlacedFragment>()
  for (const remote of remotesIn(plan)) {
    const key = remoteKey(remote)
    if (placed.has(key)) continue
    const splits = (remote === plan ? splitAnswer : splitStatements)(remote, context.splits, context.pushdown)
    const fragment = fragmentOf(remote, fragmentId(placed.size), splits, optimized.refusals, context)
    placed.set(key, { remote, fragment })
  }
  const partitioning =
    plan.kind === 'remote_query'
      ? undefined
      : partitionPlan(plan, { ...context, idOf: (remote) => idOf(remote, placed) })
  return {
    fragments: withDynamicFilters(placed, optimized, context),
    snapshots: sharedSnapshots([...placed.values()], context.sharesSnapshots),
    residual: plan.kind === 'remote_query' ? null : residualOf(plan, placed, context),
    ...(partitioning === undefined ? {} : { partitioning }),
    fields: context.fields,
    default_limit: context.defaultLimit,
    ...rowLimitOf(plan),
  }
}

function rowLimitOf(plan: PlanNode): Pick<DistributedPlan, 'row_limit'> {
  const limit = plan.kind === 'remote_query' ? answerLimit(plan) : null
  return limit === null ? {} : { row_limit: limit }
}

/** A query that asked for no work at its sources gets none for its joins either. */
function withDynamicFilters(
  placed: ReadonlyMap<string, PlacedFragment>,
  { plan, dynamicFilters }: OptimizedPlan,
  { pushdown, renderResidual }: DistributeContext,
): readonly Fragment[] {
  const all = [...placed.values()].map(({ fragment }) => fragment)
  if (!dynamicFilters || all.length < 2) return all
  const filters = filterFragments(plan, { pushdown, renderResidual, idOf: (remote) => idOf(remote, placed) })
  return all.map((fragment) => {
    const own = filters.get(fragment.fragment_id)
    return own === undefined ? fragment : { ...fragment, dynamic_filters: own }
  })
}

function idOf(remote: RemoteQuery, placed: ReadonlyMap<string, PlacedFragment>): FragmentId {
  const fragment = placed.get(remoteKey(remote))?.fragment
  if (fragment === undefined) throw new QueryError('INTERNAL', 'The residual reads a table that no fragment makes.')
  return fragment.fragment_id
}

function residualOf(plan: PlanNode, placed: ReadonlyMap<string, PlacedFragment>, context: DistributeContext): Residual {
  const answer = residualStatement(plan, (remote) => idOf(remote, placed), context)
  if (isRefusal(answer)) {
    throw new ValidationError(
      'UNSUPPORTED',
      `${answer.what} is not supported where this query needs it: it cannot be pushed to one source, and the engine ` +
        `cannot give PostgreSQL's answer for it (${answer.refused}).`,
    )
  }
  return answer
}

function fragmentOf(
  remote: RemoteQuery,
  id: FragmentId,
  splits: readonly SplitStatement[],
  refusals: readonly RefusedWork[],
  context: DistributeContext,
): Fragment {
  const { source, sourceType } = sourceOf(remote, context)
  const answer = context.pushdown.render(remote.connection, remote.plan, remote.prefilters)
  if (isRefusal(answer)) {
    throw new ValidationError(
      'UNSUPPORTED',
      `${answer.what} cannot be read from source "${source}" (${answer.refused}).`,
      { source },
    )
  }
  return {
    fragment_id: id,
    source,
    source_type: sourceType,
    connection: remote.connection,
    tables: tablesOf(remote),
    sql: answer.sql,
    parameters: answer.parameters,
    splits,
    ...togetherOf(remote, splits, context.splits),
    fields: answer.fields,
    estimated_rows: estimateRows(remote),
    estimated_bytes: estimateBytes(remote),
    pushed: workIn(remote),
    not_pushed: refusalsOf(remote, refusals),
  }
}

/** Parts are of one table. */
function togetherOf(
  remote: RemoteQuery,
  splits: readonly SplitStatement[],
  { readsTogether }: SplitPolicy,
): Pick<Fragment, 'together'> {
  const [scan] = splits.length === 0 ? [] : scansIn(remote)
  return scan !== undefined && readsTogether(scan.table) ? { together: scan.table } : {}
}

/** Any source of a connection could run the fragment; people look for one whose table it reads. */
function sourceOf(remote: RemoteQuery, context: DistributeContext): ReturnType<DistributeContext['sourceOf']> {
  const known = context.sourceOf(remote.connection)
  return { ...known, source: scansIn(remote)[0]?.table.source ?? known.source }
}

/** The kinds of work inside a RemoteQuery, from the tables up, each once; a projection of plain columns is none. */
function workIn(remote: RemoteQuery): readonly string[] {
  const work = new Set<string>()
  const visit = (node: PlanNode): void => {
    for (const child of childNodes(node)) visit(child)
    const name = workName(node)
    if (name !== undefined) work.add(name)
  }
  visit(remote.plan)
  if (remote.prefilters.length > 0) work.add('prefilter')
  return [...work]
}

function workName(node: PlanNode): string | undefined {
  switch (node.kind) {
    case 'project':
      return node.expressions.every(({ expression }) => expression.kind === 'column') ? undefined : 'project'
    case 'filter':
    case 'join':
    case 'aggregate':
    case 'window':
    case 'sort':
    case 'limit':
    case 'set_operation':
    case 'lateral_join':
    case 'table_function':
    case 'with':
    case 'recursive_with':
      return node.kind
    case 'scan':
    case 'values':
    case 'cte_reference':
    case 'remote_query':
      return undefined
  }
}

function refusalsOf(remote: RemoteQuery, refusals: readonly RefusedWork[]): readonly NotPushed[] {
  const columns = new Set(scannedColumns(remote))
  return refusals
    .filter(({ connection }) => connection === remote.connection)
    .filter((refusal) => refusal.columns.length === 0 || refusal.columns.some((id) => columns.has(id)))
    .map(({ what, reason }) => ({ what, reason }))
}
