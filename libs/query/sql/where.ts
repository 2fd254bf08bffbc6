import type { Node } from 'libpg-query'
import type { Condition, ExpressionNode } from '../query-request.ts'
import { columnReference, isShortName, locationOf } from './ast.ts'
import { rangeName } from './column-joins.ts'
import { comparison, conjuncts, shortCondition } from './conditions.ts'
import type { Conversion } from './conversion.ts'

/** WHERE: simple conditions on columns of this query's own tables are `filters`, all other conditions `where`. */
export interface WhereClause {
  readonly filters?: Readonly<Record<string, readonly Condition[]>>
  readonly where?: ExpressionNode
}

/** Converts WHERE; `from` decides whose columns the names are. */
export function whereClause(conversion: Conversion, where: Node, from: readonly Node[]): WhereClause {
  const filters = new Map<string, Condition[]>()
  const others: Node[] = []
  for (const node of conjuncts(where)) {
    const filter = filterOf(conversion, node, from)
    if (filter === undefined) others.push(node)
    else listOf(filters, filter.table).push(filter.condition)
  }
  return {
    ...(filters.size === 0 ? {} : { filters: Object.fromEntries(filters) }),
    ...(others.length === 0 ? {} : { where: conjunction(conversion, where, others) }),
  }
}

function listOf(filters: Map<string, Condition[]>, table: string): Condition[] {
  const list = filters.get(table) ?? []
  filters.set(table, list)
  return list
}

function conjunction(conversion: Conversion, where: Node, nodes: readonly Node[]): ExpressionNode {
  const [only, ...more] = nodes
  if (only !== undefined && more.length === 0) return conversion.expression(only)
  const args = nodes.map((node) => conversion.expression(node))
  return conversion.located({ op: 'and', args }, locationOf(where))
}

function filterOf(
  conversion: Conversion,
  node: Node,
  from: readonly Node[],
): { readonly table: string; readonly condition: Condition } | undefined {
  const found = comparison(conversion, node)
  const column = columnReference(found?.left)
  if (found === undefined || column === undefined || !isShortName(column.name)) return undefined
  const table = tableOf(conversion, column.qualifiers, from)
  if (table === undefined) return undefined
  return { table, condition: shortCondition(conversion, column.name, found) }
}

function tableOf(conversion: Conversion, qualifiers: readonly string[], from: readonly Node[]): string | undefined {
  const names = from.flatMap(namesIn)
  const [qualifier, ...schema] = qualifiers
  if (schema.length > 0) return undefined
  if (qualifier !== undefined) {
    return names.filter((name) => name === qualifier).length === 1 && isFilterKey(qualifier) ? qualifier : undefined
  }
  // Without a qualifier the column may be another table's, or that of a query around this one.
  const [only, ...others] = from.length === 1 && from.every((node) => !('JoinExpr' in node)) ? names : []
  return conversion.correlated || only === undefined || others.length > 0 || !isFilterKey(only) ? undefined : only
}

function isFilterKey(name: string): boolean {
  return isShortName(name) && name !== '__proto__'
}

/** The names that columns of an item of FROM are qualified with; an alias over a join hides those below it. */
function namesIn(node: Node): string[] {
  if ('RangeVar' in node) return [rangeName(node.RangeVar)]
  if ('RangeSubselect' in node) return listed(node.RangeSubselect.alias?.aliasname)
  if ('RangeFunction' in node) return listed(node.RangeFunction.alias?.aliasname)
  if (!('JoinExpr' in node)) return []
  const { alias, larg, rarg } = node.JoinExpr
  if (alias?.aliasname !== undefined) return [alias.aliasname]
  return [larg, rarg].flatMap((side) => (side === undefined ? [] : namesIn(side)))
}

function listed(name: string | undefined): string[] {
  return name === undefined ? [] : [name]
}
