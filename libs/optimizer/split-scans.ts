import {
  type Expression,
  isRefusal,
  leadsIndex,
  type PlanNode,
  type Pushdown,
  type RemoteQuery,
  type Scan,
  type SplitStatement,
  type TablePart,
  type TableRef,
  type TableSplitting,
} from '#plan'
import { estimateRows } from './estimates.ts'
import { freeColumns, splitConjuncts } from './expressions.ts'
import { nameIn } from './push/table-below.ts'
import { nodeExpressions, subqueriesIn } from './subplans.ts'

/** When a scan is worth several statements, and how many. */
export interface SplitPolicy {
  /** Rows that each part should have at least; 0 splits every table that can be. */
  readonly minRows: number
  /** The most parts for one scan of a table; 1 for one whose answer would not be of one state. */
  readonly maxSplits: (table: TableRef) => number
  readonly splittingOf: (table: TableRef) => TableSplitting | undefined
  /** Whether one fetch reads all parts of a table. */
  readonly readsTogether: (table: TableRef) => boolean
}

/**
 * The statements that read a RemoteQuery in parts; none where it is not plain rows of one large table. Together they
 * give exactly its rows when they see one state of the table.
 */
export function splitStatements(
  remote: RemoteQuery,
  policy: SplitPolicy,
  pushdown: Pushdown,
): readonly SplitStatement[] {
  return partStatements(remote, onlyScan(remote.plan), policy, pushdown)
}

/**
 * The same for a RemoteQuery that is the whole query: each part stops at its LIMIT. Where `answerLimit` says one, the
 * rows that come must be cut to it.
 */
export function splitAnswer(remote: RemoteQuery, policy: SplitPolicy, pushdown: Pushdown): readonly SplitStatement[] {
  const { plan } = remote
  const rows = plan.kind === 'limit' && plan.offset === 0 ? plan.input : plan
  return partStatements(remote, onlyScan(rows), policy, pushdown)
}

/** The LIMIT of a RemoteQuery that its parts may be given, all alike; null for none. */
export function answerLimit({ plan }: RemoteQuery): number | null {
  return plan.kind === 'limit' && plan.offset === 0 ? plan.limit : null
}

function partStatements(
  remote: RemoteQuery,
  scan: Scan | undefined,
  policy: SplitPolicy,
  pushdown: Pushdown,
): readonly SplitStatement[] {
  const splitting = scan === undefined ? undefined : policy.splittingOf(scan.table)
  if (scan === undefined || splitting === undefined) return []
  const count = splitCount(remote, scan, policy)
  if (count < 2) return []
  const statements = partsOf(splitting, count).flatMap((part) => {
    const answer = pushdown.renderPart(remote.connection, remote.plan, remote.prefilters, part)
    return isRefusal(answer) ? [] : [{ sql: answer.sql, parameters: answer.parameters }]
  })
  return statements.length === count ? statements : []
}

/** What a row takes that is only looked at, of what one takes that comes: docs/decisions/0006-pushdown-by-cost.md. */
const LOOKED_AT = 0.25

/** By the rows that come, and as so much less by those that are looked at for them. */
function splitCount(remote: RemoteQuery, scan: Scan, { minRows, maxSplits }: SplitPolicy): number {
  const most = maxSplits(scan.table)
  if (minRows === 0) return most
  const come = estimateRows(remote) ?? 0
  const passedOver = isLedByIndex(remote, scan) ? 0 : Math.max(0, lookedAt(remote, scan, come) - come)
  return Math.min(most, Math.floor((come + passedOver * LOOKED_AT) / minRows))
}

/** The rows of the table, or as many of them as are needed for a LIMIT. */
function lookedAt({ plan }: RemoteQuery, scan: Scan, come: number): number {
  const kept = plan.kind === 'limit' ? (estimateRows(plan.input) ?? 0) : come
  return (scan.estimatedRows ?? 0) * Math.min(1, kept === 0 ? 1 : come / kept)
}

/** True where an index may find the rows that come: it is left to the source then. */
function isLedByIndex({ plan, prefilters }: RemoteQuery, scan: Scan): boolean {
  const conditions = [...prefilters, ...conditionsIn(plan)].flatMap(splitConjuncts)
  return conditions.some((condition) => {
    const [only, ...others] = freeColumns(condition)
    return only !== undefined && others.length === 0 && leadsIndex(scan.statistics, nameIn(scan, only))
  })
}

function conditionsIn(plan: PlanNode): readonly Expression[] {
  if (plan.kind === 'filter') return [plan.predicate, ...conditionsIn(plan.input)]
  return plan.kind === 'project' || plan.kind === 'limit' ? conditionsIn(plan.input) : []
}

/** The scan of a plan that only filters and computes its rows one by one. */
function onlyScan(plan: PlanNode): Scan | undefined {
  if (plan.kind === 'scan') return plan
  if (plan.kind !== 'filter' && plan.kind !== 'project') return undefined
  return nodeExpressions(plan).some((expression) => subqueriesIn(expression).length > 0)
    ? undefined
    : onlyScan(plan.input)
}

/** `count` ranges that leave nothing out, equally wide but for the open ends. */
export function partsOf({ column, first, last }: TableSplitting, count: number): readonly TablePart[] {
  const low = BigInt(first)
  const width = (BigInt(last) - low + 1n) / BigInt(count)
  const step = width < 1n ? 1n : width
  const bounds = Array.from({ length: count - 1 }, (_, index) => String(low + step * BigInt(index + 1)))
  return [null, ...bounds].map((from, index) => ({ column, from, to: bounds[index] ?? null }))
}
