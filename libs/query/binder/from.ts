import { BOOLEAN } from '#arrow'
import { didYouMean } from '#core'
import type { ColumnId, Expression, OutputColumn, PlanNode, SortKey } from '#plan'
import type { JoinTree, QueryRequest, SourceItem } from '../query-request.ts'
import { asBoolean } from './coerce.ts'
import { expressionEnv } from './expression.ts'
import { functionRows } from './from-functions.ts'
import { type FromItem, joinItems, type Sides } from './joins.ts'
import { unknownItem } from './poison.ts'
import { type Cte, type Relation, referenceTo, type Scope, type ScopeColumn } from './scope.ts'
import type { Surroundings } from './surroundings.ts'
import { functionName } from './table-calls.ts'
import { isCte, tableNameOf } from './table-names.ts'
import { joinedByColumns } from './using.ts'

/** FROM: its items joined one after the other, commas as cross joins; one empty row when there is none. */
export function bindFrom(around: Surroundings, request: QueryRequest): FromItem {
  const product = (left: FromItem | null, right: FromItem): FromItem =>
    left === null ? right : joinItems(around, 'cross', left, right, request, () => null)
  const { sources = [] } = request
  const joined =
    request.joins === undefined
      ? sources.reduce<FromItem | null>(
          (left, item, index) => product(left, bindItem({ ...around, beside: left }, item, sources, index)),
          null,
        )
      : shortJoins({ ...around, beside: null }, request).reduce<FromItem | null>(product, null)
  return joined ?? { plan: { kind: 'values', columns: [], rows: [[]] }, relations: [], visible: [] }
}

const NOTHING: Expression = { kind: 'literal', value: null, type: BOOLEAN }

/** The place of an item of FROM: what LATERAL and functions there see beside the names around the query. */
interface ItemPlace extends Surroundings {
  readonly beside: Names | null
}

type Names = Pick<FromItem, 'relations' | 'visible'>

/** The names that a lateral item sees. */
function lateralScope({ beside, outer, ctes }: ItemPlace): Scope | null {
  return beside === null ? outer : { relations: beside.relations, visible: beside.visible, parent: outer, ctes }
}

/** `joins`: each adds its right table to the tree that holds its left one. */
function shortJoins(around: ItemPlace, request: QueryRequest): readonly FromItem[] {
  const { sources = [], joins = [] } = request
  const named = (name: string) => sources.findIndex((item) => sourceNames(item).includes(name))
  const added = new Set(joins.map((join) => named(join.right_table)))
  const trees = sources.flatMap((item, index) => (added.has(index) ? [] : [bindItem(around, item, sources, index)]))
  for (const join of joins) {
    const { left_table: leftTable, right_table: rightTable } = join
    const treeIndex = trees.findIndex((tree) => tree.relations.some(({ names }) => names.includes(leftTable)))
    const tree = trees[treeIndex]
    if (tree === undefined) throw notJoinedYet(around, leftTable, sources, join)
    const index = named(rightTable)
    const right = bindItem(
      around,
      sources[index] ?? rightTable,
      index === -1 ? join : sources,
      index === -1 ? undefined : index,
    )
    trees[treeIndex] = joinItems(around, join.type ?? 'inner', tree, right, join, (scope) => {
      const env = expressionEnv(around.binding, scope, 'JOIN conditions')
      const column = (table: string, key: 'left_column' | 'right_column') =>
        around.binding.derived({ table, column: join[key] }, join, key)
      const args = [column(leftTable, 'left_column'), column(rightTable, 'right_column')]
      const operand = env.operand(around.binding.derived({ op: '=', args }, join))
      return asBoolean(around.binding, operand, 'JOIN', join)
    })
  }
  return trees
}

function notJoinedYet(
  around: Surroundings,
  table: string,
  sources: readonly (string | SourceItem)[],
  join: object,
): Error {
  const names = sources.flatMap(sourceNames)
  const message = names.includes(table)
    ? `The left table "${table}" of this join is added by a later join; put that one first.`
    : `The left table "${table}" of this join is not in sources.${didYouMean(table, names)}`
  return around.binding.error('UNKNOWN_TABLE', message, '42P01', join)
}

/** The names an item's columns may be qualified with: its alias, else `table`, `schema.table`, ... */
function sourceNames(item: string | SourceItem): readonly string[] {
  if (typeof item !== 'string' && item.alias !== undefined) return [item.alias]
  const parts = tableNameOf(item)?.parts ?? []
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'))
}

function bindItem(around: ItemPlace, item: string | SourceItem, place: object, index?: number | string): FromItem {
  return around.binding.faults.attempt(
    () => bindKind(around, item, place, index),
    () => unknownItem(sourceNames(item)),
  )
}

function bindKind(
  around: ItemPlace,
  item: string | SourceItem,
  place: object,
  index: number | string | undefined,
): FromItem {
  const node = around.binding.derived(typeof item === 'string' ? { source: item } : item, place, index)
  if (node.fn !== undefined) {
    const { plan, columns } = functionRows(around, node, node.fn, lateralScope(around))
    const names = [node.alias ?? functionName(node.fn)]
    return valuesOf(relationOf(around, plan, columns, [], node, names))
  }
  if (node.query !== undefined) return subquery(around, node, node.query)
  if (node.join !== undefined) return renamed(around, bindJoin(around, node.join), node)
  return table(around, node, typeof item === 'string' ? item : node)
}

function table(around: Surroundings, node: SourceItem, item: string | SourceItem): FromItem {
  const name = tableNameOf(item)
  if (name === undefined) {
    throw around.binding.error('VALIDATION_ERROR', 'An item of FROM needs a table, a query or a join.', '42601', node)
  }
  const cte = isCte(name, around.ctes) ? around.ctes.get(name.parts[0] ?? '') : undefined
  if (cte !== undefined) {
    cte.use()
    const columns = cte.columns.map(({ name: column, type, nullable }) =>
      around.binding.newColumn(column, type, nullable),
    )
    const plan: PlanNode = { kind: 'cte_reference', name: cte.name, columns }
    around.binding.orders.set(plan, keysOf(cte, columns))
    return relationOf(around, plan, columns, [], node, sourceNames(item), cte)
  }
  const description = around.binding.table({ name, node, item: undefined })
  const columns = description.columns.map((column) => {
    return { ...column, id: around.binding.newColumn(column.name, column.type, column.nullable).id }
  })
  const primaryKey = description.primaryKey.flatMap((key) => columns.find((column) => column.name === key)?.id ?? [])
  const { ref: table, estimatedRows, statistics } = description
  const plan: PlanNode = {
    kind: 'scan',
    table,
    columns,
    primaryKey: description.primaryKey,
    estimatedRows,
    ...(statistics === undefined ? {} : { statistics }),
  }
  const isWhole = primaryKey.length === description.primaryKey.length
  return relationOf(around, plan, columns, isWhole ? primaryKey : [], node, sourceNames(item))
}

/** What the rows of a WITH table are sorted by, as columns of one reference to it. */
function keysOf({ order }: Cte, columns: readonly OutputColumn[]): readonly SortKey[] {
  return order.flatMap(({ index, descending, nullsFirst }) => {
    const column = columns[index]
    return column === undefined ? [] : [{ expression: referenceTo(column), descending, nullsFirst }]
  })
}

function subquery(around: ItemPlace, node: SourceItem, query: QueryRequest): FromItem {
  const bound = around.binding.query(query, node.lateral ? lateralScope(around) : around.outer, around.ctes)
  const columns = bound.columns.map(({ column }) => column)
  return relationOf(around, bound.plan, columns, [], node, node.alias === undefined ? [] : [node.alias])
}

function relationOf(
  around: Surroundings,
  plan: PlanNode,
  columns: readonly OutputColumn[],
  primaryKey: readonly ColumnId[],
  node: SourceItem,
  names: readonly string[],
  { rows, taken = [] }: Pick<Cte, 'rows' | 'taken'> = { rows: new Set() },
): FromItem {
  const named = columns.map((column): ScopeColumn => {
    const own = { name: column.name, expression: referenceTo(column) }
    return rows.has(column.name) ? { ...own, usable: 'as key' } : own
  })
  const visible = [...named, ...taken.map((name): ScopeColumn => ({ name, expression: NOTHING, usable: 'in no way' }))]
  const relation: Relation = { names, columns: withAliases(around, visible, node), primaryKey }
  return { plan, relations: [relation], visible: relation.columns }
}

/** A relation of one column, whose name means that column too. */
function valuesOf(item: FromItem): FromItem {
  if (item.visible.length !== 1) return item
  return { ...item, relations: item.relations.map((relation) => ({ ...relation, isOneValue: true })) }
}

/** `(a JOIN b ...) AS alias` hides the names below. */
function renamed(around: Surroundings, item: FromItem, node: SourceItem): FromItem {
  if (node.alias === undefined) return item
  const columns = withAliases(around, item.visible, node)
  return { plan: item.plan, relations: [{ names: [node.alias], columns, primaryKey: [] }], visible: columns }
}

function withAliases(around: Surroundings, columns: readonly ScopeColumn[], node: SourceItem): readonly ScopeColumn[] {
  const aliases = node.column_aliases ?? []
  if (aliases.length > columns.length) {
    const message = `"${node.alias ?? ''}" has ${columns.length} columns, but ${aliases.length} column aliases were given.`
    throw around.binding.error('VALIDATION_ERROR', message, '42P10', node)
  }
  return columns.map((column, index) => ({ ...column, name: aliases[index] ?? column.name }))
}

function bindJoin(around: ItemPlace, join: JoinTree): FromItem {
  const left = bindItem(around, join.left, join, 'left')
  const right = bindItem({ ...around, beside: namesOf(around.beside, left) }, join.right, join, 'right')
  if (join.using !== undefined || join.natural) {
    return joinedByColumns(around, join, left, right, join.using ?? commonNames({ left, right }))
  }
  return joinItems(around, join.type, left, right, join, (scope) => onCondition(around, join, scope))
}

function namesOf(first: Names | null, second: FromItem): Names {
  if (first === null) return second
  const relations = [...first.relations, ...second.relations]
  return { relations, visible: [...first.visible, ...second.visible] }
}

function onCondition(around: Surroundings, join: JoinTree, scope: Scope): Expression | null {
  if (join.type === 'cross') return null
  if (join.on === undefined) {
    const message = `A ${join.type} join needs a condition: "on", "using" or "natural".`
    throw around.binding.error('VALIDATION_ERROR', message, '42601', join)
  }
  const env = expressionEnv(around.binding, scope, 'JOIN conditions')
  return asBoolean(around.binding, env.operand(join.on), 'JOIN/ON', join.on)
}

function commonNames({ left, right }: Sides): readonly string[] {
  return left.visible.map(({ name }) => name).filter((name) => right.visible.some((column) => column.name === name))
}
