import { QueryError } from '#core'
import { type Expression, type FunctionCall, outputColumns, type PlanNode, type SubqueryExpression } from '#plan'

export type Value = number | string | boolean | null
export type Row = Readonly<Record<string, Value>>

/** What an expression sees beside its row. */
export interface Scope {
  /** The row of the query around it. */
  readonly outer: Row
  /** The rows of a subquery, given the row around it. */
  readonly rowsOf: (plan: PlanNode, outer: Row) => readonly Row[]
}

/** The value of an expression on a row, in three-valued logic. */
export function scalar(expression: Expression | undefined, row: Row, scope: Scope): Value {
  switch (expression?.kind) {
    case 'column':
      return (expression.id in row ? row : scope.outer)[expression.id] ?? null
    case 'literal':
      if (expression.value === null) return null
      if (expression.type.kind === 'boolean') return expression.value === 'true'
      return expression.type.kind === 'string' ? expression.value : Number(expression.value)
    case 'in': {
      const argument = scalar(expression.argument, row, scope)
      const items = expression.items.map((item) => scalar(item, row, scope))
      return membership(argument, items, expression.negated)
    }
    case 'call':
      return called(expression, row, scope)
    case 'cast':
      return scalar(expression.argument, row, scope)
    case 'subquery':
      return tested(expression, row, scope)
    default:
      throw new QueryError('INTERNAL', `The test evaluator has no ${expression?.kind ?? 'missing expression'}.`)
  }
}

function tested(subquery: SubqueryExpression, row: Row, scope: Scope): Value {
  const rows = scope.rowsOf(subquery.plan, { ...scope.outer, ...row })
  if (subquery.form === 'exists') return rows.length > 0 !== subquery.negated
  const [column] = outputColumns(subquery.plan)
  const values = rows.map((inner) => inner[column?.id ?? ''] ?? null)
  if (subquery.form === 'scalar') return values[0] ?? null
  return membership(scalar(subquery.argument ?? undefined, row, scope), values, subquery.negated)
}

function membership(argument: Value, items: readonly Value[], negated: boolean): Value {
  if (argument !== null && items.includes(argument)) return !negated
  return items.length > 0 && (argument === null || items.includes(null)) ? null : negated
}

function called(call: FunctionCall, row: Row, scope: Scope): Value {
  const values = call.arguments.map((argument) => scalar(argument, row, scope))
  const [a = null, b = null] = values
  switch (call.function) {
    case 'and':
      return values.includes(false) ? false : values.includes(null) ? null : true
    case 'or':
      return values.includes(true) ? true : values.includes(null) ? null : false
    case 'is_null':
      return a === null
    case 'is_not_null':
      return a !== null
    case 'is_true':
      return a === true
    case 'is_not_true':
      return a !== true
    case 'coalesce':
      return a ?? b
    case 'is_not_distinct_from':
      return a === b
    default:
      if (values.includes(null)) return null
  }
  switch (call.function) {
    case 'not':
      return a !== true
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'lt':
      return Number(a) < Number(b)
    case 'ge':
      return Number(a) >= Number(b)
    case 'add':
      return Number(a) + Number(b)
    case 'divide':
      return Number(a) / Number(b)
    case 'negate':
      return -Number(a)
    default:
      throw new QueryError('INTERNAL', `The test evaluator has no ${call.function}.`)
  }
}
