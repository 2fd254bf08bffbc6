import { BOOLEAN, INT64 } from '#arrow'
import type { Expression, NamedExpression, PlanNode, SortKey } from '#plan'
import { comparable } from './calls.ts'
import type { Env } from './env.ts'
import { type BoundTable, type ResultColumn, referenceTo } from './scope.ts'

/** DISTINCT groups by every column. @throws ValidationError TYPE_ERROR 42883 for values that cannot be compared */
export function distinctRows(env: Env, plan: PlanNode, columns: readonly ResultColumn[], place: object): BoundTable {
  const distinct = columns.map(({ column, unknown }) => {
    const expression = referenceTo(column)
    comparable(env.binding, '=', expression, expression, place)
    const named: NamedExpression = {
      column: env.binding.newColumn(column.name, column.type, column.nullable),
      expression,
    }
    return { named, unknown }
  })
  const groups = distinct.map(({ named }) => named)
  return {
    plan: { kind: 'aggregate', input: plan, groups, aggregates: [], groupingSets: null },
    columns: distinct.map(({ named, unknown }) => ({ unknown, column: named.column })),
  }
}

/** DISTINCT ON: of the rows that are equal in the keys the first one in the order; any one without an order. */
export function firstOfEach(
  env: Env,
  plan: PlanNode,
  keys: readonly { readonly expression: Expression; readonly node: object }[],
  orderBy: readonly SortKey[],
): PlanNode {
  for (const { expression, node } of keys) comparable(env.binding, '=', expression, expression, node)
  const partitionBy = keys.map(({ expression }) => expression)
  const column = env.binding.newColumn('row_number', INT64, false)
  const input: PlanNode = {
    kind: 'window',
    input: plan,
    calls: [
      {
        column,
        call: {
          kind: 'window',
          function: 'row_number',
          arguments: [],
          filter: null,
          partitionBy,
          orderBy,
          frame: null,
          type: INT64,
        },
      },
    ],
  }
  const one: Expression = { kind: 'literal', value: '1', type: INT64 }
  return {
    kind: 'filter',
    input,
    predicate: { kind: 'call', function: 'eq', arguments: [referenceTo(column), one], type: BOOLEAN, nullable: false },
  }
}
