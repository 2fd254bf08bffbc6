import { columnsOf, type Expression, type Join, outputColumns, type PlanNode } from '#plan'

/** False for a FULL JOIN without an equality of its two sides: PostgreSQL only has it as a merge or a hash join. */
export function canJoin(join: Join): boolean {
  return join.type !== 'full' || (join.condition !== null && hasKey(join.condition, join))
}

function hasKey(condition: Expression, join: Join): boolean {
  if (condition.kind !== 'call') return false
  if (condition.function === 'and') return condition.arguments.some((part) => hasKey(part, join))
  if (condition.function !== 'eq') return false
  const [a, b] = condition.arguments
  if (a === undefined || b === undefined) return false
  return (isOf(a, join.left) && isOf(b, join.right)) || (isOf(b, join.left) && isOf(a, join.right))
}

function isOf(expression: Expression, side: PlanNode): boolean {
  const ids = new Set(outputColumns(side).map(({ id }) => id))
  const columns = [...columnsOf(expression)]
  return columns.length > 0 && columns.every((id) => ids.has(id))
}
