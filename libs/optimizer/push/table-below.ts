import type { ColumnId, PlanNode, Scan } from '#plan'

/** The one table of which a plan gives rows, filtered at most and under the columns' own ids. */
export function tableBelow(node: PlanNode): Scan | undefined {
  if (node.kind === 'scan') return node
  if (node.kind === 'filter') return tableBelow(node.input)
  const isPlain =
    node.kind === 'project' &&
    node.expressions.every(({ column, expression }) => expression.kind !== 'column' || expression.id === column.id)
  return isPlain ? tableBelow(node.input) : undefined
}

/** The name of a table's column; empty for a column that is not the table's. */
export function nameIn(scan: Scan, id: ColumnId): string {
  return scan.columns.find((column) => column.id === id)?.name ?? ''
}
