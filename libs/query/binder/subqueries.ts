import { BOOLEAN, sameType } from '#arrow'
import { comparisonType, type Expression, outputColumns, type PlanNode, type SubqueryExpression, typeOf } from '#plan'
import type { SubqueryNode } from '../query-request.ts'
import { noOperator } from './calls.ts'
import { castTo, coerce, commonOperandType } from './coerce.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'
import { type BoundTable, referenceTo } from './scope.ts'

/** A subquery in an expression; it sees the names of the query around it. */
export function bindSubquery(env: Env, node: SubqueryNode): Expression {
  const table = env.binding.query(node.subquery, env.scope, env.scope.ctes)
  switch (node.form) {
    case 'exists':
      return subquery({ form: 'exists', argument: null, negated: false, plan: table.plan, type: BOOLEAN })
    case 'scalar': {
      const column = onlyColumn(env, table, node)
      return subquery({ form: 'scalar', argument: null, negated: false, plan: table.plan, type: column.type })
    }
    case 'in':
      return membership(env, table, node, 'in')
    case 'not in':
      return membership(env, table, node, 'not in')
    case 'any':
      if (node.op === '=') return membership(env, table, node, 'in')
      break
    case 'all':
      if (node.op === '<>') return membership(env, table, node, 'not in')
      break
    case 'array':
      break
  }
  const written = node.form === 'array' ? 'ARRAY (subquery)' : `${node.op ?? ''} ${node.form.toUpperCase()} (subquery)`
  throw env.binding.error(
    'UNSUPPORTED',
    `${written} is not supported; compare with min or max of the subquery.`,
    '0A000',
    node,
  )
}

function subquery(parts: Omit<SubqueryExpression, 'kind'>): SubqueryExpression {
  return { kind: 'subquery', ...parts }
}

function onlyColumn(env: Env, table: BoundTable, node: object) {
  const [only, ...more] = table.columns
  if (only !== undefined && more.length === 0) return only.column
  throw env.binding.error('VALIDATION_ERROR', 'A subquery used as a value must have one column.', '42601', node)
}

function membership(env: Env, table: BoundTable, node: SubqueryNode, form: 'in' | 'not in'): Expression {
  if (node.arg === undefined || 'row' in node.arg) {
    const message = 'Only one value can be compared with a subquery; use EXISTS for several.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const column = onlyColumn(env, table, node)
  const operand = env.operand(node.arg)
  const type = typeOfComparison(env, operand, referenceTo(column), node)
  return subquery({
    form: 'in',
    argument: coerce(env.binding, operand, type, node),
    negated: form === 'not in',
    plan: withColumnType(env, table.plan, type),
    type: BOOLEAN,
  })
}

function typeOfComparison(env: Env, operand: Operand, column: Expression, node: object) {
  const left = operandType(operand)
  const common = left === null ? typeOf(column) : comparisonType(left, typeOf(column))
  const exact = common?.kind === 'decimal' ? commonOperandType([operand, column]) : common
  if (exact === undefined || comparisonType(exact, exact) === undefined) {
    throw noOperator(env.binding, '=', [operand, column], node)
  }
  return exact
}

/** The plan with its only column brought to a type. */
function withColumnType(env: Env, plan: PlanNode, type: SubqueryExpression['type']): PlanNode {
  const [column] = outputColumns(plan)
  if (column === undefined || sameType(column.type, type)) return plan
  const expression = castTo(referenceTo(column), type)
  return {
    kind: 'project',
    input: plan,
    expressions: [{ column: env.binding.newColumn(column.name, type, column.nullable), expression }],
  }
}
