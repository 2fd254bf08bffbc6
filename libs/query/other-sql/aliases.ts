import type { Translation } from './input-dialect.ts'
import { refuse } from './translation.ts'
import { child, children, isTree, type Tree, text } from './tree.ts'

/**
 * Refuses an expression to sort by that names an alias of the select list: there PostgreSQL reads columns of the
 * tables, the other dialects the alias.
 * @throws ValidationError UNSUPPORTED
 */
export function refuseAliasesInOrder(translation: Translation, select: Tree, order: readonly Tree[]): void {
  const aliases = new Set(children(select, 'columns').flatMap((item) => text(item, 'as')?.toLowerCase() ?? []))
  for (const item of order) {
    const key = child(item, 'expr')
    if (key === undefined || key['type'] === 'column_ref') continue
    const found = columnNames(key).find((name) => aliases.has(name))
    if (found !== undefined) refuse(translation, `ORDER BY an expression over the alias ${found}`, item)
  }
}

function columnNames(node: Tree): readonly string[] {
  if (node['type'] === 'column_ref') {
    const name = text(node, 'column') ?? text(child(child(node, 'column') ?? {}, 'expr') ?? {}, 'value')
    return name === undefined || text(node, 'table') !== undefined ? [] : [name.toLowerCase()]
  }
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isTree)
    .flatMap(columnNames)
}
