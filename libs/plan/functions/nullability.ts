import type { TypeKind } from '#arrow'
import { unreachable } from '#core'
import { type AggregateCall, type Expression, type FunctionCall, typeOf, type WindowCall } from '../expression.ts'
import type { ScalarFunction } from '../function-names.ts'
import { outputColumns } from '../node-columns.ts'
import { aggregateRecord, scalarRecord, windowRecord } from './table.ts'

/** Whether an expression can be NULL for some row; true when in doubt. */
export function isNullable(expression: Expression): boolean {
  switch (expression.kind) {
    case 'column':
    case 'call':
      return expression.nullable
    case 'literal':
      return expression.value === null
    case 'cast':
      return isNullable(expression.argument) || castGivesNull(typeOf(expression.argument).kind, expression.type.kind)
    case 'case':
      return isNullable(expression.otherwise) || expression.branches.some(({ then }) => isNullable(then))
    case 'in':
      return isNullable(expression.argument) || expression.items.some(isNullable)
    case 'aggregate':
      return aggregateIsNullable(expression, 'may be empty')
    case 'window':
      return windowIsNullable(expression)
    case 'subquery':
      if (expression.form === 'exists') return false
      if (expression.form === 'scalar' || expression.argument === null) return true
      if (expression.form === 'any') return isNullable(expression.argument)
      return isNullable(expression.argument) || outputColumns(expression.plan).some((column) => column.nullable)
    default:
      return unreachable(expression)
  }
}

/** An infinite moment has no time of day, and jsonb's null is no number and no boolean. */
function castGivesNull(from: TypeKind, to: TypeKind): boolean {
  if (from === 'json') return to !== 'json' && to !== 'string'
  return to === 'time' && (from === 'timestamp' || from === 'timestamptz')
}

/** Whether a function call of these arguments can be NULL. */
export function callIsNullable(name: ScalarFunction, args: readonly Expression[]): FunctionCall['nullable'] {
  const record = scalarRecord(name)
  if (record.nulls === 'strict') return record.givesNull || args.some(isNullable)
  if (!record.givesNull) return false
  switch (name) {
    case 'and':
    case 'or':
      return args.some(isNullable)
    case 'array_concat':
    case 'coalesce':
    case 'greatest':
    case 'least':
      return args.every(isNullable)
    case 'concat_ws':
      return args[0] === undefined || isNullable(args[0])
    default:
      return true
  }
}

/** Aggregates that can be NULL of inputs that are not, or whose inputs are not their arguments. */
const NULL_OF_VALUES: ReadonlySet<string> = new Set<AggregateCall['function']>([
  'stddev_samp',
  'var_samp',
  'corr',
  'covar_samp',
  'covar_pop',
  'regr_avgx',
  'regr_avgy',
  'regr_sxx',
  'regr_syy',
  'regr_sxy',
  'regr_slope',
  'regr_intercept',
  'regr_r2',
  'percentile_cont',
  'percentile_disc',
  'mode',
])

/** Whether an aggregate can be NULL; over a group of at least one row the others than samples need a NULL input for it. */
export function aggregateIsNullable(call: AggregateCall, group: 'may be empty' | 'has a row'): boolean {
  if (!aggregateRecord(call.function).givesNull) return false
  if (NULL_OF_VALUES.has(call.function)) return true
  const [value] = call.arguments
  return group === 'may be empty' || call.filter !== null || value === undefined || isNullable(value)
}

function windowIsNullable(call: WindowCall): boolean {
  return (
    windowRecord(call.function).givesNull ||
    (call.function !== 'count' && call.function !== 'regr_count' && call.arguments.some(isNullable))
  )
}
