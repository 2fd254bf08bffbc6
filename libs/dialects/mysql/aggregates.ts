import { digitsOf, typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { aggregateOf, argument, values } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bytes, isDate, isNumber, isShortText, isText, realValue } from './values.ts'

const numbersOnly =
  (rewrite: FunctionRewrite): FunctionRewrite =>
  (call, render) => {
    for (const side of call.arguments) if (!isNumber(side)) render.refuse('TYPE_NOT_EXACT', call)
    return rewrite(call, render)
  }

const sum: FunctionRewrite = numbersOnly((call, render) => {
  const value = aggregateOf('SUM', call, values(call, render))
  return call.type.kind === 'int64' ? sql`CAST(${value} AS SIGNED)` : value
})

/** Whole digits of a number whose sums stay within the 35 that DECIMAL(65,30) has before the point. */
const SUMMABLE_DIGITS = 20

/** Of exact numbers the sum at MySQL's largest scale, divided and rounded once more; of floats a float. */
const average: FunctionRewrite = numbersOnly((call, render) => {
  const printed = values(call, render)
  const [total, count] = [aggregateOf('SUM', call, printed), aggregateOf('COUNT', call, printed)]
  if (call.type.kind !== 'decimal') return sql`((${total} + 0e0) / ${count})`
  const { precision, scale } = call.type
  const { whole = precision } = digitsOf(typeOf(argument(call, 0, render))) ?? {}
  if (whole > SUMMABLE_DIGITS || whole + scale > precision) return render.refuse('TYPE_NOT_EXACT', call)
  return sql`CAST(CAST(${total} AS DECIMAL(65,30)) / ${count} AS DECIMAL(${String(precision)},${String(scale)}))`
})

/** count(x) counts what is not null; a zero date is null to us, and so are rows with a null field to the server. */
const count: FunctionRewrite = (call, render) => {
  if (call.arguments.length > 1) return render.refuse('FUNCTION_NOT_EXACT', call)
  const distinct = call.distinct.length > 0 && call.distinct.join('') !== ''
  const printed = call.arguments.map((side) => {
    const value = realValue(side, render)
    return distinct && isText(side) ? bytes(value) : value
  })
  return aggregateOf('COUNT', call, printed)
}

/** The least or the greatest: of text by its bytes, as far as the server sorts by all of them. */
const extremum =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const side = argument(call, 0, render)
    if (isText(side)) {
      if (!isShortText(side, render)) return render.refuse('COLLATION', call)
      return sql`CONVERT(${aggregateOf(name, call, [bytes(render.value(side))])} USING utf8mb4)`
    }
    if (!isNumber(side) && !isDate(side)) return render.refuse('TYPE_NOT_EXACT', call)
    return aggregateOf(name, call, [realValue(side, render)])
  }

/** A boolean is 0 or 1 there, so that the least says whether all are true. */
const all =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const least: Sql = aggregateOf(name, call, values(call, render))
    return sql`(${least} <> 0)`
  }

/** Aggregates. */
export const AGGREGATES: FunctionTable = {
  count,
  sum,
  avg: average,
  min: extremum('MIN'),
  max: extremum('MAX'),
  bool_and: all('MIN'),
  bool_or: all('MAX'),
}
