import type { ColumnId } from './column-id.ts'
import type { PlanNode } from './node.ts'

/** True when an expression anywhere in the plan, subqueries included, refers to one of the columns. */
export function readsColumns(plan: PlanNode, ids: ReadonlySet<ColumnId>): boolean {
  return ids.size > 0 && mentions(plan, 'column', (column) => 'id' in column && ids.has(String(column.id)))
}

/** True when a common table is read anywhere in the plan, subqueries included. */
export function readsCommonTables(plan: PlanNode): boolean {
  return mentions(plan, 'cte_reference', () => true)
}

/** Plans are plain data, so a reference can be told by its form wherever it stands. */
function mentions(value: unknown, kind: string, matches: (reference: object) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('kind' in value && value.kind === kind) return matches(value)
  return Object.values(value).some((part) => mentions(part, kind, matches))
}
