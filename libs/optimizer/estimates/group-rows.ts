import type { Aggregate, ColumnId, Expression, PlanNode } from '#plan'
import { freeColumns } from '../expressions.ts'
import { outputIds } from '../subplans.ts'
import { distinctAmong } from './column-facts.ts'
import { factsOf } from './facts.ts'

type RowsOf = (node: PlanNode) => number | null

/** Without statistics of its values, a grouping is taken to make one row of ten. */
const GROUPED = 1 / 10

/** As many groups as the columns have values together: of those of the tables, as many as the rows left still have. */
export function groupRows(node: Aggregate, rowsOf: RowsOf): number | null {
  if (node.groups.length === 0 && node.groupingSets === null) return 1
  const rows = rowsOf(node.input)
  if (rows === null) return null
  const counts = node.groups.map(({ expression }) => distinctOf(node.input, expression, rows, rowsOf))
  const known = counts.reduce<number>((product, count) => product * (count ?? 1), 1)
  const groups = counts.includes(null) ? Math.max(known, rows * GROUPED) : known
  return Math.max(Math.min(rows, 1), Math.min(rows, groups))
}

/** A group of NULLs counts as a value. */
function distinctOf(input: PlanNode, expression: Expression, rows: number, rowsOf: RowsOf): number | null {
  const ids = [...freeColumns(expression)]
  return ids.reduce<number | null>((product, id) => {
    const facts = factsOf(input, id)
    if (product === null || facts === undefined || facts.distinct === null) return null
    const nulls = (facts.nullFraction ?? 0) > 0 ? 1 : 0
    return product * (distinctAmong(facts.distinct, baseRows(input, id, rowsOf) ?? rows, rows) + nulls)
  }, 1)
}

/** The rows of the table a column comes from. */
function baseRows(node: PlanNode, id: ColumnId, rowsOf: RowsOf): number | null {
  switch (node.kind) {
    case 'filter':
      return baseRows(node.input, id, rowsOf)
    case 'join':
      return baseRows(outputIds(node.left).includes(id) ? node.left : node.right, id, rowsOf)
    default:
      return rowsOf(node)
  }
}
