/** A node of the parser's syntax tree, which has no types worth trusting. */
export type Tree = Readonly<Record<string, unknown>>

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The node under a key; undefined when there is none. */
export function child(node: Tree, key: string): Tree | undefined {
  const value = node[key]
  return isTree(value) ? value : undefined
}

/** The nodes of the list under a key; a missing list is empty. */
export function children(node: Tree, key: string): readonly Tree[] {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isTree) : []
}

export function text(node: Tree, key: string): string | undefined {
  const value = node[key]
  return typeof value === 'string' ? value : undefined
}

/** Whether a value of the tree says nothing. */
export function isBlank(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true
  if (Array.isArray(value)) return value.every(isBlank)
  return isTree(value) && Object.values(value).every(isBlank)
}
