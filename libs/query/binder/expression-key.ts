import type { Expression } from '#plan'

/** True when two expressions are the same in structure, columns and types. */
export function sameExpression(a: Expression, b: Expression): boolean {
  return expressionKey(a) === expressionKey(b)
}

/** Equal for equal expressions, whatever the ids of the columns that their subqueries make. */
export function expressionKey(expression: Expression): string {
  const text = JSON.stringify(expression)
  if (!text.includes('"kind":"subquery"')) return text
  const made = idsMade(expression)
  return JSON.stringify(expression, (key, value) => (key === 'id' ? (made.get(value) ?? value) : value))
}

/** The columns that plans in the data make, each with its number. */
function idsMade(data: unknown, made = new Map<unknown, number>()): ReadonlyMap<unknown, number> {
  if (typeof data !== 'object' || data === null) return made
  if ('id' in data && !('kind' in data)) made.set(data.id, made.get(data.id) ?? made.size)
  for (const part of Object.values(data)) idsMade(part, made)
  return made
}
