import type { Field } from '#arrow'
import { didYouMean } from '#core'
import { mappingOf, type ReadContext, readSection } from './read-section.ts'
import { columnKeys, relationshipKeys } from './registry/table-keys.ts'
import type { DeclaredTable, Relationship, SourceConfig } from './source-config.ts'
import { emptyMapping, isAbsent, type MappingTree, type Tree } from './tree.ts'
import { parseTypeName, typeNames } from './type-names.ts'

/**
 * Gives each table under `tables:` to its source: the one of that name (its default table), the one before the
 * first dot (`source.table`), or those whose `table:` it is. A table of no source is a warning.
 */
export function declareTables(
  tree: MappingTree,
  sources: ReadonlyMap<string, SourceConfig>,
  context: ReadContext,
): Record<string, SourceConfig> {
  const declared = new Map<string, Record<string, DeclaredTable>>()
  for (const [name, entry] of tree.entries) {
    const table = readTable(name, entry.value, context)
    const owners = ownersOf(name, sources)
    if (owners.length === 0) {
      context.problems.warn(
        `\`tables\` declares "${name}", which is neither a source nor the \`table\` of one.${didYouMean(name, sources.keys())}`,
        entry.keyPlace,
      )
    }
    for (const owner of owners) {
      declared.set(owner.source, { ...declared.get(owner.source), [owner.table]: table })
    }
  }
  // No prototype: a query may name "constructor", which must be unknown.
  const result: Record<string, SourceConfig> = Object.create(null)
  for (const [name, source] of sources) result[name] = { ...source, declared: declared.get(name) ?? {} }
  return result
}

function ownersOf(
  name: string,
  sources: ReadonlyMap<string, SourceConfig>,
): readonly { readonly source: string; readonly table: string }[] {
  const own = sources.get(name)
  if (own !== undefined) return [{ source: name, table: own.table ?? name }]
  const dot = name.indexOf('.')
  if (dot > 0 && sources.has(name.slice(0, dot))) return [{ source: name.slice(0, dot), table: name.slice(dot + 1) }]
  return [...sources.values()]
    .filter((source) => source.table === name)
    .map((source) => ({ source: source.name, table: name }))
}

const TABLE_KEYS = ['columns', 'relationships', 'description']

function readTable(name: string, tree: Tree, context: ReadContext): DeclaredTable {
  const mapping = mappingOf(tree, `Table "${name}"`, context)
  for (const [key, entry] of mapping.entries) {
    if (TABLE_KEYS.includes(key)) continue
    context.problems.add(`Table "${name}" has an unknown key "${key}".${didYouMean(key, TABLE_KEYS)}`, entry.keyPlace)
  }
  const columns: Record<string, Field> = {}
  const primaryKey: string[] = []
  for (const [column, entry] of mappingOf(
    mapping.entries.get('columns')?.value,
    `\`columns\` of table "${name}"`,
    context,
  ).entries) {
    const read = readColumn(name, column, entry.value, context)
    if (read === null) continue
    columns[column] = read.field
    if (read.isKey) primaryKey.push(column)
  }
  return { columns, primaryKey, ...readRelationships(name, mapping, context) }
}

function readColumn(
  table: string,
  name: string,
  tree: Tree,
  context: ReadContext,
): { readonly field: Field; readonly isKey: boolean } | null {
  const where = `column "${name}" of table "${table}"`
  const values = readSection(columnKeys, columnMapping(where, tree, context), where, context)
  if (values.type === '') return null
  const type = parseTypeName(values.type)
  if ('reason' in type) {
    context.problems.add(
      `The type "${values.type}" of ${where} ${type.reason}.${didYouMean(values.type, Object.keys(typeNames))}`,
      tree.place,
    )
    return null
  }
  return { field: { name, type, nullable: values.nullable ?? !values.primaryKey }, isKey: values.primaryKey }
}

/** `id: integer` is short for `id: {type: integer}`. */
function columnMapping(where: string, tree: Tree, context: ReadContext): MappingTree {
  if (tree.kind !== 'scalar' || isAbsent(tree)) return mappingOf(tree, where, context)
  return { ...emptyMapping(tree.place), entries: new Map([['type', { keyPlace: tree.place, value: tree }]]) }
}

function readRelationships(
  table: string,
  mapping: MappingTree,
  context: ReadContext,
): Pick<DeclaredTable, 'relationships'> {
  const tree = mapping.entries.get('relationships')?.value
  if (tree === undefined || isAbsent(tree)) return {}
  if (tree.kind !== 'list') {
    context.problems.add(`\`relationships\` of table "${table}" must be a list.`, tree.place)
    return {}
  }
  const where = `a relationship of table "${table}"`
  const relationships: readonly Relationship[] = tree.items.map((item) =>
    readSection(relationshipKeys, mappingOf(item, where, context), where, context),
  )
  return { relationships }
}
