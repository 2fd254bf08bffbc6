import {
  type Aggregate,
  columnsOf,
  isNullable,
  type NamedAggregate,
  outputColumns,
  type PlanNode,
  type Project,
  type SortKey,
  takesRowsInOrder,
  typeOf,
} from '#plan'
import type { Binding } from './binding.ts'
import { type PositionedKey, referenceTo } from './scope.ts'

/** The aggregation, whose ordered aggregates without an order of their own take that of a sorted subquery below. */
export function inInputOrder(binding: Binding, node: Aggregate): Aggregate {
  if (!node.aggregates.some(takesInputOrder)) return node
  const { plan, keys } = sortedInput(binding, node.input)
  if (keys.length === 0) return node
  const aggregates = node.aggregates.map((named): NamedAggregate => {
    return takesInputOrder(named) ? { ...named, call: { ...named.call, orderBy: keys } } : named
  })
  return { ...node, input: plan, aggregates }
}

/** DISTINCT sorts by the values themselves. */
function takesInputOrder({ call }: NamedAggregate): boolean {
  return takesRowsInOrder(call.function) && call.orderBy.length === 0 && !call.distinct
}

/** A plan with the keys its rows are sorted by, over columns it produces: some are added where it had dropped them. */
export function sortedInput(
  binding: Binding,
  plan: PlanNode,
): { readonly plan: PlanNode; readonly keys: readonly SortKey[] } {
  switch (plan.kind) {
    case 'sort':
      return { plan, keys: plan.keys }
    case 'filter':
    case 'limit': {
      const input = sortedInput(binding, plan.input)
      return { plan: { ...plan, input: input.plan }, keys: input.keys }
    }
    case 'project': {
      const input = sortedInput(binding, plan.input)
      return input.keys.length === 0 ? { plan, keys: [] } : carried(binding, { ...plan, input: input.plan }, input.keys)
    }
    case 'with': {
      const body = sortedInput(binding, plan.body)
      return { plan: { ...plan, body: body.plan }, keys: body.keys }
    }
    case 'cte_reference':
      return { plan, keys: binding.orders.get(plan) ?? [] }
    default:
      return { plan, keys: [] }
  }
}

/** What the rows of a plan are sorted by, as positions of its columns, as far as it shows them. */
export function orderByPosition(binding: Binding, plan: PlanNode): readonly PositionedKey[] {
  const columns = outputColumns(plan)
  const positioned: PositionedKey[] = []
  for (const { expression, descending, nullsFirst } of sortedInput(binding, plan).keys) {
    const index = columns.findIndex(({ id }) => expression.kind === 'column' && expression.id === id)
    if (index === -1) break
    positioned.push({ index, descending, nullsFirst })
  }
  return positioned
}

/** The keys as columns of the project. */
function carried(binding: Binding, project: Project, keys: readonly SortKey[]): ReturnType<typeof sortedInput> {
  const expressions = [...project.expressions]
  const above = keys.map((key): SortKey => {
    const shown = expressions.find(({ expression }) => {
      return expression.kind === 'column' && key.expression.kind === 'column' && expression.id === key.expression.id
    })
    if (shown !== undefined) return { ...key, expression: referenceTo(shown.column) }
    const column = binding.newColumn('sort_key', typeOf(key.expression), isNullable(key.expression))
    expressions.push({ column, expression: key.expression })
    return { ...key, expression: referenceTo(column) }
  })
  return { plan: { ...project, expressions }, keys: above.filter(({ expression }) => columnsOf(expression).size > 0) }
}
