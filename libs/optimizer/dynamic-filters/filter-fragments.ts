import { STRING } from '#arrow'
import type { FragmentId } from '#core'
import {
  type Aggregate,
  type DynamicFilter,
  type DynamicFilters,
  type Expression,
  isRefusal,
  keyForms,
  leadsIndex,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type Pushdown,
  type RemoteQuery,
  type Residual,
  type Scan,
  type StatementTemplate,
} from '#plan'
import { estimateRows } from '../estimates.ts'
import { referenceTo } from '../expressions.ts'
import { filterOver } from '../nodes.ts'
import { scansIn } from '../push/push-context.ts'
import type { RenderResidual } from '../residual-statement.ts'
import { childNodes } from '../subplans.ts'
import { type Candidate, findCandidates } from './candidates.ts'
import { keyKind } from './key-columns.ts'
import { originOf } from './key-source.ts'
import { sinkKeys } from './placement.ts'

export interface FilterContext {
  readonly pushdown: Pushdown
  readonly renderResidual: RenderResidual
  readonly idOf: (remote: RemoteQuery) => FragmentId
}

/** Filters of one fragment: each is a condition to evaluate, and one or two of them take away most of what can go. */
const MOST_FILTERS = 4
/** Kinds whose order is the same in the engine and in every source. */
const ORDERED: ReadonlySet<string> = new Set(['int16', 'int32', 'int64', 'uint64', 'decimal', 'date', 'timestamp'])

/**
 * The dynamic filters of each fragment that has any, those first whose keys come from the fewest rows. Two fragments
 * may filter each other: which one comes first is decided when they run.
 */
export function filterFragments(plan: PlanNode, context: FilterContext): ReadonlyMap<FragmentId, DynamicFilters> {
  const candidates = findCandidates(plan).toSorted((a, b) => rowsOf(a) - rowsOf(b))
  const filters = new Map<FragmentId, DynamicFilters>()
  for (const [id, group] of Map.groupBy(candidates, ({ target }) => context.idOf(target))) {
    const built = build(group, context)
    if (built !== undefined) filters.set(id, built)
  }
  return filters
}

function rowsOf({ source }: Candidate): number {
  return estimateRows(source.remote) ?? Number.MAX_VALUE
}

function build(candidates: readonly Candidate[], context: FilterContext): DynamicFilters | undefined {
  let built: DynamicFilters | undefined
  let plan = candidates[0]?.target.plan
  for (const candidate of distinct(candidates, context)) {
    const filters: readonly DynamicFilter[] = built?.filters ?? []
    if (plan === undefined || filters.length === MOST_FILTERS) break
    const filtered = sinkKeys(plan, candidate.column, filters.length)
    const template = context.pushdown.template(candidate.target.connection, filtered, candidate.target.prefilters)
    if (isRefusal(template)) continue
    const filter = describe(candidate, template, filters.length, context)
    if (filter === undefined) continue
    plan = filtered
    built = { filters: [...filters, filter], template }
  }
  return built
}

function distinct(candidates: readonly Candidate[], { idOf }: FilterContext): readonly Candidate[] {
  const keyOf = ({ source, column }: Candidate): string => `${idOf(source.remote)} ${source.column.id} ${column}`
  return [...new Map(candidates.map((candidate) => [keyOf(candidate), candidate])).values()]
}

function describe(
  { source, target, column, join }: Candidate,
  template: StatementTemplate,
  position: number,
  context: FilterContext,
): DynamicFilter | undefined {
  const filtered = outputColumns(target).find(({ id }) => id === column)
  const kind = filtered === undefined ? undefined : keyKind(filtered.type)
  const forms = keyForms(template, position)
  if (filtered === undefined || kind === undefined || forms.length === 0) return undefined
  const maxKeys = Math.max(0, ...forms.map(({ max_keys }) => max_keys ?? 0))
  const keys = statementFor(distinctKeys(source.remote, source.column, maxKeys + 1), context)
  if (keys === undefined) return undefined
  const ordered = ORDERED.has(kind) && ORDERED.has(source.column.type.kind)
  const table = tableColumn(target.plan, filtered)
  const keyTable = tableColumn(source.remote.plan, source.column)
  return {
    source: context.idOf(source.remote),
    source_column: nameOf(source.remote.plan, source.column),
    target_column: nameOf(target.plan, filtered),
    join,
    kind,
    keys,
    max_keys: maxKeys,
    range: ordered ? (statementFor(keyRange(source.remote, source.column), context) ?? null) : null,
    indexed: table !== undefined && isIndexed(table),
    target_distinct: table === undefined ? null : distinctOf(table),
    source_distinct: keyTable === undefined ? null : distinctOf(keyTable),
    target_bounds: table === undefined ? null : boundsOf(table),
    source_rows: estimateRows(source.remote),
    source_guessed: filtersGroups(source.remote.plan),
    target_scanned: scannedRows(target),
    source_scanned: scannedRows(source.remote),
  }
}

function statementFor(plan: PlanNode, { renderResidual, idOf }: FilterContext): Residual | undefined {
  const answer = renderResidual(plan, idOf)
  if (isRefusal(answer)) return undefined
  return { sql: answer.sql, parameters: answer.parameters, fields: answer.fields }
}

/** The different values of a fetched column but NULL, as text. */
function distinctKeys(remote: RemoteQuery, column: OutputColumn, limit: number): PlanNode {
  const value = referenceTo(column)
  const isThere: Expression = {
    kind: 'call',
    function: 'is_not_null',
    arguments: [value],
    type: { kind: 'boolean' },
    nullable: false,
  }
  const key: OutputColumn = { ...column, id: 'key' }
  const groups: Aggregate = {
    kind: 'aggregate',
    input: filterOver(remote, [isThere]),
    groups: [{ column: key, expression: value }],
    aggregates: [],
    groupingSets: null,
  }
  return asTexts({ kind: 'limit', input: groups, limit, offset: 0 }, [key])
}

function keyRange(remote: RemoteQuery, column: OutputColumn): PlanNode {
  const ends = (['min', 'max'] as const).map((name) => ({
    column: { ...column, id: name, nullable: true },
    call: {
      kind: 'aggregate' as const,
      function: name,
      arguments: [referenceTo(column)],
      distinct: false,
      filter: null,
      orderBy: [],
      type: column.type,
    },
  }))
  const aggregate: Aggregate = { kind: 'aggregate', input: remote, groups: [], aggregates: ends, groupingSets: null }
  return asTexts(
    aggregate,
    ends.map((end) => end.column),
  )
}

function asTexts(input: PlanNode, columns: readonly OutputColumn[]): PlanNode {
  const expressions = columns.map((column) => ({
    column: { ...column, id: `${column.id}_text`, type: STRING },
    expression: { kind: 'cast' as const, argument: referenceTo(column), type: STRING },
  }))
  return { kind: 'project', input, expressions }
}

interface TableColumnOf {
  readonly scan: Scan
  readonly name: string
}

function isIndexed({ scan, name }: TableColumnOf): boolean {
  return scan.primaryKey[0] === name || leadsIndex(scan.statistics, name)
}

function distinctOf({ scan, name }: TableColumnOf): number | null {
  const known = scan.statistics?.columns[name]?.distinct
  if (known !== undefined && known !== null) return known
  return scan.primaryKey.length === 1 && scan.primaryKey[0] === name ? scan.estimatedRows : null
}

function boundsOf({ scan, name }: TableColumnOf): readonly [string, string] | null {
  const histogram = scan.statistics?.columns[name]?.histogram ?? []
  const [least, greatest] = [histogram[0], histogram.at(-1)]
  return histogram.length < 2 || least === undefined || greatest === undefined ? null : [least, greatest]
}

function tableColumn(plan: PlanNode, column: OutputColumn): TableColumnOf | undefined {
  const origin = originOf(plan, column.id, new Map())
  if (origin?.node.kind !== 'scan') return undefined
  return { scan: origin.node, name: origin.column.name }
}

function nameOf(plan: PlanNode, column: OutputColumn): string {
  const known = tableColumn(plan, column)
  return known === undefined ? column.name : `${known.scan.table.table}.${known.name}`
}

/** True where groups are filtered by what is computed of them, of which no statistics are kept. */
function filtersGroups(node: PlanNode): boolean {
  if (node.kind === 'filter' && isOverGroups(node.input)) return true
  return childNodes(node).some(filtersGroups)
}

function isOverGroups(node: PlanNode): boolean {
  return node.kind === 'project' || node.kind === 'filter' ? isOverGroups(node.input) : node.kind === 'aggregate'
}

/** The rows in the tables below; null where one's are unknown. */
function scannedRows(remote: RemoteQuery): number | null {
  return scansIn(remote).reduce<number | null>(
    (sum, { estimatedRows }) => (sum === null || estimatedRows === null ? null : sum + estimatedRows),
    0,
  )
}
