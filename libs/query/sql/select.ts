import type { Node, SelectStmt } from 'libpg-query'
import type { ExpressionNode, QueryRequest } from '../query-request.ts'
import { locationOf, shortColumn } from './ast.ts'
import { chainOfJoins } from './column-joins.ts'
import { plainScalar } from './constants.ts'
import type { Conversion } from './conversion.ts'
import { sourceItems } from './from.ts'
import { groupBy, hasGroupingSets, havingClause } from './grouping.ts'
import { orderItems } from './order-by.ts'
import { selectList } from './select-list.ts'
import { isSetOperation, setOperations } from './set-operations.ts'
import { whereClause } from './where.ts'
import { namedWindows } from './windows.ts'
import { commonTables } from './with.ts'

/** A SELECT, VALUES, TABLE or set operation with everything around it. */
export function selectStatement(conversion: Conversion, statement: SelectStmt): QueryRequest {
  if (statement.intoClause !== undefined) {
    conversion.refuse('SELECT INTO is not supported: queries cannot change data.', statement.intoClause.rel?.location)
  }
  if (statement.lockingClause !== undefined) {
    conversion.refuse('FOR UPDATE and FOR SHARE are not supported: queries cannot lock rows.')
  }
  const request = {
    ...(statement.withClause === undefined ? {} : { with: commonTables(conversion, statement.withClause) }),
    ...(isSetOperation(statement) ? combined(conversion, statement) : body(conversion, statement)),
    ...(statement.sortClause === undefined ? {} : { order_by: orderItems(conversion, statement.sortClause) }),
    ...rowCount(conversion, 'limit', statement.limitCount),
    ...rowCount(conversion, 'offset', statement.limitOffset),
    ...(statement.limitOption === 'LIMIT_OPTION_WITH_TIES' ? { with_ties: true } : {}),
  }
  const { limitCount, limitOffset } = statement
  return conversion.locatedKeys(request, { limit: locationOf(limitCount), offset: locationOf(limitOffset) })
}

function combined(conversion: Conversion, statement: SelectStmt): QueryRequest {
  const { first, set_operations } = setOperations(conversion, statement)
  return { ...('op' in first || 'targetList' in first ? body(conversion, first) : first), set_operations }
}

function body(conversion: Conversion, statement: SelectStmt): QueryRequest {
  if (statement.valuesLists !== undefined)
    return { values: statement.valuesLists.map((row) => values(conversion, row)) }
  const from = statement.fromClause ?? []
  if (statement.targetList === undefined) {
    return conversion.refuse('A SELECT without columns is not supported; name at least one.', from.map(locationOf)[0])
  }
  const list = selectList(conversion, statement.targetList)
  return {
    ...fromClause(conversion, from),
    ...list,
    ...(statement.distinctClause === undefined ? {} : { distinct: distinct(conversion, statement.distinctClause) }),
    ...(statement.whereClause === undefined ? {} : whereClause(conversion, statement.whereClause, from)),
    ...groupingClauses(conversion, statement, list),
    ...(statement.windowClause === undefined ? {} : { windows: namedWindows(conversion, statement.windowClause) }),
  }
}

function fromClause(conversion: Conversion, from: readonly Node[]): Pick<QueryRequest, 'sources' | 'joins'> {
  if (from.length === 0) return {}
  return chainOfJoins(conversion, from) ?? { sources: sourceItems(conversion, from) }
}

function values(conversion: Conversion, row: Node): readonly ExpressionNode[] {
  const items = 'List' in row ? (row.List.items ?? []) : []
  return items.map((item) => conversion.expression(item))
}

/** DISTINCT is kept by the parser as a list of one empty node. */
function distinct(conversion: Conversion, nodes: readonly Node[]): true | readonly ExpressionNode[] {
  const expressions = nodes.filter((node) => Object.keys(node).length > 0)
  return expressions.length === 0 ? true : expressions.map((node) => conversion.expression(node))
}

function groupingClauses(
  conversion: Conversion,
  statement: SelectStmt,
  list: Pick<QueryRequest, 'aggregations'>,
): Pick<QueryRequest, 'group_by' | 'group_by_distinct' | 'having' | 'qualify'> {
  const { groupClause = [], groupDistinct, havingClause: having, targetList = [] } = statement
  const columns = [...groupClause, ...targetList].flatMap(columnNames)
  return {
    ...(groupClause.length === 0 ? {} : { group_by: groupBy(conversion, groupClause) }),
    ...(groupDistinct && hasGroupingSets(groupClause) ? { group_by_distinct: true } : {}),
    ...(having === undefined ? {} : conditionOfGroups(conversion, having, list, columns)),
  }
}

function conditionOfGroups(
  conversion: Conversion,
  condition: Node,
  { aggregations = [] }: Pick<QueryRequest, 'aggregations'>,
  columns: readonly string[],
): Pick<QueryRequest, 'having' | 'qualify'> {
  if (conversion.isQualify(condition)) return { qualify: conversion.expression(condition) }
  return { having: havingClause(conversion, condition, aggregations, columns) }
}

/** The names of the plain columns that a query shows or groups by, and of their aliases: no condition may take them for an aggregate. */
function columnNames(node: Node): string[] {
  const value = 'ResTarget' in node ? node.ResTarget.val : node
  const name = shortColumn(value)?.split('.').at(-1)
  if (name === undefined) return []
  const alias = 'ResTarget' in node ? node.ResTarget.name : undefined
  return alias === undefined ? [name] : [name, alias]
}

/** LIMIT or OFFSET; LIMIT ALL, and NULL in either, mean no bound. */
function rowCount(
  conversion: Conversion,
  clause: 'limit' | 'offset',
  node: Node | undefined,
): { limit?: number | ExpressionNode; offset?: number | ExpressionNode } {
  if (node === undefined || ('A_Const' in node && node.A_Const.isnull)) return {}
  const count = plainScalar(node)
  if (typeof count === 'number' && count < 0) {
    const sqlState = clause === 'limit' ? '2201W' : '2201X'
    return conversion.reject(`${clause.toUpperCase()} must not be negative`, sqlState, locationOf(node))
  }
  return { [clause]: typeof count === 'number' ? count : conversion.expression(node) }
}
