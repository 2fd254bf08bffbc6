import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { castTo } from '../base/rewrites.ts'
import { raw, type Sql, sql } from '../base/sql.ts'

interface Ordered {
  readonly value: Sql
  readonly direction: 'ASC' | 'DESC'
}

/** The value an ordered-set aggregate is of: the one key of its order. */
function orderedValue(call: PrintedCall, render: ExpressionRenderer): Ordered {
  const [key] = call.source.kind === 'aggregate' ? call.source.orderBy : []
  if (key === undefined || typeOf(key.expression).kind === 'json') return render.refuse('FUNCTION_NOT_EXACT', call)
  return { value: render.value(key.expression), direction: key.descending ? 'DESC' : 'ASC' }
}

/** The constant fraction as text; null for NULL, of which the answer is NULL. */
function fractionOf(call: PrintedCall, render: ExpressionRenderer): string | null {
  const [fraction] = call.arguments
  return fraction?.kind === 'literal' ? fraction.value : render.refuse('FUNCTION_NOT_EXACT', call)
}

/** The fraction of an order. DuckDB counts DESC by negative fractions, of which zero is none: it is the last ascending. */
function counted(fraction: string, direction: Ordered['direction']): { readonly share: Sql; readonly order: string } {
  const isFirstOfDescending = direction === 'DESC' && Number(fraction) === 0
  return isFirstOfDescending
    ? { share: raw('CAST(1 AS DOUBLE)'), order: 'ASC' }
    : { share: sql`CAST(${fraction} AS DOUBLE)`, order: direction }
}

/** NULL of every group; an aggregate, as what stands around it expects. */
const nothing = (call: PrintedCall, render: ExpressionRenderer): Sql =>
  sql`min(${castTo(raw('NULL'), call.type, call, render)})${call.over}`

/** The first value at or beyond the fraction of the rows. */
const percentileDisc: FunctionRewrite = (call, render) => {
  const { value, direction } = orderedValue(call, render)
  const fraction = fractionOf(call, render)
  if (fraction === null) return nothing(call, render)
  const { share, order } = counted(fraction, direction)
  return sql`percentile_disc(${share}) WITHIN GROUP (ORDER BY ${value} ${order})${call.over}`
}

/**
 * Between the two values around the fraction. PostgreSQL adds a share of their difference to the first, so that it
 * answers NaN where the first is infinite, or comes after an infinity: there DuckDB's interpolation is not taken.
 */
const percentileCont: FunctionRewrite = (call, render) => {
  const { value, direction } = orderedValue(call, render)
  const fraction = fractionOf(call, render)
  if (call.type.kind !== 'float64') return render.refuse('FUNCTION_NOT_EXACT', call)
  if (fraction === null) return nothing(call, render)
  const position = sql`(CAST(${fraction} AS DOUBLE) * (count(${value})${call.over} - 1))`
  const { share, order } = counted(fraction, direction)
  const rowsOf = (condition: string): Sql => sql`count(CASE WHEN ${value} ${condition} THEN 1 END)${call.over}`
  const [low, high] = [rowsOf("= '-Infinity'::DOUBLE"), rowsOf("> '1.7976931348623157e308'::DOUBLE")]
  const [before, after] = direction === 'ASC' ? [low, high] : [high, low]
  const odd = sql`count(${value})${call.over} > 0 AND ${position} <> floor(${position}) AND (floor(${position}) < ${before} OR floor(${position}) >= count(${value})${call.over} - ${after})`
  const between = sql`percentile_cont(${share}) WITHIN GROUP (ORDER BY ${value} ${order})${call.over}`
  return sql`CASE WHEN ${odd} THEN CAST('NaN' AS DOUBLE) ELSE ${between} END`
}

/** The most frequent value, the first in order of those that are equally so. */
const mode: FunctionRewrite = (call, render) => {
  // Equal intervals of different spellings would be counted apart.
  if (call.type.kind === 'interval') return render.refuse('TYPE_NOT_EXACT', call)
  const { value, direction } = orderedValue(call, render)
  return sql`mode(${value} ORDER BY ${value} ${direction})${call.over}`
}

/** Aggregates WITHIN GROUP (ORDER BY ...). */
export const ORDERED_SETS: FunctionTable = { percentile_disc: percentileDisc, percentile_cont: percentileCont, mode }
