import {
  type AggregateCall,
  type Expression,
  isNullable,
  type NamedExpression,
  type PlanNode,
  type SortKey,
  typeOf,
} from '#plan'
import type { QueryRequest } from '../query-request.ts'
import { comparable, joined } from './calls.ts'
import { asBoolean, asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { expressionEnv } from './expression.ts'
import { bindFrom, type Surroundings } from './from.ts'
import { bindGroupKeys, type GroupKeys } from './group-keys.ts'
import { startGrouping } from './grouping.ts'
import { orderKeys } from './order-by.ts'
import { POISON } from './poison.ts'
import { collect } from './rewrite.ts'
import { type ResultColumn, referenceTo, type Scope } from './scope.ts'
import { conditionNode } from './short-forms.ts'
import { sortKey } from './sort-keys.ts'
import { bindTargets, type Target } from './targets.ts'
import { startWindowing } from './windowing.ts'

/** A query block before sorting and limiting. */
export interface Block {
  readonly plan: PlanNode
  readonly columns: readonly ResultColumn[]
  readonly keys: readonly SortKey[]
}

/** One SELECT: FROM, WHERE, GROUP BY, HAVING, windows, QUALIFY, the select list, DISTINCT and the keys of ORDER BY. */
export function bindSelect(around: Surroundings, request: QueryRequest): Block {
  const { binding } = around
  const { faults } = binding
  const from = bindFrom(around, request)
  const scope: Scope = { ...from, parent: around.outer, ctes: around.ctes }
  const env = expressionEnv(binding, scope, 'WHERE', request.windows)
  const input = filtered(from.plan, whereClause(env, request))
  const selectEnv = env.within({ noAggregates: null, noWindows: null })
  const targets = bindTargets(selectEnv, request)
  const keys = faults.attempt<GroupKeys>(
    () => bindGroupKeys(env.within({ noAggregates: 'GROUP BY', noWindows: 'GROUP BY' }), request, targets),
    () => ({ expressions: [POISON], sets: null }),
  )
  const having = faults.attempt(
    () => havingClause(selectEnv, request, targets),
    () => [],
  )
  const qualify = faults.attempt(
    () => qualifyClause(selectEnv, request),
    () => [],
  )
  const order = orderKeys(selectEnv, request.order_by ?? [], targets)
  const expressions = targets.map(({ operand }) => asExpression(binding, operand))
  const all = [...expressions, ...having, ...qualify, ...order.map((key) => key.expression)]
  const groups = keys.expressions.length > 0 || keys.sets !== null || having.length > 0
  const grouping = groups || collect(all, isAggregate).length > 0 ? startGrouping(selectEnv, keys) : undefined
  const windowing = startWindowing(binding)
  const grouped = (expression: Expression): Expression => grouping?.above(expression) ?? expression
  const above = (expression: Expression): Expression =>
    faults.attempt(
      () => windowing.above(grouped(expression)),
      () => POISON,
    )

  const list = projection(selectEnv, targets, expressions.map(above))
  const sorts = order.map((key) => ({ ...key, above: above(key.expression) }))
  const havingAbove = faults.kept(having, grouped)
  const qualifyAbove = qualify.map(above)
  const groupedPlan = grouping === undefined ? input : filtered(grouping.node(input), havingAbove)
  const rows = filtered(windowing.node(groupedPlan), qualifyAbove)
  return projected(selectEnv, request, rows, list, sorts)
}

function filtered(input: PlanNode, conditions: readonly Expression[]): PlanNode {
  const [first, ...others] = conditions
  return first === undefined ? input : { kind: 'filter', input, predicate: joined('and', [first, ...others]) }
}

function isAggregate(part: Expression): part is AggregateCall {
  return part.kind === 'aggregate'
}

function whereClause(env: Env, request: QueryRequest): readonly Expression[] {
  const filters = Object.entries(request.filters ?? {}).flatMap(([table, conditions]) =>
    env.binding.faults.kept(conditions, (condition) => conditionNode(env.binding, condition, table)),
  )
  const nodes = [...filters, ...(request.where === undefined ? [] : [request.where])]
  return env.binding.faults.kept(nodes, (node) => asBoolean(env.binding, env.operand(node), 'WHERE', node))
}

function havingClause(
  env: Env,
  { having, aggregations = [] }: QueryRequest,
  targets: readonly Target[],
): readonly Expression[] {
  const inside = env.within({ noWindows: 'HAVING' })
  if (having === undefined) return []
  if (!isList(having)) return [asBoolean(env.binding, inside.operand(having), 'HAVING', having)]
  const aggregates = aggregations.length === 0 ? [] : targets.slice(-aggregations.length)
  const aliases = new Map(aggregates.map(({ name, operand }) => [name, asExpression(env.binding, operand)]))
  return env.binding.faults.kept(having, (condition) => {
    const node = conditionNode(env.binding, condition, undefined)
    return asBoolean(env.binding, inside.within({ aliases }).operand(node), 'HAVING', node)
  })
}

function isList<Item>(value: readonly Item[] | object): value is readonly Item[] {
  return Array.isArray(value)
}

function qualifyClause(env: Env, { qualify }: QueryRequest): readonly Expression[] {
  return qualify === undefined ? [] : [asBoolean(env.binding, env.operand(qualify), 'QUALIFY', qualify)]
}

interface ListItem {
  readonly named: NamedExpression
  readonly target: Target
}

function projection(env: Env, targets: readonly Target[], expressions: readonly Expression[]): readonly ListItem[] {
  return targets.flatMap((target, index) => {
    const expression = expressions[index]
    if (expression === undefined) return []
    const column = env.binding.newColumn(target.name, typeOf(expression), isNullable(expression))
    return [{ target, named: { column, expression } }]
  })
}

type Sort = ReturnType<typeof orderKeys>[number] & { readonly above: Expression }

/** The select list with the hidden columns that ORDER BY needs, DISTINCT, and the sort keys over them. */
function projected(
  env: Env,
  request: QueryRequest,
  rows: PlanNode,
  list: readonly ListItem[],
  sorts: readonly Sort[],
): Block {
  const hidden: NamedExpression[] = []
  const sortColumns = env.binding.faults.kept(sorts, (sort) => {
    const shown = list[sort.target ?? -1]?.named.column
    if (shown !== undefined) return { sort, column: shown, index: sort.target }
    refuseHidden(env, request, sort)
    const column = env.binding.newColumn('sort_key', typeOf(sort.above), isNullable(sort.above))
    hidden.push({ column, expression: sort.above })
    return { sort, column, index: undefined }
  })
  const project: PlanNode = {
    kind: 'project',
    input: rows,
    expressions: [...list.map(({ named }) => named), ...hidden],
  }
  const columns = list.map(({ named, target }) => ({
    column: named.column,
    unknown: target.operand.kind === 'unknown' ? target.operand : null,
  }))
  const result = env.binding.faults.attempt(
    () => distinct(env, request, project, columns),
    () => ({ plan: project, columns }),
  )
  const keys = sortColumns.map(({ sort, column, index }) => {
    const over = index === undefined ? column : (result.columns[index]?.column ?? column)
    return sortKey(env, sort.key, referenceTo(over))
  })
  return { ...result, keys }
}

function refuseHidden(env: Env, request: QueryRequest, sort: Sort): void {
  if (request.distinct === undefined || request.distinct === false) return
  const message = 'With DISTINCT, what ORDER BY names must be in the select list.'
  throw env.binding.error('VALIDATION_ERROR', message, '42P10', sort.key.node)
}

/** DISTINCT groups by every column. */
function distinct(
  env: Env,
  request: QueryRequest,
  plan: PlanNode,
  columns: readonly ResultColumn[],
): Omit<Block, 'keys'> {
  if (request.distinct === undefined || request.distinct === false) return { plan, columns }
  if (request.distinct !== true) {
    const message = 'DISTINCT ON is not supported; use row_number() OVER (...) with QUALIFY or a filter on 1.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', request.distinct[0] ?? request)
  }
  const groups = columns.map(({ column }): NamedExpression => {
    const expression = referenceTo(column)
    comparable(env.binding, '=', expression, expression, request)
    return { column: env.binding.newColumn(column.name, column.type, column.nullable), expression }
  })
  return {
    plan: { kind: 'aggregate', input: plan, groups, aggregates: [], groupingSets: null },
    columns: columns.map(({ unknown }, index) => ({
      unknown,
      column: groups[index]?.column ?? columns[index]?.column ?? missing(),
    })),
  }
}

function missing(): never {
  throw new Error('DISTINCT lost a column')
}
