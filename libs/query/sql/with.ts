import type { CommonTableExpr, CTECycleClause, CTESearchClause, Node, WithClause } from 'libpg-query'
import type { CommonTable, CycleClause, ExpressionNode, SearchClause } from '../query-request.ts'
import { identifiers, locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'

/** WITH. `recursive` is set only on the tables that read themselves: for the others RECURSIVE says nothing. */
export function commonTables(conversion: Conversion, clause: WithClause): CommonTable[] {
  const tables = (clause.ctes ?? []).map((node) => {
    if ('CommonTableExpr' in node) return node.CommonTableExpr
    return conversion.refuse('This WITH clause is not supported.', locationOf(node))
  })
  return tables.map((table, index) => {
    const earlier = tables.slice(0, index).map((other) => other.ctename)
    if (earlier.includes(table.ctename)) {
      conversion.reject(`WITH query name "${table.ctename}" specified more than once`, '42712', table.location)
    }
    const later = clause.recursive ? tables.slice(index + 1) : []
    for (const { ctename } of later) refuseForwardReference(conversion, table, ctename)
    return commonTable(conversion, table, Boolean(clause.recursive) && readsTable(table.ctequery, table.ctename))
  })
}

function commonTable(conversion: Conversion, table: CommonTableExpr, readsItself: boolean): CommonTable {
  const { ctename = '', aliascolnames, ctematerialized, ctequery, location } = table
  if (ctequery === undefined || !('SelectStmt' in ctequery)) {
    return conversion.refuse(`WITH "${ctename}" must be a SELECT: queries cannot change data.`, location)
  }
  return conversion.located(
    {
      name: ctename,
      ...(aliascolnames === undefined ? {} : { columns: identifiers(aliascolnames) }),
      ...(readsItself ? { recursive: true } : {}),
      ...(ctematerialized === 'CTEMaterializeAlways' ? { materialized: true } : {}),
      ...(ctematerialized === 'CTEMaterializeNever' ? { materialized: false } : {}),
      query: conversion.query(ctequery.SelectStmt),
      ...(table.search_clause === undefined ? {} : { search: searchClause(table.search_clause) }),
      ...(table.cycle_clause === undefined ? {} : { cycle: cycleClause(conversion, table.cycle_clause) }),
    },
    location,
  )
}

function searchClause(clause: CTESearchClause): SearchClause {
  const { search_breadth_first: isBreadth, search_col_list: columns, search_seq_column: set = '' } = clause
  return { first: isBreadth ? 'breadth' : 'depth', by: identifiers(columns), set }
}

/** A mark of true and false is the one of a clause that names none. */
function cycleClause(conversion: Conversion, clause: CTECycleClause): CycleClause {
  const { cycle_col_list: columns, cycle_mark_column: set = '', cycle_path_column: using = '' } = clause
  const [to, unset] = [clause.cycle_mark_value, clause.cycle_mark_default].map((node) =>
    node === undefined ? undefined : conversion.expression(node),
  )
  const isPlain = isConstant(to, true) && isConstant(unset, false)
  const named = isPlain || to === undefined || unset === undefined ? {} : { to, default: unset }
  return { columns: identifiers(columns), set, ...named, using }
}

function isConstant(node: ExpressionNode | undefined, value: boolean): boolean {
  return node !== undefined && 'value' in node && node.value === value
}

function refuseForwardReference(conversion: Conversion, table: CommonTableExpr, later: string | undefined): void {
  if (!readsTable(table.ctequery, later)) return
  conversion.refuse(
    `WITH "${table.ctename}" reads "${later}" before it is defined; put "${later}" first.`,
    table.location,
  )
}

/** Whether the name stands in a FROM anywhere below; a nested WITH that hides it is counted too. */
function readsTable(query: Node | undefined, name: string | undefined): boolean {
  const waiting: unknown[] = [query]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    if ('relname' in value && value.relname === name && !('schemaname' in value)) return true
    waiting.push(...Object.values(value))
  }
  return false
}
