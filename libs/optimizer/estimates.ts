import { unreachable } from '#core'
import { type ColumnId, type Expression, outputColumns, type PlanNode, type SetOperation } from '#plan'
import { factsOf } from './estimates/facts.ts'
import { groupRows } from './estimates/group-rows.ts'
import { joinRows } from './estimates/join-rows.ts'
import { selectivity } from './estimates/selectivity.ts'
import { widthOf } from './estimates/width.ts'

/** The rows a plan is believed to give, or null when a table it depends on has no estimate. Never negative. */
export function estimateRows(node: PlanNode): number | null {
  const rows = estimate(node)
  return rows === null ? null : Math.max(0, Math.round(rows))
}

/** The bytes of the rows a plan is believed to give, as the engine carries them; null as `estimateRows`. */
export function estimateBytes(node: PlanNode): number | null {
  const rows = estimateRows(node)
  return rows === null ? null : Math.round(rows * estimateRowBytes(node))
}

/** The bytes of one row of a plan, on average, as the engine carries it. */
export function estimateRowBytes(node: PlanNode): number {
  return outputColumns(node).reduce((sum, { id, type }) => sum + widthOf(type, factsOf(node, id)), 0)
}

/** The different values but NULL that a column of a plan's rows is believed to have; null is unknown. */
export function estimateDistinct(node: PlanNode, id: ColumnId): number | null {
  const distinct = factsOf(node, id)?.distinct ?? null
  const rows = estimate(node)
  return distinct === null || rows === null ? distinct : Math.min(distinct, Math.max(1, rows))
}

/** The share of a plan's rows, from 0 to 1, that a predicate over their columns is believed to keep. */
export function estimateShare(input: PlanNode, predicate: Expression): number {
  return selectivity(predicate, (id) => factsOf(input, id))
}

const ESTIMATES = new WeakMap<PlanNode, { readonly rows: number | null }>()

function estimate(node: PlanNode): number | null {
  const known = ESTIMATES.get(node)
  if (known !== undefined) return known.rows
  const rows = computeRows(node)
  ESTIMATES.set(node, { rows })
  return rows
}

function computeRows(node: PlanNode): number | null {
  switch (node.kind) {
    case 'scan':
      return node.estimatedRows
    case 'values':
      return node.rows.length
    case 'cte_reference':
    case 'table_function':
      return null
    case 'filter':
      return scaled(estimate(node.input), estimateShare(node.input, node.predicate))
    case 'project':
    case 'window':
    case 'sort':
      return estimate(node.input)
    case 'limit':
      return limited(estimate(node.input), node.limit, node.offset)
    case 'aggregate':
      return groupRows(node, estimate)
    case 'join':
      return joinRows(node, estimate)
    case 'set_operation':
      return estimateSet(node)
    case 'lateral_join':
      return estimate(node.left)
    case 'with':
    case 'recursive_with':
      return estimate(node.body)
    case 'remote_query':
      return node.prefilters.reduce<number | null>(
        (rows, prefilter) => scaled(rows, estimateShare(node.plan, prefilter)),
        estimate(node.plan),
      )
    default:
      return unreachable(node)
  }
}

function scaled(rows: number | null, factor: number): number | null {
  return rows === null ? null : rows * factor
}

function limited(rows: number | null, limit: number | null, offset: number): number | null {
  const left = rows === null ? null : Math.max(0, rows - offset)
  if (limit === null) return left
  return left === null ? limit : Math.min(left, limit)
}

function estimateSet({ operation, left: a, right: b }: SetOperation): number | null {
  const [left, right] = [estimate(a), estimate(b)]
  if (operation !== 'union') return left
  return left === null || right === null ? null : left + right
}
