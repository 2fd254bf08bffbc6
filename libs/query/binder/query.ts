import { type NamedExpression, outputColumns, type PlanNode, type SortKey } from '#plan'
import type { QueryRequest } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { asExpression } from './coerce.ts'
import { bindCommonTables } from './common-tables.ts'
import { expressionEnv } from './expression.ts'
import { limitedPlan } from './limited.ts'
import { targetMeant } from './order-by.ts'
import { unknownTable } from './poison.ts'
import type { Block } from './projection.ts'
import { bindRowLimits, type RowLimits } from './row-limits.ts'
import { type BoundTable, type Ctes, type ResultColumn, referenceTo, type Scope } from './scope.ts'
import { bindSelect } from './select.ts'
import { combine, isSetOperation } from './set-operations.ts'
import { sortKey, writtenKeys } from './sort-keys.ts'
import type { Surroundings } from './surroundings.ts'
import { bindValues } from './values.ts'

/** A query inside another one. */
export function bindQuery(binding: Binding, request: QueryRequest, outer: Scope | null, ctes: Ctes): BoundTable {
  return binding.faults.attempt(
    () => bindLimited(binding, request, outer, ctes, bindRowLimits(binding, request, outer)),
    unknownTable,
  )
}

/** A query with WITH, set operations, ORDER BY and the given limits. */
export function bindLimited(
  binding: Binding,
  request: QueryRequest,
  outer: Scope | null,
  ctes: Ctes,
  limits: RowLimits,
): BoundTable {
  const tables = binding.faults.attempt(
    () => bindCommonTables({ binding, outer, ctes }, request.with ?? []),
    () => ({ ctes, define: (body) => body }),
  )
  const block = bindBody({ binding, outer, ctes: tables.ctes }, request)
  const limited = limitedPlan(binding, block, limits, request)
  const shown = withoutHidden(binding, limited, block)
  return { plan: tables.define(shown.plan), columns: shown.columns }
}

function bindBody(around: Surroundings, request: QueryRequest): Block {
  if (request.values === undefined && !isSetOperation(request)) return bindSelect(around, request)
  const { order_by: orderBy = [], set_operations: items = [], ...operand } = request
  const first = request.values === undefined ? bindSelect(around, operand) : bindValues(around, request.values)
  const table = combine(around, first, items)
  return { ...table, keys: keysOver(around, orderBy, table.columns, items.length > 0 ? 'set operation' : 'values') }
}

/** ORDER BY above a set operation takes the result's columns only, above VALUES also expressions over them. */
function keysOver(
  around: Surroundings,
  items: NonNullable<QueryRequest['order_by']>,
  columns: readonly ResultColumn[],
  source: 'values' | 'set operation',
): readonly SortKey[] {
  const visible = columns.map(({ column }) => ({ name: column.name, expression: referenceTo(column) }))
  const scope = { relations: [], visible, parent: null, ctes: new Map() }
  const env = expressionEnv(around.binding, scope, 'ORDER BY')
  const targets = columns.map(({ column }) => ({ name: column.name, operand: referenceTo(column), node: items }))
  return around.binding.faults.kept(writtenKeys(env, items), (key) => {
    const target = targetMeant(env, key.node, targets)
    if (target !== undefined) return sortKey(env, key, asExpression(around.binding, target.operand))
    if (source === 'values' || 'column' in key.node) {
      return sortKey(env, key, asExpression(around.binding, env.operand(key.node)))
    }
    const message = 'ORDER BY above UNION, INTERSECT or EXCEPT takes only names and positions of result columns.'
    throw around.binding.errorAtStart('UNSUPPORTED', message, '0A000', key.node)
  })
}

/** Drops the columns that only ORDER BY needed. */
function withoutHidden(binding: Binding, plan: PlanNode, block: Block): BoundTable {
  if (outputColumns(plan).length === block.columns.length) return { plan, columns: block.columns }
  const shown = block.columns.map(({ column, unknown }) => {
    const { name, type, nullable } = column
    const named: NamedExpression = { column: binding.newColumn(name, type, nullable), expression: referenceTo(column) }
    return { named, unknown }
  })
  return {
    plan: { kind: 'project', input: plan, expressions: shown.map(({ named }) => named) },
    columns: shown.map(({ named, unknown }) => ({ column: named.column, unknown })),
  }
}
