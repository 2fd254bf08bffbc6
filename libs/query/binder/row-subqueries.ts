import { BOOLEAN } from '#arrow'
import { isNullable, type SubqueryExpression } from '#plan'
import type { ExpressionNode, RowNode, SubqueryNode } from '../query-request.ts'
import type { Env } from './env.ts'
import { overColumns } from './quantified.ts'
import { collect, isAggregateOrWindow } from './rewrite.ts'
import { refuseDrawn } from './volatile-calls.ts'

/** True for `(SELECT ...)` used as a value. */
export function isScalarSubquery(node: ExpressionNode): node is SubqueryNode {
  return 'subquery' in node && node.form === 'scalar'
}

/**
 * `(a, b) op (SELECT x, y ...)`: compared with the only row; NULL where there is none.
 * @throws ValidationError UNSUPPORTED for aggregates on the left, which belong to the query around
 */
export function rowAgainstSubquery(env: Env, op: string, left: RowNode, right: SubqueryNode): SubqueryExpression {
  const table = env.binding.query(right.subquery, env.scope, env.scope.ctes)
  refuseDrawn(env.binding, table.plan, 'a subquery inside an expression', right)
  const compared = overColumns(env, table, right, left, op)
  if (collect([compared], isAggregateOrWindow).length > 0) {
    const message = 'A row of aggregates cannot be compared with a subquery here; compute them in a subquery of FROM.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', right)
  }
  const column = env.binding.newColumn('comparison', BOOLEAN, isNullable(compared))
  return {
    kind: 'subquery',
    form: 'scalar',
    argument: null,
    negated: false,
    plan: { kind: 'project', input: table.plan, expressions: [{ column, expression: compared }] },
    type: BOOLEAN,
  }
}
