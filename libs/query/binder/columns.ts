import { didYouMean, type ValidationError } from '#core'
import type { Expression } from '#plan'
import type { ColumnNode } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { Noted } from './faults.ts'
import { hasUnknownColumns } from './poison.ts'
import type { Relation, Scope, ScopeColumn } from './scope.ts'

/**
 * What a column name means: the nearest query's column of that name.
 * @throws ValidationError UNKNOWN_COLUMN 42703, AMBIGUOUS_NAME 42702, UNKNOWN_TABLE 42P01, UNSUPPORTED 0A000 for a table
 */
export function resolveColumn(binding: Binding, scope: Scope, node: ColumnNode): Expression {
  for (let level: Scope | null = scope; level !== null; level = level.parent) {
    const found = node.table === undefined ? level.visible : findRelation(binding, level, node.table, node)?.columns
    if (found === undefined) continue
    const column = onlyColumn(binding, found, node)
    if (column !== undefined) return binding.derived({ ...columnValue(binding, column, node) }, node)
    if (hasUnknownColumns(found)) throw new Noted()
    if (node.table !== undefined) throw unknownColumn(binding, node, found)
  }
  if (node.table !== undefined) throw unknownTable(binding, scope, node.table, node)
  const relation = relationNamed(binding, scope, node)
  const value = relation?.isOneValue === true ? relation.columns[0] : undefined
  if (value !== undefined) return binding.derived({ ...value.expression }, node)
  if (relation !== undefined) throw wholeRow(binding, node)
  throw unknownColumn(
    binding,
    node,
    levels(scope).flatMap((level) => level.visible),
  )
}

/** The value of a column. @throws ValidationError UNSUPPORTED for a row */
export function columnValue(binding: Binding, { name, expression, usable }: ScopeColumn, place: object): Expression {
  if (usable === undefined) return expression
  const message = `"${name}", which SEARCH or CYCLE makes, is no value here: sort by it where the table is used, and select the other columns by name.`
  throw binding.error('UNSUPPORTED', message, '0A000', place)
}

/** The row that a column name means in this query; undefined where it means anything else. */
export function rowColumn(scope: Scope, { column, table }: ColumnNode): Expression | undefined {
  const columns =
    table === undefined
      ? scope.visible
      : scope.relations.flatMap((relation) => (relation.names.includes(table) ? relation.columns : []))
  const [only, ...more] = columns.filter(({ name }) => name === column)
  return more.length === 0 && only?.usable === 'as key' ? only.expression : undefined
}

/** The nearest table whose rows the name stands for; a function in FROM that gives one value stands for the value. */
function relationNamed(binding: Binding, scope: Scope, node: ColumnNode): Relation | undefined {
  for (const level of levels(scope)) {
    const relation = findRelation(binding, level, node.column, node)
    if (relation !== undefined) return relation
  }
  return undefined
}

function wholeRow(binding: Binding, node: ColumnNode): ValidationError {
  const message = `"${node.column}" is a table, and its rows are no values here; name columns, or count(*).`
  return binding.error('UNSUPPORTED', message, '0A000', node)
}

/** The columns of `table.*`, or of `*`. */
export function starColumns(
  binding: Binding,
  scope: Scope,
  table: string | undefined,
  node: object,
): readonly ScopeColumn[] {
  const columns = table === undefined ? scope.visible : findRelation(binding, scope, table, node)?.columns
  if (columns === undefined) throw unknownTable(binding, scope, table ?? '*', node)
  return columns.filter(({ usable }) => usable !== 'in no way')
}

function findRelation(binding: Binding, scope: Scope, table: string, node: object): Relation | undefined {
  const [relation, ...more] = scope.relations.filter(({ names }) => names.includes(table))
  if (more.length === 0) return relation
  throw binding.error(
    'AMBIGUOUS_NAME',
    `The table reference "${table}" is ambiguous; give each of the tables an alias.`,
    '42P09',
    node,
  )
}

function onlyColumn(binding: Binding, columns: readonly ScopeColumn[], node: ColumnNode): ScopeColumn | undefined {
  const [column, ...more] = columns.filter(({ name }) => name === node.column)
  if (more.length === 0) return column
  throw binding.error(
    'AMBIGUOUS_NAME',
    `The column "${node.column}" is ambiguous: more than one table of FROM has it; write table.${node.column}.`,
    '42702',
    node,
  )
}

function unknownColumn(binding: Binding, node: ColumnNode, known: readonly ScopeColumn[]): ValidationError {
  const written = node.table === undefined ? `"${node.column}"` : `"${node.table}.${node.column}"`
  const hint = didYouMean(node.column, new Set(known.map(({ name }) => name)))
  return binding.error('UNKNOWN_COLUMN', `The column ${written} does not exist.${hint}`, '42703', node)
}

function unknownTable(binding: Binding, scope: Scope, table: string, node: object): ValidationError {
  const names = levels(scope).flatMap((level) => level.relations.flatMap((relation) => relation.names))
  const hint = didYouMean(table, new Set(names))
  return binding.error('UNKNOWN_TABLE', `FROM has no table or alias "${table}".${hint}`, '42P01', node)
}

function levels(scope: Scope): readonly Scope[] {
  return scope.parent === null ? [scope] : [scope, ...levels(scope.parent)]
}
