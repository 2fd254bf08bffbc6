import { unreachable } from '#core'
import {
  type Aggregate,
  columnsOf,
  type Expression,
  type Filter,
  type Limit,
  outputColumns,
  type PlanNode,
  type Project,
  type RemoteQuery,
  type Scan,
  type Sort,
  type Values,
} from '#plan'
import type { ExpressionRenderer, ScopeEntry } from './dialect.ts'
import { enclose, isPerRow, type PlanContext, renderConjuncts, rendererFor } from './plan-context.ts'
import { Refused } from './refused.ts'
import { computed, isOpen, plainEntry, type Relation, relationOver } from './relation.ts'
import { renderCteReference, renderRecursiveWith, renderSetOperation, renderWith } from './render-combined.ts'
import { groupKey } from './render-expression.ts'
import { renderJoin } from './render-join.ts'
import { renderLateralJoin, renderTableFunction } from './render-lateral.ts'
import { renderWindow } from './render-window.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from './sql.ts'

/** The plan as a SELECT under construction. @throws Refused */
export function renderNode(node: PlanNode, context: PlanContext): Relation {
  if (!isSupported(node, context)) throw new Refused('NODE_NOT_SUPPORTED', nodeName(node))
  switch (node.kind) {
    case 'scan':
      return renderScan(node, context)
    case 'values':
      return renderValues(node, context)
    case 'filter':
      return renderFilter(node, context)
    case 'project':
      return renderProject(node, context)
    case 'join':
      return renderJoin(node, renderNode(node.left, context), renderNode(node.right, context), context)
    case 'lateral_join':
      return renderLateralJoin(node, renderNode(node.left, context), context)
    case 'table_function':
      return renderTableFunction(node, context)
    case 'aggregate':
      return renderAggregate(node, context)
    case 'window':
      return renderWindow(node, context)
    case 'sort':
      return renderSort(node, context)
    case 'limit':
      return renderLimit(node, context)
    case 'set_operation':
      return renderSetOperation(node, context)
    case 'with':
      return renderWith(node, context)
    case 'recursive_with':
      return renderRecursiveWith(node, context)
    case 'cte_reference':
      return renderCteReference(node, context)
    case 'remote_query':
      return renderRemote(node, context)
    default:
      return unreachable(node)
  }
}

function isSupported(node: PlanNode, context: PlanContext): boolean {
  const { dialect } = context
  if (!dialect.supports(node)) return false
  return dialect.supportsPerRow === undefined || dialect.supportsPerRow(node) || !isPerRow(node, context)
}

function renderScan(node: Scan, context: PlanContext): Relation {
  const { dialect } = context
  const alias = context.nextAlias('t')
  const scope = new Map(
    node.columns.map((column) => [
      column.id,
      dialect.scanColumn(column, raw(`${alias}.${dialect.quoteName(column.name)}`)),
    ]),
  )
  const all = relationOver(raw(`${dialect.tableName(node.table)} AS ${alias}`), scope)
  if (context.part === null) return all
  if (dialect.tablePart === undefined) throw new Refused('NODE_NOT_SUPPORTED', 'a part of a table')
  return { ...all, where: [{ sql: dialect.tablePart(alias, context.part), raises: false }] }
}

function renderRemote(node: RemoteQuery, context: PlanContext): Relation {
  const { dialect } = context
  const alias = context.nextAlias('t')
  const scope = new Map(outputColumns(node).map(({ id }) => [id, plainEntry(raw(`${alias}.${dialect.quoteName(id)}`))]))
  return relationOver(raw(`${dialect.quoteName(context.tableOf(node))} AS ${alias}`), scope)
}

function renderValues(node: Values, context: PlanContext): Relation {
  const { dialect } = context
  const render = rendererFor(new Map(), context)
  const ids = node.columns.map((column) => column.id)
  const [only] = node.rows
  if (only !== undefined && node.rows.length === 1) {
    const entries = only.map((value, index): [string, ScopeEntry] => [ids[index] ?? '', computed(value, render)])
    return relationOver(null, new Map(entries))
  }
  const alias = context.nextAlias('t')
  const scope = new Map(ids.map((id) => [id, plainEntry(raw(`${alias}.${dialect.quoteName(id)}`))]))
  if (only === undefined) {
    const nulls = node.columns.map(({ type, id }) => {
      const value = dialect.literal({ kind: 'literal', value: null, type })
      return sql`${value} AS ${dialect.quoteName(id)}`
    })
    const list = nulls.length === 0 ? raw('1') : joinSql(nulls, ', ')
    return relationOver(sql`(SELECT ${list} WHERE FALSE) AS ${alias}`, scope)
  }
  const rows = node.rows.map((row) =>
    row.length === 0
      ? raw('(1)')
      : sql`(${joinSql(
          row.map((value) => render.value(value)),
          ', ',
        )})`,
  )
  const names = ids.length === 0 ? '' : `(${ids.map((id) => dialect.quoteName(id)).join(', ')})`
  return relationOver(sql`(VALUES ${joinSql(rows, ', ')}) AS ${alias}${names}`, scope)
}

function renderFilter(node: Filter, context: PlanContext): Relation {
  const below = renderNode(node.input, context)
  const input = isOpen(below) ? below : enclose(below, context)
  const conjuncts = renderConjuncts(node.predicate, rendererFor(input.scope, context))
  return { ...input, where: [...input.where, ...conjuncts] }
}

function renderProject(node: Project, context: PlanContext): Relation {
  const below = renderNode(node.input, context)
  const expressions = node.expressions.map((named) => named.expression)
  const ordered = below.orderBy.length > 0 && below.limit === null
  const input =
    !ordered && (repeats(below, expressions) || losesRow(below, expressions)) ? enclose(below, context) : below
  const render = rendererFor(input.scope, context)
  const entries = node.expressions.map(({ column, expression }): [string, ScopeEntry] => [
    column.id,
    projected(expression, render, context),
  ])
  return { ...input, scope: new Map(entries), outputs: node.expressions.map(({ column }) => column.id) }
}

/**
 * A column of a query around is computed like any expression: it is not NULL where an outer join extends a row, and an
 * aggregate of it would be that query's.
 */
function projected(expression: Expression, render: ExpressionRenderer, { outer }: PlanContext): ScopeEntry {
  const entry = computed(expression, render)
  return expression.kind === 'column' && outer.has(expression.id) ? { ...entry, native: null, simple: false } : entry
}

/** True when an aggregate without GROUP BY would vanish from the SELECT, and its one row with it. */
function losesRow(relation: Relation, expressions: readonly Expression[]): boolean {
  if (relation.stage !== 'grouped' || relation.groupBy.length > 0) return false
  return expressions.every((expression) => columnsOf(expression).size === 0)
}

/** True when the expressions would print a computed column of the relation more than once. */
function repeats(relation: Relation, expressions: readonly Expression[]): boolean {
  const used = new Set<string>()
  for (const expression of expressions) {
    for (const id of columnsOf(expression)) {
      if (relation.scope.get(id)?.simple !== false) continue
      if (used.has(id) || expression.kind !== 'column') return true
      used.add(id)
    }
  }
  return false
}

function renderAggregate(node: Aggregate, context: PlanContext): Relation {
  const below = renderNode(node.input, context)
  const calls = node.aggregates.map((named) => named.call)
  const open = isOpen(below) && !repeats(below, calls) ? below : enclose(below, context)
  const checker = rendererFor(open.scope, context)
  for (const { expression } of node.groups) groupKey(expression, checker)
  const input = withGroupColumns(node, open, context)
  const render = rendererFor(input.scope, context)
  const groups = node.groups.map(({ column, expression }): [string, ScopeEntry] => [
    column.id,
    input.scope.get(column.id) ?? computed(expression, render),
  ])
  const aggregates = node.aggregates.map(({ column, call }): [string, ScopeEntry] => [
    column.id,
    computed(call, render),
  ])
  const scope = new Map([...groups, ...aggregates])
  const keys = rendererFor(new Map(groups), context)
  const groupBy = groupByText(
    node,
    node.groups.map(({ column }) => groupKey({ kind: 'column', ...column }, keys)),
  )
  const having = grandTotalHaving(node, context)
  return { ...input, orderBy: [], groupBy, having, stage: 'grouped', scope, outputs: [...scope.keys()] }
}

/** What keeps the group of all rows, which is there even when no row is. */
function grandTotalHaving(node: Aggregate, context: PlanContext): Sql {
  const { grandTotalHaving: having } = context.dialect
  if (having === undefined || !hasGrandTotal(node)) return NOTHING
  return isPerRow(node, context) ? raw(having) : NOTHING
}

function hasGrandTotal({ groups, groupingSets }: Aggregate): boolean {
  return groupingSets === null ? groups.length === 0 : groupingSets.some((set) => set.length === 0)
}

/** Groups by columns only: computed groups become columns of a derived table first, so that no text must match. */
function withGroupColumns(node: Aggregate, open: Relation, context: PlanContext): Relation {
  const direct = node.groups.every(
    ({ expression }) => expression.kind === 'column' && open.scope.get(expression.id)?.simple === true,
  )
  if (direct && node.groupingSets === null) return open
  const render = rendererFor(open.scope, context)
  const scope = new Map(open.scope)
  for (const { column, expression } of node.groups) scope.set(column.id, computed(expression, render))
  return enclose({ ...open, scope, outputs: [...scope.keys()] }, context)
}

function groupByText(node: Aggregate, keys: readonly Sql[]): Sql {
  if (node.groupingSets !== null) {
    const sets = node.groupingSets.map(
      (set) =>
        sql`(${joinSql(
          set.map((index) => keys[index] ?? raw('NULL')),
          ', ',
        )})`,
    )
    return sql`GROUPING SETS (${joinSql(sets, ', ')})`
  }
  if (keys.length === 0 && node.aggregates.length === 0) return raw('()')
  return joinSql(keys, ', ')
}

function renderSort(node: Sort, context: PlanContext): Relation {
  const below = renderNode(node.input, context)
  const computes = node.keys.some(({ expression }) =>
    [...columnsOf(expression)].some((id) => below.scope.get(id)?.simple === false),
  )
  const input = isOpen(below) && !computes ? below : enclose(below, context)
  const render = rendererFor(input.scope, context)
  return {
    ...input,
    orderBy: node.keys.flatMap((key) =>
      key.expression.kind === 'literal' ? [] : context.dialect.sortKey(key, render),
    ),
  }
}

function renderLimit(node: Limit, context: PlanContext): Relation {
  const input = renderNode(node.input, context)
  const inner = input.limit
  if (inner === null) return { ...input, limit: { limit: node.limit, offset: node.offset } }
  const left = inner.limit === null ? null : Math.max(inner.limit - node.offset, 0)
  const limits = [left, node.limit].filter((limit) => limit !== null)
  return {
    ...input,
    limit: { limit: limits.length === 0 ? null : Math.min(...limits), offset: inner.offset + node.offset },
  }
}

function nodeName(node: PlanNode): string {
  if (node.kind === 'join') return `${node.type} join`
  if (node.kind === 'set_operation') return `${node.operation}${node.all ? ' all' : ''}`
  return node.kind.replace('_', ' ')
}
