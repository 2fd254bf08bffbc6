import {
  type Expression,
  type Join,
  leadsIndex,
  type PlanNode,
  type Scan,
  type SourceCosts,
  type TableIndex,
} from '#plan'
import { estimateDistinct, estimateRows } from '../estimates.ts'
import { equalitySides, freeColumns, splitConjuncts } from '../expressions.ts'
import { nameIn, tableBelow } from './table-below.ts'

type CostOf = (node: PlanNode) => number | null

/** What a source needs to make its two sides and join them. */
export function joinCost(join: Join, costOf: CostOf, costs: SourceCosts): number | null {
  const rows = estimateRows(join)
  const [leftRows, rightRows] = [estimateRows(join.left), estimateRows(join.right)]
  const [leftCost, rightCost] = [costOf(join.left), costOf(join.right)]
  if (rows === null || leftRows === null || rightRows === null || leftCost === null || rightCost === null) return null
  const keys = join.condition === null ? [] : splitConjuncts(join.condition)
  const lookups = [
    lookupCost(join.left, join.right, keys, leftCost, costs),
    lookupCost(join.right, join.left, keys, rightCost, costs),
  ]
  const byIndex = lookups.filter((cost) => cost !== undefined)
  const byHash =
    costs.hashJoinRow === null || !keys.some((key) => equalitySides(key) !== undefined)
      ? leftCost + rightCost + leftRows * rightRows * costs.expression
      : leftCost + rightCost + (leftRows + rightRows) * costs.hashJoinRow * missesOf(Math.min(leftRows, rightRows))
  const made = rows * (keys.length > 1 ? costs.expression : 0)
  if (byIndex.length === 0) return byHash + made
  if (costs.knowsValues) return Math.min(byHash, ...byIndex.map(({ real }) => real)) + made
  // It takes the way that looks cheapest to it; of ways that look about alike, it may take any.
  const least = Math.min(...byIndex.map(({ believed }) => believed))
  return Math.max(...byIndex.filter(({ believed }) => believed <= 2 * least).map(({ real }) => real)) + made
}

/** Rows of a hash table that a processor's cache holds, and how much larger one at which a row costs as much again. */
const CACHED_ROWS = 10_000
const DOUBLINGS = 3

/** How much dearer a row of a hash join is than with a table that a processor's cache holds. */
function missesOf(tableRows: number): number {
  return 1 + Math.log2(Math.max(1, tableRows / CACHED_ROWS)) / DOUBLINGS
}

interface LookupCost {
  readonly real: number
  /** What it looks like to a source that takes conditions without an index to keep all rows. */
  readonly believed: number
}

/** Looking up the rows of one table by an index for each row of the other side; undefined where no index leads there. */
function lookupCost(
  outer: PlanNode,
  inner: PlanNode,
  keys: readonly Expression[],
  outerCost: number,
  costs: SourceCosts,
): LookupCost | undefined {
  const scan = tableBelow(inner)
  const [outerRows, innerRows] = [estimateRows(outer), scan?.estimatedRows ?? null]
  if (scan === undefined || outerRows === null || innerRows === null) return undefined
  const names = new Set(keys.flatMap((key) => keyColumns(key, scan)))
  const index = scan.statistics?.indexes.find(({ columns: [first] }) => first !== undefined && names.has(first))
  const matches = index === undefined ? undefined : rowsPerKey(scan, index, names, innerRows)
  if (matches === undefined) return undefined
  const each = costs.lookup * Math.max(1, matches)
  return { real: outerCost + outerRows * each, believed: believedRows(outer, outerRows) * each }
}

/** Of a table under conditions of which none is on an index's first column, all rows. */
function believedRows(outer: PlanNode, rows: number): number {
  const scan = tableBelow(outer)
  if (scan === undefined || outer.kind !== 'filter') return rows
  const names = [...freeColumns(outer.predicate)].map((id) => nameIn(scan, id))
  return names.some((name) => leadsIndex(scan.statistics, name)) ? rows : (scan.estimatedRows ?? rows)
}

function keyColumns(key: Expression, scan: Scan): readonly string[] {
  return (equalitySides(key) ?? []).flatMap((side) => {
    const name = side.kind === 'column' ? nameIn(scan, side.id) : ''
    return name === '' ? [] : [name]
  })
}

function rowsPerKey(scan: Scan, index: TableIndex, names: ReadonlySet<string>, rows: number): number {
  const used = index.columns.findIndex((name) => !names.has(name))
  const places = used < 0 ? index.columns.length : used
  if (index.unique && places === index.columns.length) return 1
  const counted = index.distinct[places - 1] ?? null
  const column = scan.columns.find(({ name }) => name === index.columns[0])
  const distinct = counted ?? (column === undefined ? null : estimateDistinct(scan, column.id))
  return distinct === null ? 1 : rows / Math.max(1, distinct)
}
