import { isInteger } from '#arrow'
import { type Expression, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { aggregate, argument, equality, postfix } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'

/**
 * Any SQLite column can hold a value of any type, and text is greater than every number there: a comparison is said
 * only where it can test that the value is of the column's type, and where a value of another type, which cannot be
 * read anyway, may be passed over (a condition's positive place).
 */
function typeTest(column: Expression, call: PrintedCall, render: ExpressionRenderer): Sql {
  if (column.kind !== 'column' || !call.positive) return render.refuse('TYPE_NOT_EXACT', call)
  return sql`typeof(${render.value(column)}) = '${storedAs(column, call, render)}'`
}

function storedAs(side: Expression, call: PrintedCall, render: ExpressionRenderer): string {
  const type = typeOf(side)
  if (isInteger(type) && type.kind !== 'uint64') return 'integer'
  return type.kind === 'string' ? 'text' : render.refuse('TYPE_NOT_EXACT', call)
}

const compare =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [column, constant, flipped] = columnAndConstant(call, render)
    const test = typeTest(column, call, render)
    const sides: readonly [Sql, Sql] = [bytewise(column, render), render.value(constant)]
    const [left, right] = flipped ? [sides[1], sides[0]] : sides
    return sql`(${test} AND ${left} ${operator} ${right})`
  }

/** The column and the constant of a comparison, and whether the constant came first. */
function columnAndConstant(call: PrintedCall, render: ExpressionRenderer): readonly [Expression, Expression, boolean] {
  const left = argument(call, 0, render)
  const right = argument(call, 1, render)
  if (right.kind === 'literal') return [left, right, false]
  if (left.kind === 'literal') return [right, left, true]
  return render.refuse('TYPE_NOT_EXACT', call)
}

/** BINARY compares bytes, whatever the column's collation; text in SQLite is UTF-8. */
function bytewise(side: Expression, render: ExpressionRenderer): Sql {
  const value = render.value(side)
  return typeOf(side).kind === 'string' ? sql`${value} COLLATE BINARY` : value
}

const equals: FunctionRewrite = (call, render) => {
  const items = call.arguments.slice(1)
  if (items.length === 1) return compare('=')(call, render)
  const column = argument(call, 0, render)
  if (!items.every((item) => item.kind === 'literal')) return render.refuse('TYPE_NOT_EXACT', call)
  const list = items.map((item) => render.value(item))
  return sql`(${typeTest(column, call, render)} AND ${equality(bytewise(column, render), list)})`
}

/** NOT is said of null tests only: any comparison below it would have to be exact of values of any type. */
const not: FunctionRewrite = (call, render) => sql`(NOT ${render.value(argument(call, 0, render))})`

/** Little, because SQLite's columns promise little: comparisons of integers and text with constants, null tests, counts. */
export const functions: FunctionTable = {
  not,
  eq: equals,
  ne: compare('<>'),
  lt: compare('<'),
  le: compare('<='),
  gt: compare('>'),
  ge: compare('>='),
  is_null: postfix('IS NULL'),
  is_not_null: postfix('IS NOT NULL'),
  count: (call, render) =>
    call.distinct.join('') === '' && call.arguments.length <= 1
      ? aggregate('count')(call, render)
      : render.refuse('TYPE_NOT_EXACT', call),
}
