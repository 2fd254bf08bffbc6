import { type AggregateCall, type Expression, isVolatileCall, type PlanNode } from '#plan'
import type { QueryRequest } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { joined } from './calls.ts'
import { conjunctsOf } from './cartesian-products.ts'
import { asBoolean, asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { expressionEnv } from './expression.ts'
import { bindFrom } from './from.ts'
import { bindGroupKeys, type GroupKeys } from './group-keys.ts'
import { startGrouping } from './grouping.ts'
import { inInputOrder } from './input-order.ts'
import { startTableCalls } from './listed-rows.ts'
import { type OrderKey, orderKeys } from './order-by.ts'
import { POISON } from './poison.ts'
import { type Block, type ComputedKey, distinctKeys, projected, projection, refuseNotSelected } from './projection.ts'
import { collect } from './rewrite.ts'
import type { Scope } from './scope.ts'
import { conditionNode } from './short-forms.ts'
import type { Surroundings } from './surroundings.ts'
import { mapCalls, refuseGrouped, withRowsOf } from './table-calls.ts'
import { bindTargets, type Target } from './targets.ts'
import { drawnInAggregates, refuseDrawnIn } from './volatile-calls.ts'
import { startWindowing } from './windowing.ts'

/** One SELECT: FROM, WHERE, GROUP BY, HAVING, windows, QUALIFY, the select list, DISTINCT and the keys of ORDER BY. */
export function bindSelect(around: Surroundings, request: QueryRequest): Block {
  const { binding } = around
  const { faults } = binding
  const from = bindFrom(around, request)
  const scope: Scope = { ...from, parent: around.outer, ctes: around.ctes }
  const env = expressionEnv(binding, scope, 'WHERE', request.windows)
  const rowsOfFrom = filteredDrawn(binding, from.plan, whereClause(env.within({ noVolatile: null }), request))
  const tableCalls = startTableCalls()
  const selectEnv = env.within({ noAggregates: null, noWindows: null, noVolatile: null, tableCalls })
  const targets = bindTargets(selectEnv, request)
  const keys = faults.attempt<GroupKeys>(
    () =>
      bindGroupKeys(
        env.within({ noAggregates: 'GROUP BY', noWindows: 'GROUP BY', tableCalls: 'GROUP BY' }),
        request,
        targets,
      ),
    () => ({ expressions: [POISON], sets: null }),
  )
  faults.attempt(
    () => {
      refuseGrouped(binding, tableCalls, keys.expressions, request)
      refuseDrawnIn(binding, keys.expressions, 'in GROUP BY', request)
    },
    () => undefined,
  )
  const having = faults.attempt(
    () => havingClause(selectEnv, request, targets),
    () => [],
  )
  const qualify = faults.attempt(
    () => qualifyClause(selectEnv, request, targets),
    () => [],
  )
  const order = orderKeys(selectEnv, request.order_by ?? [], targets)
  const expressions = targets.map(({ operand }) => asExpression(binding, operand))
  const distinctOn = distinctKeys(selectEnv, request, targets)
  if (request.distinct === true) for (const key of order) refuseNotSelected(selectEnv, key)
  const listed = tableCalls.calls.flatMap((call) => call.arguments)
  const ordering = [...order, ...distinctOn].map((key) => key.expression)
  const all = [...expressions, ...listed, ...having, ...qualify, ...ordering]
  const groups = keys.expressions.length > 0 || keys.sets !== null || having.length > 0
  const grouping = groups || collect(all, isAggregate).length > 0 ? startGrouping(selectEnv, keys) : undefined
  if (tableCalls.calls.length > 0) {
    faults.attempt(
      () => refuseDrawnIn(binding, [...expressions, ...ordering], 'beside a set-returning function', request),
      () => undefined,
    )
  }
  const windowing = startWindowing(binding)
  const drawnForAggregates = startWindowing(binding, isVolatileCall)
  const drawn = startWindowing(binding, isVolatileCall)
  const grouped = (expression: Expression): Expression => {
    const taken = grouping?.above(drawnInAggregates(expression, drawnForAggregates)) ?? expression
    return drawn.above(taken)
  }
  const above = (expression: Expression): Expression =>
    faults.attempt(
      () => windowing.above(grouped(expression)),
      () => POISON,
    )

  const list = projection(selectEnv, targets, expressions.map(above))
  const computed = (key: OrderKey): ComputedKey => ({ ...key, above: above(key.expression) })
  const sorts = order.map(computed)
  const distinctOnAbove = distinctOn.map(computed)
  const callsAbove = mapCalls(tableCalls.calls, above)
  const havingAbove = faults.kept(having, grouped)
  const qualifyAbove = qualify.map(above)
  const input = drawnForAggregates.node(rowsOfFrom)
  const taken = grouping === undefined ? input : inInputOrder(binding, grouping.node(input))
  const groupedPlan = filtered(drawn.node(taken), havingAbove)
  const rows = filtered(windowing.node(groupedPlan), qualifyAbove)
  return projected(selectEnv, request, withRowsOf(binding, rows, callsAbove), {
    list,
    sorts,
    distinctOn: distinctOnAbove,
  })
}

function filtered(input: PlanNode, conditions: readonly Expression[]): PlanNode {
  const [first, ...others] = conditions
  return first === undefined ? input : { kind: 'filter', input, predicate: joined('and', [first, ...others]) }
}

/** The rows that pass the conditions; values are drawn for those that pass all conditions without any. */
function filteredDrawn(binding: Binding, input: PlanNode, conditions: readonly Expression[]): PlanNode {
  const isDrawn = (condition: Expression): boolean => collect([condition], isVolatileCall).length > 0
  const [drawn, plain] = partition(
    conditions.flatMap((it) => (isDrawn(it) ? conjunctsOf(it) : [it])),
    isDrawn,
  )
  const drawing = startWindowing(binding, isVolatileCall)
  const tests = drawn.map(drawing.above)
  return filtered(drawing.node(filtered(input, plain)), tests)
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))]
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
  const inside = env.within({ noWindows: 'HAVING', tableCalls: 'HAVING' })
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

/** QUALIFY sees the names of the select list too, where FROM has no column of the name. */
function qualifyClause(env: Env, { qualify }: QueryRequest, targets: readonly Target[]): readonly Expression[] {
  if (qualify === undefined) return []
  const columns = new Set(env.scope.visible.map(({ name }) => name))
  const named = targets.filter(({ name }) => !columns.has(name))
  const aliases = new Map(named.map(({ name, operand }) => [name, asExpression(env.binding, operand)]))
  const inside = env.within({ tableCalls: 'QUALIFY', aliases })
  return [asBoolean(env.binding, inside.operand(qualify), 'QUALIFY', qualify)]
}
