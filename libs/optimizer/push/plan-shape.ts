import type { RemoteQuery } from '#plan'

/**
 * A text that is the same for RemoteQueries which differ in nothing but what their columns are called: ids are numbered
 * in the order in which they come. In a plan's data every `id` is a column's, and only a table's own columns have names
 * that count.
 */
export function shapeOf(remote: RemoteQuery): string {
  const numbers = new Map<string, number>()
  const numbered = (id: string): number => {
    const number = numbers.get(id) ?? numbers.size
    numbers.set(id, number)
    return number
  }
  return JSON.stringify(remote, (key, value: unknown) => {
    if (key === 'id' && typeof value === 'string') return numbered(value)
    if (key === 'statistics' || key === 'estimatedRows') return undefined
    return isAlias(value) ? { ...value, name: null } : value
  })
}

/** A column that a node makes: its name is for people. */
function isAlias(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value && !('nativeType' in value)
}
