import type { Node } from 'libpg-query'

/** The texts of a list of identifiers; parts that are not identifiers (a star) are left out. */
export function identifiers(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
}

/** A reference to a column: its qualifiers and name, or undefined when the node is something else or a star. */
export function columnReference(
  node: Node | undefined,
): { readonly qualifiers: string[]; readonly name: string } | undefined {
  if (node === undefined || !('ColumnRef' in node)) return undefined
  const fields = node.ColumnRef.fields ?? []
  const parts = identifiers(fields)
  const name = parts.pop()
  return name === undefined || parts.length + 1 !== fields.length ? undefined : { qualifiers: parts, name }
}

/**
 * A column as the short forms write it, `name` or `table.name`; undefined when that would not say it exactly
 * (a name with a dot, a star, a schema).
 */
export function shortColumn(node: Node | undefined): string | undefined {
  const reference = columnReference(node)
  if (reference === undefined || reference.qualifiers.length > 1) return undefined
  const parts = [...reference.qualifiers, reference.name]
  return parts.every(isShortName) ? parts.join('.') : undefined
}

/** Whether a name can stand in a short form, where a dot separates names and `*` means all columns. */
export function isShortName(name: string): boolean {
  return name !== '' && name !== '*' && !name.includes('.')
}

/** Where a node was written, for the kinds that know. */
export function locationOf(node: Node | undefined): number | undefined {
  if (node === undefined) return undefined
  const [body]: unknown[] = Object.values(node)
  if (typeof body !== 'object' || body === null || !('location' in body)) return undefined
  return typeof body.location === 'number' ? body.location : undefined
}

/** A function's or operator's name without `pg_catalog`, its other qualifiers kept with dots. */
export function catalogName(nodes: readonly Node[] | undefined): string {
  const parts = identifiers(nodes)
  return (parts.length > 1 && parts[0] === 'pg_catalog' ? parts.slice(1) : parts).join('.')
}
