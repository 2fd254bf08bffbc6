import { type ColumnId, columnsOf, type Expression, hasSubquery, isNullable, typeOf, type Window } from '#plan'
import type { ScopeEntry } from './dialect.ts'
import { enclose, type PlanContext, rendererFor } from './plan-context.ts'
import { computed, isOpen, type Relation } from './relation.ts'

/** Window functions as further columns of their input. @throws Refused */
export function renderWindow(node: Window, context: PlanContext): Relation {
  const below = context.renderNode(node.input, context)
  const computes = node.calls.some(({ call }) =>
    [...columnsOf(call)].some((id) => below.scope.get(id)?.simple === false),
  )
  const input = isOpen(below) && !computes ? below : enclose(below, context)
  const { named, keys } = withKeyColumns(node, context)
  const keyed = keys.size === 0 ? input : withColumns(input, keys, context)
  const render = rendererFor(keyed.scope, context)
  const calls = named.map(({ column, call }): [string, ScopeEntry] => [column.id, computed(call, render)])
  const outputs = [...input.outputs, ...calls.map(([id]) => id)]
  return { ...keyed, orderBy: [], stage: 'windowed', scope: new Map([...keyed.scope, ...calls]), outputs }
}

/** The calls with a column for each key that holds a subquery: DuckDB takes no window function inside a window, however deep. */
function withKeyColumns(
  { calls }: Window,
  context: PlanContext,
): { readonly named: Window['calls']; readonly keys: ReadonlyMap<ColumnId, Expression> } {
  const keys = new Map<ColumnId, Expression>()
  const asColumn = (key: Expression): Expression => {
    if (!hasSubquery(key)) return key
    const id = context.nextAlias('k')
    keys.set(id, key)
    return { kind: 'column', id, type: typeOf(key), nullable: isNullable(key) }
  }
  const named = calls.map(({ column, call }) => ({
    column,
    call: {
      ...call,
      partitionBy: call.partitionBy.map(asColumn),
      orderBy: call.orderBy.map((key) => ({ ...key, expression: asColumn(key.expression) })),
    },
  }))
  return { named, keys }
}

/** The relation as a derived table with more columns. */
function withColumns(relation: Relation, columns: ReadonlyMap<ColumnId, Expression>, context: PlanContext): Relation {
  const render = rendererFor(relation.scope, context)
  const more = [...columns].map(([id, expression]): [ColumnId, ScopeEntry] => [id, computed(expression, render)])
  const scope = new Map([...relation.scope, ...more])
  return enclose({ ...relation, scope, outputs: [...relation.outputs, ...columns.keys()] }, context)
}
