import type { EngineType } from '#arrow'
import type { Expression } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, PrintedCall } from './dialect.ts'
import { joinSql, raw, type Sql, sql } from './sql.ts'

/** All arguments printed. */
export function values(call: PrintedCall, render: ExpressionRenderer): readonly Sql[] {
  return call.arguments.map((argument) => render.value(argument))
}

/** The argument at a place; refuses a call that has too few. */
export function argument(call: PrintedCall, index: number, render: ExpressionRenderer): Expression {
  return call.arguments[index] ?? render.refuse('FUNCTION_NOT_EXACT', call)
}

/** The text of a constant string argument; refuses any other. */
export function constantText(call: PrintedCall, index: number, render: ExpressionRenderer): string {
  const constant = argument(call, index, render)
  if (constant.kind === 'literal' && constant.value !== null) return constant.value
  return render.refuse('FUNCTION_NOT_EXACT', call)
}

/** `(a op b)`. */
export function infix(operator: string): FunctionRewrite {
  return (call, render) => sql`(${joinSql(values(call, render), ` ${operator} `)})`
}

/** `(op a)`. */
export function prefix(operator: string): FunctionRewrite {
  return (call, render) => sql`(${operator}${render.value(argument(call, 0, render))})`
}

/** `(a IS NULL)`; a column stands as the source has it. */
export function postfix(test: string): FunctionRewrite {
  return (call, render) => sql`(${render.comparand(argument(call, 0, render))} ${test})`
}

/** `name(a, b)`. */
export function named(name: string): FunctionRewrite {
  return (call, render) => sql`${name}(${joinSql(values(call, render), ', ')})`
}

/** `name(DISTINCT a ORDER BY b) FILTER (...) OVER (...)`; count of nothing is count(*). */
export function aggregate(name: string): FunctionRewrite {
  return (call, render) => aggregateOf(name, call, values(call, render))
}

/** The aggregate `name` over arguments already printed. */
export function aggregateOf(name: string, call: PrintedCall, printed: readonly Sql[]): Sql {
  const inside = printed.length === 0 ? raw('*') : joinSql(printed, ', ')
  return sql`${name}(${call.distinct}${inside}${call.orderBy})${call.over}`
}

/** count; of several arguments it counts the combinations of their values, NULLs included. */
export const countOfRows: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  return aggregateOf('count', call, printed.length > 1 ? [sql`ROW(${joinSql(printed, ', ')})`] : printed)
}

/** `name(a, b) OVER (...)`, nothing inside but the arguments. */
export function windowed(name: string): FunctionRewrite {
  return (call, render) => sql`${name}(${joinSql(values(call, render), ', ')})${call.over}`
}

/** The rewrite's text cast to the plan's type. */
export function typed(rewrite: FunctionRewrite): FunctionRewrite {
  return (call, render) => castTo(rewrite(call, render), call.type, call, render)
}

/** `CAST(value AS type)`; refuses a type the source has not. */
export function castTo(value: Sql, type: EngineType, call: PrintedCall, render: ExpressionRenderer): Sql {
  const name = render.dialect.typeName(type) ?? render.refuse('TYPE_NOT_EXACT', call)
  return sql`CAST(${value} AS ${name})`
}

/** The rewrite, where all arguments and the result are of the kinds named. */
export function onlyFor(kinds: readonly EngineType['kind'][], rewrite: FunctionRewrite): FunctionRewrite {
  return (call, render) =>
    kinds.includes(call.type.kind) ? rewrite(call, render) : render.refuse('TYPE_NOT_EXACT', call)
}

/** Equality of printed sides, or IN where there are several on the right. */
export function equality(left: Sql, right: readonly Sql[]): Sql {
  const [only] = right
  return right.length === 1 && only !== undefined
    ? sql`(${left} = ${only})`
    : sql`(${left} IN (${joinSql(right, ', ')}))`
}
