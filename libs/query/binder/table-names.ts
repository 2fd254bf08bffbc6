import type { TableName } from '#plan'
import type { SourceItem } from '../query-request.ts'

/** A table named in a request, and where. */
export interface WrittenTable {
  readonly name: TableName
  readonly node: object
  readonly item: number | string | undefined
}

/** The same for every spelling of one name. */
export function tableKey(name: TableName): string {
  return JSON.stringify([name.connectionId, ...name.parts])
}

/** The name of a table of FROM; undefined for an item that is a subquery, a join or a function. */
export function tableNameOf(item: string | SourceItem): TableName | undefined {
  if (typeof item === 'string') return { parts: item.split('.'), connectionId: null }
  const connectionId = item.connection_id ?? null
  if (item.source !== undefined) {
    return { parts: typeof item.source === 'string' ? item.source.split('.') : item.source, connectionId }
  }
  if (item.table === undefined) return undefined
  return { parts: item.schema === undefined ? [item.table] : [item.schema, item.table], connectionId }
}

/**
 * Every table a request reads, a name of WITH left out where it is visible. Reads the JSON by its keys alone, since
 * queries nest inside every kind of expression.
 */
export function writtenTables(request: object): readonly WrittenTable[] {
  const found: WrittenTable[] = []
  visit(request, new Set(), found)
  return found
}

function visit(value: unknown, ctes: ReadonlySet<string>, found: WrittenTable[]): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, ctes, found)
    return
  }
  if (!isObject(value)) return
  const visible = visitWith(value, ctes, found)
  if (Array.isArray(value['sources'])) {
    for (const [index, item] of value['sources'].entries()) addTable(item, value['sources'], index, visible, found)
  }
  for (const side of ['left', 'right']) {
    if (side in value) addTable(value[side], value, side, visible, found)
  }
  for (const [key, child] of Object.entries(value)) {
    if (key !== 'with' && key !== 'parameters') visit(child, visible, found)
  }
}

/** Visits the WITH tables of a request, each seeing those before it, and returns the names its body sees. */
function visitWith(
  request: Readonly<Record<string, unknown>>,
  ctes: ReadonlySet<string>,
  found: WrittenTable[],
): ReadonlySet<string> {
  if (!Array.isArray(request['with'])) return ctes
  const visible = new Set(ctes)
  for (const table of request['with']) {
    if (!isObject(table)) continue
    const own = table['recursive'] === true && typeof table['name'] === 'string' ? [...visible, table['name']] : visible
    visit(table['query'], new Set(own), found)
    if (typeof table['name'] === 'string') visible.add(table['name'])
  }
  return visible
}

function addTable(
  item: unknown,
  parent: object,
  index: number | string,
  ctes: ReadonlySet<string>,
  found: WrittenTable[],
): void {
  if (typeof item !== 'string' && !isObject(item)) return
  const name = tableNameOf(item)
  if (name === undefined || isCte(name, ctes)) return
  found.push(typeof item === 'string' ? { name, node: parent, item: index } : { name, node: item, item: undefined })
}

/** A name of one part without a connection means the WITH table of that name, if there is one. */
export function isCte(name: TableName, ctes: { has(name: string): boolean }): boolean {
  const [only, ...more] = name.parts
  return only !== undefined && more.length === 0 && name.connectionId === null && ctes.has(only)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
