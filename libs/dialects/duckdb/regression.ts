import type { FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { aggregateOf, castTo, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { OVERFLOW } from './raise.ts'

/** The sums that every one of these is made of, over the pairs without a NULL. */
interface Sums {
  readonly count: Sql
  readonly averageX: Sql
  readonly averageY: Sql
  /** Sums of squares and products of the distances from the averages. */
  readonly xx: Sql
  readonly yy: Sql
  readonly xy: Sql
}

/** DuckDB raises for NaN and infinities, of which PostgreSQL makes NaN: they are kept from its functions. */
function sumsOf(call: PrintedCall, y: Sql, x: Sql): Sums {
  const over = (name: string, ...args: readonly Sql[]): Sql => aggregateOf(name, call, args)
  const [ofX, ofY] = [sql`CASE WHEN ${y} IS NOT NULL THEN ${x} END`, sql`CASE WHEN ${x} IS NOT NULL THEN ${y} END`]
  const finite = (value: Sql): Sql => sql`CASE WHEN isfinite(${value}) THEN ${value} END`
  const odd = (value: Sql): Sql => sql`coalesce(${over('bool_or', sql`NOT isfinite(${value})`)}, FALSE)`
  const same = (value: Sql): Sql => sql`${over('min', value)} = ${over('max', value)}`
  const count = over('count', ofX)
  const nan = sql`CAST('NaN' AS DOUBLE)`
  const squares = (value: Sql): Sql =>
    sql`CASE WHEN ${odd(value)} THEN ${nan} WHEN ${same(value)} THEN 0e0 ELSE ${over('var_pop', finite(value))} * ${count} END`
  const spread = sql`${over('covar_pop', finite(y), finite(x))} * ${count}`
  const products = sql`CASE WHEN ${odd(ofX)} OR ${odd(ofY)} THEN ${nan} WHEN ${same(ofX)} OR ${same(ofY)} THEN 0e0 ELSE CASE WHEN isfinite(${spread}) THEN ${spread} ELSE ${OVERFLOW} END END`
  return {
    count,
    averageX: guardedAverage(over('avg', ofX), odd(ofX)),
    averageY: guardedAverage(over('avg', ofY), odd(ofY)),
    xx: squares(ofX),
    yy: squares(ofY),
    xy: products,
  }
}

function guardedAverage(average: Sql, odd: Sql): Sql {
  return sql`CASE WHEN isinf(${average}) AND NOT ${odd} THEN ${OVERFLOW} ELSE ${average} END`
}

/** The formula, NULL for fewer pairs than it needs. */
const ofPairs =
  (needed: number, formula: (sums: Sums) => Sql): FunctionRewrite =>
  (call, render) => {
    if (call.distinct.join('') !== '') return render.refuse('FUNCTION_NOT_EXACT', call)
    const [y = NOTHING, x = NOTHING] = values(call, render)
    const sums = sumsOf(call, y, x)
    return castTo(sql`CASE WHEN ${sums.count} >= ${String(needed)} THEN ${formula(sums)} END`, call.type, call, render)
  }

/** Never outside -1 to 1, where rounding would take it. */
const correlation = ({ xx, yy, xy }: Sums): Sql => {
  const value = sql`((${xy}) / (sqrt(${xx}) * sqrt(${yy})))`
  return sql`CASE WHEN (${xx}) = 0 OR (${yy}) = 0 THEN NULL WHEN isnan(${value}) THEN ${value} ELSE greatest(-1e0, least(1e0, ${value})) END`
}

const slope = ({ xx, xy }: Sums): Sql => sql`((${xy}) / nullif((${xx}), 0))`

/** Covariance and linear regression of `(y, x)`, in float64. */
export const REGRESSION: FunctionTable = {
  regr_count: (call, render) => {
    const [y = NOTHING, x = NOTHING] = values(call, render)
    if (call.distinct.join('') !== '') return render.refuse('FUNCTION_NOT_EXACT', call)
    return aggregateOf('count', call, [sql`CASE WHEN ${y} IS NOT NULL THEN ${x} END`])
  },
  regr_avgx: ofPairs(1, ({ averageX }) => averageX),
  regr_avgy: ofPairs(1, ({ averageY }) => averageY),
  regr_sxx: ofPairs(1, ({ xx }) => xx),
  regr_syy: ofPairs(1, ({ yy }) => yy),
  regr_sxy: ofPairs(1, ({ xy }) => xy),
  covar_pop: ofPairs(1, ({ xy, count }) => sql`(${xy}) / ${count}`),
  covar_samp: ofPairs(2, ({ xy, count }) => sql`(${xy}) / (${count} - 1)`),
  corr: ofPairs(1, correlation),
  regr_slope: ofPairs(1, slope),
  regr_intercept: ofPairs(1, (sums) => sql`${sums.averageY} - ${sums.averageX} * ${slope(sums)}`),
  regr_r2: ofPairs(
    1,
    ({ xx, yy, xy }) =>
      sql`CASE WHEN (${xx}) = 0 THEN NULL WHEN (${yy}) = 0 THEN 1e0 ELSE ((${xy}) * (${xy})) / ((${xx}) * (${yy})) END`,
  ),
}
