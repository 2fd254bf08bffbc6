import type { ColumnId } from './column-id.ts'
import type { PlanNode } from './node.ts'

/** True when an expression anywhere in the plan, subqueries included, refers to one of the columns. */
export function readsColumns(plan: PlanNode, ids: ReadonlySet<ColumnId>): boolean {
  return ids.size > 0 && mentions(plan, ids)
}

/** Plans are plain data, so a reference can be told by its form wherever it stands. */
function mentions(value: unknown, ids: ReadonlySet<ColumnId>): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('kind' in value && value.kind === 'column' && 'id' in value) return ids.has(String(value.id))
  return Object.values(value).some((part) => mentions(part, ids))
}
