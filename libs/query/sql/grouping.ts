import type { Node } from 'libpg-query'
import type { Aggregation, Condition, ExpressionNode, GroupingElement } from '../query-request.ts'
import { locationOf, shortColumn } from './ast.ts'
import { comparison, conjuncts, shortCondition } from './conditions.ts'
import type { Conversion } from './conversion.ts'
import { simpleAggregate } from './select-list.ts'

type Key = string | ExpressionNode

/** GROUP BY: columns, expressions, ROLLUP, CUBE and GROUPING SETS. */
export function groupBy(conversion: Conversion, nodes: readonly Node[]): (Key | GroupingElement)[] {
  const flat = nodes.flatMap(rowItems)
  const items = flat.map((node) => ('GroupingSet' in node ? groupingElement(conversion, node) : key(conversion, node)))
  return conversion.locatedItems(items, flat.map(locationOf))
}

/** Whether GROUP BY makes several groupings: only then does GROUP BY DISTINCT mean something. */
export function hasGroupingSets(nodes: readonly Node[]): boolean {
  return nodes.some((node) => 'GroupingSet' in node)
}

function key(conversion: Conversion, node: Node): Key {
  return shortColumn(node) ?? conversion.expression(node)
}

/** `(a, b)` without ROW stands for its parts. */
function rowItems(node: Node): readonly Node[] {
  const implicit = 'RowExpr' in node && node.RowExpr.row_format === 'COERCE_IMPLICIT_CAST'
  return implicit ? (node.RowExpr.args ?? []).flatMap(rowItems) : [node]
}

function groupingElement(conversion: Conversion, node: Extract<Node, { GroupingSet: unknown }>): GroupingElement {
  const { kind, content = [], location } = node.GroupingSet
  const keys = (item: Node) => {
    const parts = rowItems(item)
    return conversion.locatedItems(
      parts.map((part) => key(conversion, part)),
      parts.map(locationOf),
    )
  }
  switch (kind) {
    case 'GROUPING_SET_ROLLUP':
      return conversion.located({ rollup: content.map(keys) }, location)
    case 'GROUPING_SET_CUBE':
      return conversion.located({ cube: content.map(keys) }, location)
    case 'GROUPING_SET_EMPTY':
      return conversion.located({ grouping_sets: [[]] }, location)
    default:
      return conversion.located({ grouping_sets: content.map((item) => groupingSet(conversion, item, keys)) }, location)
  }
}

function groupingSet(conversion: Conversion, node: Node, keys: (item: Node) => readonly Key[]) {
  if (!('GroupingSet' in node)) return keys(node)
  return node.GroupingSet.kind === 'GROUPING_SET_EMPTY' ? [] : groupingElement(conversion, node)
}

/** HAVING: conditions on aliases of `aggregations` where each is that, else one expression. */
export function havingClause(
  conversion: Conversion,
  having: Node,
  aggregations: readonly Aggregation[],
  columns: readonly string[],
): readonly Condition[] | ExpressionNode {
  const conditions = conjuncts(having).map((node) => aliasCondition(conversion, node, aggregations, columns))
  const complete = conditions.filter((condition) => condition !== undefined)
  return complete.length === conditions.length ? complete : conversion.expression(having)
}

function aliasCondition(
  conversion: Conversion,
  node: Node,
  aggregations: readonly Aggregation[],
  columns: readonly string[],
): Condition | undefined {
  const found = comparison(conversion, node)
  if (found === undefined || !('FuncCall' in found.left)) return undefined
  const call = simpleAggregate(found.left.FuncCall)
  const alias = aggregations.find((item) => call !== undefined && sameAggregate(item, call))?.alias
  if (alias === undefined || alias.includes('.') || columns.includes(alias)) return undefined
  if (aggregations.filter((item) => item.alias === alias).length > 1) return undefined
  return shortCondition(conversion, alias, found)
}

function sameAggregate(a: Aggregation, b: Aggregation): boolean {
  return a.function === b.function && a.column === b.column && a.distinct === b.distinct
}
