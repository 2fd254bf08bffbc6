import type { Alias, JoinExpr, Node, RangeFunction, RangeSubselect, RangeVar } from 'libpg-query'
import type { JoinKind, JoinTree, SourceItem } from '../query-request.ts'
import { identifiers, isShortName, locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'
import { tableFunction } from './functions.ts'

/** The items of FROM, comma-separated; a table without an alias is a string. */
export function sourceItems(conversion: Conversion, nodes: readonly Node[]): (string | SourceItem)[] {
  const items = nodes.map((node) => sourceItem(conversion, node))
  return conversion.locatedItems(items, nodes.map(locationOf))
}

/** One item of FROM: a table, a subquery, a function, or a tree of joins. */
export function sourceItem(conversion: Conversion, node: Node): string | SourceItem {
  if ('RangeVar' in node) return tableSource(conversion, node.RangeVar)
  if ('JoinExpr' in node) return joinSource(conversion, node.JoinExpr)
  if ('RangeSubselect' in node) return subquerySource(conversion, node.RangeSubselect)
  if ('RangeFunction' in node) return functionSource(conversion, node.RangeFunction)
  if ('RangeTableSample' in node) {
    return conversion.refuse('TABLESAMPLE is not supported; filter by a hash of the key.', locationOf(node))
  }
  return conversion.refuse('XMLTABLE and JSON_TABLE are not supported.', locationOf(node))
}

/** A table by name: a string without an alias, else a SourceItem. */
export function tableSource(conversion: Conversion, table: RangeVar): string | SourceItem {
  if (!table.inh) conversion.refuse('ONLY is not supported; name the tables that are meant.', table.location)
  const parts = [table.catalogname, table.schemaname, table.relname].filter((part) => part !== undefined)
  const source = parts.every(isShortName) ? parts.join('.') : parts
  if (table.alias === undefined && typeof source === 'string') return source
  return conversion.located({ source, ...aliasOf(table.alias) }, table.location)
}

function subquerySource(conversion: Conversion, range: RangeSubselect): SourceItem {
  if (range.subquery === undefined || !('SelectStmt' in range.subquery)) {
    return conversion.refuse('A subquery in FROM must be a SELECT.')
  }
  const inner = range.lateral ? conversion.inner() : conversion
  return {
    query: inner.query(range.subquery.SelectStmt),
    ...(range.lateral ? { lateral: true } : {}),
    ...aliasOf(range.alias),
  }
}

function functionSource(conversion: Conversion, range: RangeFunction): SourceItem {
  const [first, ...others] = range.functions ?? []
  const [call, definitions] = first !== undefined && 'List' in first ? (first.List.items ?? []) : []
  if (call === undefined || others.length > 0) {
    return conversion.refuse(
      'ROWS FROM with several functions is not supported; join them by WITH ORDINALITY.',
      locationOf(call),
    )
  }
  const defined = definitions !== undefined && 'List' in definitions
  if (range.coldeflist !== undefined || defined) {
    return conversion.refuse('Column definitions after a function are not supported.', locationOf(call))
  }
  return conversion.located(
    {
      ...tableFunction(conversion, call),
      ...(range.lateral ? { lateral: true } : {}),
      ...(range.ordinality ? { with_ordinality: true } : {}),
      ...aliasOf(range.alias),
    },
    locationOf(call),
  )
}

function joinSource(conversion: Conversion, join: JoinExpr): SourceItem {
  return { join: joinTree(conversion, join), ...aliasOf(join.alias) }
}

function joinTree(conversion: Conversion, join: JoinExpr): JoinTree {
  if (join.larg === undefined || join.rarg === undefined) return conversion.refuse('This join is not supported.')
  const tree = {
    type: joinKind(conversion, join),
    left: sourceItem(conversion, join.larg),
    right: sourceItem(conversion, join.rarg),
    ...(join.quals === undefined ? {} : { on: conversion.expression(join.quals) }),
    ...(join.usingClause === undefined ? {} : { using: identifiers(join.usingClause) }),
    ...(join.isNatural ? { natural: true as const } : {}),
    ...(join.join_using_alias?.aliasname === undefined ? {} : { using_alias: join.join_using_alias.aliasname }),
  }
  const place = locationOf(join.quals) ?? locationOf(join.rarg)
  return conversion.locatedKeys(conversion.located(tree, place), {
    left: locationOf(join.larg),
    right: locationOf(join.rarg),
  })
}

/** The kind of a join; PostgreSQL keeps CROSS JOIN as an inner join without a condition. */
export function joinKind(conversion: Conversion, join: JoinExpr): JoinKind {
  switch (join.jointype) {
    case 'JOIN_INNER':
      return join.quals === undefined && join.usingClause === undefined && !join.isNatural ? 'cross' : 'inner'
    case 'JOIN_LEFT':
      return 'left'
    case 'JOIN_RIGHT':
      return 'right'
    case 'JOIN_FULL':
      return 'full'
    default:
      return conversion.refuse('This kind of join is not supported.', locationOf(join.rarg))
  }
}

function aliasOf(alias: Alias | undefined): { alias?: string; column_aliases?: readonly string[] } {
  if (alias?.aliasname === undefined) return {}
  const columns = identifiers(alias.colnames)
  return { alias: alias.aliasname, ...(columns.length === 0 ? {} : { column_aliases: columns }) }
}
