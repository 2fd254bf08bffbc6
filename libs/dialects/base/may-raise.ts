import { childExpressions, type Expression, type ScalarFunction, typeOf } from '#plan'
import type { Scope } from './dialect.ts'

/** Functions that give a value for every argument of their types; any other may end the query. */
const TOTAL: ReadonlySet<ScalarFunction> = new Set<ScalarFunction>([
  'and',
  'or',
  'not',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'is_distinct_from',
  'is_not_distinct_from',
  'is_null',
  'is_not_null',
  'is_true',
  'is_not_true',
  'is_false',
  'is_not_false',
  'coalesce',
  'nullif',
  'greatest',
  'least',
  'sign',
  'text_concat',
  'concat',
  'concat_ws',
  'lower',
  'upper',
  'length',
  'octet_length',
  'trim',
  'ltrim',
  'rtrim',
  'left',
  'right',
  'replace',
  'position',
  'starts_with',
  'reverse',
  'md5',
  'date_trunc',
  'date_part',
  'extract',
  'date_difference',
])

/** True when evaluating the expression on a row that another condition removes could end the query. */
export function expressionMayRaise(expression: Expression, scope: Scope): boolean {
  switch (expression.kind) {
    case 'column':
      return scope.get(expression.id)?.raises ?? false
    case 'call':
      if (!TOTAL.has(expression.function) && !hasConstantPattern(expression)) return true
      break
    case 'cast':
      if (!isWidening(expression)) return true
      break
    case 'subquery':
      return true
    case 'literal':
    case 'case':
    case 'in':
    case 'aggregate':
    case 'window':
      break
  }
  return childExpressions(expression).some((child) => expressionMayRaise(child, scope))
}

function hasConstantPattern(call: Extract<Expression, { kind: 'call' }>): boolean {
  return (call.function === 'like' || call.function === 'ilike') && call.arguments[1]?.kind === 'literal'
}

function isWidening(cast: Extract<Expression, { kind: 'cast' }>): boolean {
  const from = typeOf(cast.argument)
  if (cast.argument.kind === 'literal') return true
  if (cast.type.kind === 'string') return true
  const order = ['int16', 'int32', 'int64', 'float64']
  const place = order.indexOf(from.kind)
  return place >= 0 && order.indexOf(cast.type.kind) > place
}
