import { arrayOf, BOOLEAN, sameType } from '#arrow'
import {
  type AggregateCall,
  comparisonType,
  type Expression,
  outputColumns,
  type PlanNode,
  type SubqueryExpression,
  typeOf,
} from '#plan'
import type { ExpressionNode, SubqueryNode } from '../query-request.ts'
import { nested } from './array-values.ts'
import { callOf, noOperator } from './calls.ts'
import { castTo, coerce, commonOperandType } from './coerce.ts'
import type { Env } from './env.ts'
import { sortedInput } from './input-order.ts'
import { type Operand, operandType } from './operand.ts'
import { refusePoison } from './poison.ts'
import { quantified } from './quantified.ts'
import { isRow } from './rows.ts'
import { type BoundTable, referenceTo } from './scope.ts'
import { refuseDrawn } from './volatile-calls.ts'

/** A subquery in an expression; it sees the names of the query around it. */
export function bindSubquery(env: Env, node: SubqueryNode): Expression {
  const table = env.binding.query(node.subquery, env.scope, env.scope.ctes)
  for (const { column } of table.columns) refusePoison(column.type)
  refuseDrawn(env.binding, table.plan, 'a subquery inside an expression', node)
  switch (node.form) {
    case 'exists':
      return subquery({ form: 'exists', argument: null, negated: false, plan: table.plan, type: BOOLEAN })
    case 'scalar': {
      const column = onlyColumn(env, table, node)
      return subquery({ form: 'scalar', argument: null, negated: false, plan: table.plan, type: column.type })
    }
    case 'in':
    case 'not in':
    case 'any':
    case 'all':
      return compared(env, table, node, node.form)
    case 'array':
      return arrayOfRows(env, table, node)
  }
}

/** One value and `=` is IN, one value and `<> ALL` is NOT IN; all else compares with every row. */
function compared(
  env: Env,
  table: BoundTable,
  node: SubqueryNode,
  form: 'in' | 'not in' | 'any' | 'all',
): SubqueryExpression {
  const { arg } = node
  if (arg === undefined) {
    throw env.binding.error('VALIDATION_ERROR', `The subquery form "${form}" needs "arg".`, '42601', node)
  }
  const op = node.op ?? (form === 'in' || form === 'not in' ? '=' : '')
  if (isRow(arg)) return quantified(env, table, node, { arg, op, form })
  if (form === 'in' || (form === 'any' && op === '=')) return membership(env, table, node, arg, 'in')
  if (form === 'not in' || (form === 'all' && op === '<>')) return membership(env, table, node, arg, 'not in')
  return quantified(env, table, node, { arg, op, form })
}

function subquery(parts: Omit<SubqueryExpression, 'kind'>): SubqueryExpression {
  return { kind: 'subquery', ...parts }
}

/** ARRAY(subquery): its rows in their order; an empty array where there are none. */
function arrayOfRows(env: Env, table: BoundTable, node: object): Expression {
  const { type, ...column } = onlyColumn(env, table, node)
  if (type.kind === 'array') throw nested(env, node)
  const { plan, keys } = sortedInput(env.binding, table.plan)
  const call: AggregateCall = {
    kind: 'aggregate',
    function: 'array_agg',
    arguments: [referenceTo({ ...column, type })],
    distinct: false,
    filter: null,
    orderBy: keys,
    type: arrayOf(type),
  }
  const aggregates = [{ column: env.binding.newColumn('array', call.type, true), call }]
  const rows: PlanNode = { kind: 'aggregate', input: plan, groups: [], aggregates, groupingSets: null }
  const array = subquery({ form: 'scalar', argument: null, negated: false, plan: rows, type: call.type })
  return callOf('coalesce', [array, { kind: 'literal', value: '{}', type: call.type }], call.type)
}

function onlyColumn(env: Env, table: BoundTable, node: object) {
  const [only, ...more] = table.columns
  if (only !== undefined && more.length === 0) return only.column
  throw env.binding.error('VALIDATION_ERROR', 'A subquery used as a value must have one column.', '42601', node)
}

function membership(
  env: Env,
  table: BoundTable,
  node: SubqueryNode,
  arg: ExpressionNode,
  form: 'in' | 'not in',
): SubqueryExpression {
  const column = onlyColumn(env, table, node)
  const operand = env.operand(arg)
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
