import type { ColumnId } from './column-id.ts'
import type { PlanNode } from './node.ts'
import { outputColumns } from './node-columns.ts'

/** What a query's text settles of its rows' order, and of which rows it gives. */
export interface ResultOrder {
  /** Positions of the result's columns that ORDER BY sorts by, as far as they are columns of the result. */
  readonly keys: readonly number[]
  /** False when ORDER BY goes on with something that is no column of the result. */
  readonly complete: boolean
  /** The largest number of rows the query gives, or null. */
  readonly limit: number | null
  readonly offset: number
}

/** The order a bound plan gives its rows: the query's own ORDER BY and LIMIT, not those of its subqueries. */
export function resultOrder(plan: PlanNode): ResultOrder {
  return orderOf(
    plan,
    outputColumns(plan).map(({ id }) => id),
    { limit: null, offset: 0 },
  )
}

function orderOf(
  node: PlanNode,
  outputs: readonly (ColumnId | null)[],
  counts: Pick<ResultOrder, 'limit' | 'offset'>,
): ResultOrder {
  switch (node.kind) {
    case 'limit': {
      const limits = [counts.limit, node.limit].filter((limit) => limit !== null)
      const limit = limits.length === 0 ? null : Math.min(...limits)
      return orderOf(node.input, outputs, { limit, offset: counts.offset + node.offset })
    }
    case 'project': {
      const sources = new Map(
        node.expressions.map(({ column, expression }) => [
          column.id,
          expression.kind === 'column' ? expression.id : null,
        ]),
      )
      return orderOf(
        node.input,
        outputs.map((id) => (id === null ? null : (sources.get(id) ?? null))),
        counts,
      )
    }
    case 'filter':
      return orderOf(node.input, outputs, counts)
    case 'with':
    case 'recursive_with':
      return orderOf(node.body, outputs, counts)
    case 'sort': {
      const keys = node.keys.map(({ expression }) =>
        expression.kind === 'column' ? outputs.indexOf(expression.id) : -1,
      )
      const hidden = keys.indexOf(-1)
      return { ...counts, keys: hidden < 0 ? keys : keys.slice(0, hidden), complete: hidden < 0 }
    }
    default:
      return { ...counts, keys: [], complete: true }
  }
}
