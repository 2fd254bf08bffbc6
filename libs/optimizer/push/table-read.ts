import { type Expression, outputColumns, type PlanNode, type RemoteQuery, type Scan } from '#plan'
import { splitConjuncts } from '../expressions.ts'
import { isPassThrough } from '../nodes.ts'
import { subqueriesIn } from '../subplans.ts'

/** A RemoteQuery that gives rows of one table under conditions on that table alone. */
export interface TableRead {
  readonly remote: RemoteQuery
  readonly scan: Scan
  readonly conditions: readonly Expression[]
  /** The names of the table's columns it gives, in order. */
  readonly outputs: readonly string[]
  /** The same for reads of the same rows. */
  readonly key: string
}

/** The RemoteQuery as a read of one table; undefined for any other. */
export function tableRead(remote: RemoteQuery): TableRead | undefined {
  if (remote.prefilters.length > 0) return undefined
  const top = remote.plan
  const filtered = top.kind === 'project' && isPassThrough(top) ? top.input : top
  const conditions = filtered.kind === 'filter' ? splitConjuncts(filtered.predicate) : []
  const scan: PlanNode = filtered.kind === 'filter' ? filtered.input : filtered
  if (scan.kind !== 'scan' || conditions.some((condition) => subqueriesIn(condition).length > 0)) return undefined
  const names = new Map(scan.columns.map(({ id, name }) => [id, name]))
  const outputs = outputColumns(top).flatMap(({ id }) => names.get(id) ?? [])
  return { remote, scan, conditions, outputs, key: keyOf(remote, scan, conditions, names) }
}

/** Columns by their names in the table, conditions in any order. */
function keyOf(
  { connection }: RemoteQuery,
  { table: { source, schema, table } }: Scan,
  conditions: readonly Expression[],
  names: ReadonlyMap<string, string>,
): string {
  const texts = conditions.map((condition) =>
    JSON.stringify(condition, (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? names.get(value) : value,
    ),
  )
  return JSON.stringify([connection, source, schema, table, [...texts].sort()])
}
