import type { JoinExpr, Node, RangeVar } from 'libpg-query'
import type { ColumnJoin, SourceItem } from '../query-request.ts'
import { columnReference, isShortName, locationOf } from './ast.ts'
import type { Conversion } from './conversion.ts'
import { joinKind, tableSource } from './from.ts'

/** A chain of joins in the short form. */
export interface ChainOfJoins {
  readonly sources: readonly (string | SourceItem)[]
  readonly joins: readonly ColumnJoin[]
}

/**
 * The short form of `a JOIN b ON a.x = b.y JOIN c ON ...`: plain tables, nothing in brackets, each ON one equality
 * between the new table and an earlier one, both by name. Undefined when the joins are anything else.
 */
export function chainOfJoins(conversion: Conversion, from: readonly Node[]): ChainOfJoins | undefined {
  const [only] = from
  if (from.length !== 1 || only === undefined || !('JoinExpr' in only)) return undefined
  const steps = leftDeepSteps(only)
  if (steps === undefined) return undefined
  const tables = [steps.first, ...steps.joins.map((step) => step.table)]
  const names = tables.map(rangeName)
  if (new Set(names).size !== names.length || !names.every(isShortName)) return undefined
  const joins: ColumnJoin[] = []
  for (const [index, { join }] of steps.joins.entries()) {
    const columns = joinColumns(join, names.slice(0, index + 1), names[index + 1])
    if (columns === undefined) return undefined
    const node = { type: joinKind(conversion, join), ...columns.names }
    joins.push(conversion.locatedKeys(conversion.located(node, locationOf(join.quals)), columns.places))
  }
  const sources = tables.map((table) => tableSource(conversion, table))
  return {
    sources: conversion.locatedItems(
      sources,
      tables.map((table) => table.location),
    ),
    joins,
  }
}

/** The name that columns of a table are qualified with. */
export function rangeName(table: RangeVar): string {
  return table.alias?.aliasname ?? table.relname ?? ''
}

interface Steps {
  readonly first: RangeVar
  readonly joins: { readonly join: JoinExpr; readonly table: RangeVar }[]
}

function leftDeepSteps(node: Node | undefined): Steps | undefined {
  if (node === undefined) return undefined
  if ('RangeVar' in node) return { first: node.RangeVar, joins: [] }
  if (!('JoinExpr' in node)) return undefined
  const join = node.JoinExpr
  if (join.alias !== undefined || join.rarg === undefined || !('RangeVar' in join.rarg)) return undefined
  const left = leftDeepSteps(join.larg)
  if (left === undefined) return undefined
  left.joins.push({ join, table: join.rarg.RangeVar })
  return left
}

interface JoinColumns {
  readonly names: Omit<ColumnJoin, 'type'>
  readonly places: Readonly<Record<'left_column' | 'right_column', number | undefined>>
}

function joinColumns(join: JoinExpr, earlier: readonly string[], added: string | undefined): JoinColumns | undefined {
  if (join.quals === undefined || !('A_Expr' in join.quals) || join.quals.A_Expr.kind !== 'AEXPR_OP') return undefined
  const { name, lexpr, rexpr } = join.quals.A_Expr
  const [operator, ...more] = name ?? []
  if (operator === undefined || more.length > 0 || !('String' in operator) || operator.String.sval !== '=')
    return undefined
  const sides = [columnReference(lexpr), columnReference(rexpr)]
  const right = sides.find((side) => side?.qualifiers.length === 1 && side.qualifiers[0] === added)
  const left = sides.find((side) => side !== right)
  const [leftTable, ...schema] = left?.qualifiers ?? []
  if (left === undefined || right === undefined || leftTable === undefined || added === undefined) return undefined
  if (schema.length > 0 || !earlier.includes(leftTable) || ![left.name, right.name].every(isShortName)) return undefined
  const [leftPlace, rightPlace] = left === sides[0] ? [lexpr, rexpr] : [rexpr, lexpr]
  return {
    names: { left_table: leftTable, right_table: added, left_column: left.name, right_column: right.name },
    places: { left_column: locationOf(leftPlace), right_column: locationOf(rightPlace) },
  }
}
