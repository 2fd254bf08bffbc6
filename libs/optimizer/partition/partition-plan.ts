import type { FragmentId } from '#core'
import {
  type ColumnId,
  type DividedFragment,
  isRefusal,
  outputColumns,
  type Partitioning,
  type PlanNode,
  type RemoteQuery,
} from '#plan'
import { originOf } from '../dynamic-filters/key-source.ts'
import { estimateDistinct, estimateRows } from '../estimates.ts'
import { distinctRemotes, remoteKey } from '../remote-key.ts'
import { type ResidualRenderers, residualStatement } from '../residual-statement.ts'
import { remotesIn } from '../subplans.ts'
import type { DivisionOf } from './distribution.ts'
import { type DividedPlan, dividePlan } from './divide-plan.ts'
import { keyClasses, remotesBelow } from './key-classes.ts'

export interface PartitionContext extends ResidualRenderers {
  /** Rows that a query is believed to fetch at least for it to be worth several kernels; 0 for any, null for none. */
  readonly partitionRows: number | null
  readonly idOf: (remote: RemoteQuery) => FragmentId
}

/** Where the rows of all parts are: no fragment has such a name. */
const PARTS_TABLE = 'parts'
/** The most rows that may be left to the busiest of two kernels, of those that one would have: half is the least. */
const WORTH_IT = 0.7
/** Keys of fewer values fall to the kernels too unevenly. */
const LEAST_KEYS = 100

/** One way to divide the fetched rows, by the key of each RemoteQuery whose rows are divided. */
type Division = ReadonlyMap<string, ColumnId>

interface Candidate {
  readonly plan: DividedPlan
  readonly division: Division
  /** Rows that the busiest of two kernels has to take, those of the parts among them; null when nobody knows. */
  readonly rows: number | null
}

/**
 * How several kernels compute a plan that would be one statement of one kernel: undefined where they would not give its
 * answer, or would not be worth it. The answer does not depend on any estimate, nor on how many kernels there are.
 */
export function partitionPlan(plan: PlanNode, context: PartitionContext): Partitioning | undefined {
  const fetched = rowsOf(remotesIn(plan))
  const { partitionRows } = context
  if (partitionRows === null || (partitionRows > 0 && (fetched === null || fetched < partitionRows))) return undefined
  const candidates = divisions(plan, context)
    .flatMap((division) => candidateFor(plan, division) ?? [])
    .filter(({ rows }) => partitionRows === 0 || (rows !== null && rows <= (fetched ?? 0) * WORTH_IT))
    .toSorted((a, b) => (a.rows ?? Number.MAX_VALUE) - (b.rows ?? Number.MAX_VALUE))
  for (const candidate of candidates) {
    const partitioning = render(candidate, context)
    if (partitioning !== undefined) return partitioning
  }
  return undefined
}

/** By all columns of a class, by all but one of them, and by each alone. */
function divisions(plan: PlanNode, { partitionRows }: PartitionContext): readonly Division[] {
  const remotes = remotesBelow(plan)
  const found = keyClasses(plan).flatMap((columns) => {
    const entries = remotes.flatMap((remote) => {
      const column = outputColumns(remote).find(({ id }) => columns.has(id))
      if (column === undefined || (partitionRows !== 0 && isUneven(remote, column.id))) return []
      return [[remoteKey(remote), column.id] as const]
    })
    const all = [...new Map(entries)]
    return [all, ...all.map((one) => all.filter((other) => other !== one)), ...all.map((one) => [one])]
  })
  const distinct = new Map(found.map((entries) => [JSON.stringify(entries), entries]))
  return [...distinct.values()].filter((entries) => entries.length > 0).map((entries) => new Map(entries))
}

function isUneven(remote: RemoteQuery, id: ColumnId): boolean {
  const distinct = estimateDistinct(remote.plan, id)
  return distinct !== null && distinct < LEAST_KEYS
}

function candidateFor(plan: PlanNode, division: Division): Candidate | undefined {
  const divisionOf: DivisionOf = (remote) => division.get(remoteKey(remote))
  const divided = dividePlan(plan, divisionOf)
  if (divided === undefined) return undefined
  const within = remotesIn(divided.part)
  const rest = remotesIn(divided.whole).filter((remote) => remote !== divided.parts)
  const keys = new Set(within.map(remoteKey))
  // What both steps read would have to land twice.
  if (rest.some((remote) => keys.has(remoteKey(remote)))) return undefined
  const own = rowsOf(within.filter((remote) => division.has(remoteKey(remote))))
  const copied = rowsOf(within.filter((remote) => !division.has(remoteKey(remote))))
  const others = sum([rowsOf(rest), estimateRows(divided.part)])
  return { plan: divided, division, rows: sum([own === null ? null : own / 2, copied, others]) }
}

/** The rows that RemoteQueries are believed to bring, equal ones once; null where one is unknown. */
function rowsOf(remotes: readonly RemoteQuery[]): number | null {
  return sum(distinctRemotes(remotes).map(estimateRows))
}

function sum(counts: readonly (number | null)[]): number | null {
  return counts.reduce((total, count) => (total === null || count === null ? null : total + count), 0)
}

function render({ plan, division }: Candidate, context: PartitionContext): Partitioning | undefined {
  const { idOf } = context
  const part = residualStatement(plan.part, idOf, context)
  const whole = residualStatement(plan.whole, (remote) => (remote === plan.parts ? PARTS_TABLE : idOf(remote)), context)
  if (isRefusal(part) || isRefusal(whole)) return undefined
  const within = distinctRemotes(remotesIn(plan.part))
  return {
    divided: within.flatMap((remote) => dividedFragment(remote, division.get(remoteKey(remote)), context) ?? []),
    copied: within.filter((remote) => !division.has(remoteKey(remote))).map(idOf),
    part,
    whole,
    parts_table: PARTS_TABLE,
  }
}

function dividedFragment(
  remote: RemoteQuery,
  id: ColumnId | undefined,
  { idOf }: PartitionContext,
): DividedFragment | undefined {
  const columns = outputColumns(remote)
  const column = columns.find((output) => output.id === id)
  if (column === undefined) return undefined
  const origin = originOf(remote.plan, column.id, new Map())
  const name = origin?.node.kind === 'scan' ? `${origin.node.table.table}.${origin.column.name}` : column.name
  return { fragment_id: idOf(remote), key: columns.indexOf(column), key_name: name }
}
