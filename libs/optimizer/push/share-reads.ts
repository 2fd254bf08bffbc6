import {
  isRefusal,
  mapChildren,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type Pushdown,
  type RemoteQuery,
  type ScanColumn,
} from '#plan'
import { referenceTo } from '../expressions.ts'
import { exactly, filterOver } from '../nodes.ts'
import { childNodes, mapSubqueriesOfPlan, nodeExpressions, subqueriesIn } from '../subplans.ts'
import { shapeOf } from './plan-shape.ts'
import { type TableRead, tableRead } from './table-read.ts'

/** What is read in the place of a RemoteQuery: another one, and its columns that stand for the RemoteQuery's own. */
interface Substitute {
  readonly remote: RemoteQuery
  readonly columns: readonly OutputColumn[]
}

/**
 * Makes RemoteQueries that read the same rows one and the same, so that they are fetched once: equal ones whatever
 * their columns are called, and those of one table under the same conditions, of which each needs some columns.
 */
export function shareReads(plan: PlanNode, pushdown: Pushdown): PlanNode {
  if (plan.kind === 'remote_query') return plan
  const substitutes = new Map<RemoteQuery, Substitute>()
  const remotes = [...new Set(remotesIn(plan))]
  for (const group of Map.groupBy(remotes, shapeOf).values()) shareEqual(group, substitutes)
  const different = remotes.filter((remote) => !substitutes.has(remote))
  const reads = different.flatMap((remote) => tableRead(remote) ?? [])
  for (const group of Map.groupBy(reads, ({ key }) => key).values()) shareTable(group, pushdown, substitutes)
  return substitutes.size === 0 ? plan : replaceRemotes(plan, (remote) => replacement(remote, substitutes))
}

function remotesIn(plan: PlanNode): readonly RemoteQuery[] {
  if (plan.kind === 'remote_query') return [plan]
  const subplans = nodeExpressions(plan).flatMap(subqueriesIn)
  return [...childNodes(plan).flatMap(remotesIn), ...subplans.flatMap((subquery) => remotesIn(subquery.plan))]
}

function replaceRemotes(plan: PlanNode, replace: (remote: RemoteQuery) => PlanNode): PlanNode {
  const below = (node: PlanNode): PlanNode => (node.kind === 'remote_query' ? replace(node) : mapChildren(node, below))
  return below(mapSubqueriesOfPlan(plan, (subplan) => replaceRemotes(subplan, replace)))
}

function shareEqual([first, ...others]: readonly RemoteQuery[], substitutes: Map<RemoteQuery, Substitute>): void {
  if (first === undefined) return
  for (const other of others) substitutes.set(other, { remote: first, columns: outputColumns(first) })
}

/** One read of all the columns that the group needs. */
function shareTable(group: readonly TableRead[], pushdown: Pushdown, substitutes: Map<RemoteQuery, Substitute>): void {
  const [first] = group
  if (first === undefined || group.length < 2) return
  const byName = new Map<string, ScanColumn>()
  for (const { scan } of [first, ...group]) {
    for (const column of scan.columns) if (!byName.has(column.name)) byName.set(column.name, column)
  }
  const needed = new Set(group.flatMap(({ outputs }) => outputs))
  const scan = { ...first.scan, columns: [...byName.values()] }
  const plan = exactly(
    filterOver(scan, first.conditions),
    scan.columns.filter(({ name }) => needed.has(name)),
  )
  const remote: RemoteQuery = { ...first.remote, plan }
  if (isRefusal(pushdown.render(remote.connection, plan, []))) return
  for (const read of group) {
    const columns = read.outputs.flatMap((name) => byName.get(name) ?? [])
    substitutes.set(read.remote, { remote, columns })
  }
}

function replacement(remote: RemoteQuery, substitutes: ReadonlyMap<RemoteQuery, Substitute>): PlanNode {
  const direct = substitutes.get(remote)
  if (direct === undefined) return remote
  // An equal one may itself read what a wider one reads.
  const wider = substitutes.get(direct.remote)
  return wider === undefined ? renamed(remote, direct) : renamed(remote, wider)
}

/** The columns of a substitute under the ids of the RemoteQuery it stands for. */
function renamed(remote: RemoteQuery, { remote: read, columns }: Substitute): PlanNode {
  const expressions = outputColumns(remote).flatMap((column, index) => {
    const source = columns[index]
    return source === undefined ? [] : [{ column, expression: referenceTo(source) }]
  })
  return { kind: 'project', input: read, expressions }
}
