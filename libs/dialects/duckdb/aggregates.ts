import { type EngineType, INT64, isFloat } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { aggregate, aggregateOf, argument, castTo, countOfRows, typed, values, windowed } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { isOfIntervals } from './compared-by.ts'
import { decimalQuotient } from './decimal-quotient.ts'
import { distinctList, isDistinct } from './distinct-lists.ts'
import { averageInterval, sumOfIntervals } from './interval-aggregates.ts'
import { ORDERED_SETS } from './ordered-sets.ts'
import { OVERFLOW, raise } from './raise.ts'
import { REGRESSION } from './regression.ts'
import { stringAgg } from './string-agg.ts'

/** Raises where finite floats gave an infinite aggregate. */
function unlessOverflow(call: PrintedCall, result: Sql, value: Sql): Sql {
  const infinite = sql`coalesce(bool_or(isinf(${value}))${call.over}, FALSE)`
  return sql`CASE WHEN isinf(${result}) AND NOT ${infinite} THEN ${OVERFLOW} ELSE ${result} END`
}

const sum: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  if (call.type.kind === 'interval') return sumOfIntervals(call, render.value(value), render)
  const total = castTo(aggregate('sum')(call, render), call.type, call, render)
  if (isFloat(typeOf(value))) return unlessOverflow(call, total, render.value(value))
  return unlessTooLong(call, total, render.value(value), typeOf(value))
}

/** Of so many digits it takes 17,000 million numbers that have them all to come near the end of 128 bits. */
const SHORT_DIGITS = 28

/** DuckDB adds sums of 128 bits to one another without a look at their end: the sum as a float shows where it lies. */
function unlessTooLong(call: PrintedCall, total: Sql, value: Sql, type: EngineType): Sql {
  if (type.kind !== 'decimal' || type.precision <= SHORT_DIGITS) return total
  const about = isDistinct(call)
    ? sql`max(abs(CAST(${value} AS DOUBLE)))${call.over} * ${aggregateOf('count', call, [value])}`
    : aggregateOf('sum', call, [sql`CAST(${value} AS DOUBLE)`])
  const end = `1.5e${38 - type.scale}`
  return sql`CASE WHEN abs(${about}) >= ${end} THEN ${raise('22003', 'numeric field overflow')} ELSE ${total} END`
}

/** Of exact numbers the exact sum divided by the count, which is zero where the sum is NULL. */
const average: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const type = typeOf(value)
  const printed = values(call, render)
  if (type.kind === 'interval') return averageInterval(call, render.value(value), render)
  if (isFloat(type)) return unlessOverflow(call, aggregateOf('avg', call, printed), render.value(value))
  const total = aggregateOf('sum', call, printed)
  const sum = { value: unlessTooLong(call, total, render.value(value), type), type, simple: true }
  const count = { value: sql`nullif(${aggregateOf('count', call, printed)}, 0)`, type: INT64, simple: true }
  return decimalQuotient(sum, count, call, render)
}

const extremum =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const type = typeOf(argument(call, 0, render))
    const { kind } = type.kind === 'array' ? type.element : type
    if (kind === 'json') return render.refuse('TYPE_NOT_EXACT', call)
    return aggregate(name)(call, render)
  }

/** Digits up to which the sum of squares of a million rows stays within 38 digits. */
const EXACT_DIGITS = 12

/** Variance: in whole numbers where they suffice, for no float formula keeps the digits of large, close values. */
const spread =
  (name: 'stddev_samp' | 'stddev_pop' | 'var_samp' | 'var_pop'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const type = typeOf(value)
    const printed = render.value(value)
    const exact =
      type.kind === 'int16' || type.kind === 'int32' || (type.kind === 'decimal' && type.precision <= EXACT_DIGITS)
    if (isFloat(type)) return floatSpread(name, call, printed)
    if (!exact || isDistinct(call)) {
      return aggregateOf(name, call, [sql`CAST(${printed} AS DOUBLE)`])
    }
    const scale = type.kind === 'decimal' ? type.scale : 0
    const variance = exactVariance(name.endsWith('pop'), wholeNumber(printed, scale), scale, call)
    return name.startsWith('stddev') ? sql`sqrt(${variance})` : variance
  }

/** DuckDB raises for NaN and infinities, of which PostgreSQL makes NaN. */
function floatSpread(name: string, call: PrintedCall, value: Sql): Sql {
  const spreadOf = aggregateOf(name, call, [sql`CAST(CASE WHEN isfinite(${value}) THEN ${value} END AS DOUBLE)`])
  const odd = aggregateOf('bool_or', call, [sql`NOT isfinite(${value})`])
  const needed = name.endsWith('pop') ? '0' : '1'
  return sql`CASE WHEN ${odd} THEN CASE WHEN ${aggregateOf('count', call, [value])} > ${needed} THEN CAST('NaN' AS DOUBLE) END ELSE ${spreadOf} END`
}

function wholeNumber(value: Sql, scale: number): Sql {
  if (scale === 0) return sql`CAST(${value} AS HUGEINT)`
  return sql`CAST(${value} * CAST(1${'0'.repeat(scale)} AS DECIMAL(${String(scale + 1)},0)) AS HUGEINT)`
}

function exactVariance(population: boolean, value: Sql, scale: number, call: PrintedCall): Sql {
  const count = sql`count(${value})${call.over}`
  const total = sql`sum(${value})${call.over}`
  const squares = sql`sum(${value} * ${value})${call.over}`
  const numerator = sql`CAST(CAST(${count} AS HUGEINT) * ${squares} - ${total} * ${total} AS DOUBLE)`
  const degrees = population ? count : sql`(${count} - 1)`
  const denominator = sql`(CAST(${count} AS DOUBLE) * ${degrees} * 1e${String(2 * scale)})`
  return sql`CASE WHEN ${count} > ${population ? '0' : '1'} THEN ${numerator} / ${denominator} END`
}

/** array_agg keeps NULLs; DISTINCT without an order is sorted, NULL last. */
const arrayAgg: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [value = NOTHING] = printed
  return isDistinct(call) ? distinctList(call, value, [value], render) : aggregateOf('array_agg', call, printed)
}

/** No groups are made of intervals. NULL is of the grand total of no rows, which a correlated subquery gets from a join. */
const grouping: FunctionRewrite = (call, render) => {
  if (call.arguments.some((key) => isOfIntervals(typeOf(key)))) return render.refuse('TYPE_NOT_EXACT', call)
  const ofGrandTotal = 2 ** call.arguments.length - 1
  return castTo(sql`coalesce(${windowed('grouping')(call, render)}, ${String(ofGrandTotal)})`, call.type, call, render)
}

/** Aggregates, each cast to the plan's type. */
export const AGGREGATES: FunctionTable = {
  ...REGRESSION,
  ...ORDERED_SETS,
  count: countOfRows,
  grouping,
  sum,
  avg: average,
  min: extremum('min'),
  max: extremum('max'),
  bool_and: aggregate('bool_and'),
  bool_or: aggregate('bool_or'),
  string_agg: stringAgg,
  array_agg: arrayAgg,
  any_value: aggregate('any_value'),
  bit_and: typed(aggregate('bit_and')),
  bit_or: typed(aggregate('bit_or')),
  bit_xor: typed(aggregate('bit_xor')),
  stddev_samp: spread('stddev_samp'),
  stddev_pop: spread('stddev_pop'),
  var_samp: spread('var_samp'),
  var_pop: spread('var_pop'),
}
