import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { aggregate, aggregateOf, countOfRows, onlyFor, typed, values, windowed } from '../base/rewrites.ts'
import { joinSql, sql } from '../base/sql.ts'
import { bytewise } from './bytewise.ts'

const extremum =
  (name: string): FunctionRewrite =>
  (call, render) =>
    aggregateOf(
      name,
      call,
      call.arguments.map((value) => bytewise(render.value(value), typeOf(value))),
    )

/** Bytes only from 18 on. */
const extremumBefore18 =
  (name: string): FunctionRewrite =>
  (call, render) =>
    call.type.kind === 'binary' ? render.refuse('FUNCTION_NOT_EXACT', call) : extremum(name)(call, render)

/** DISTINCT wants its ORDER BY among the arguments to the letter, which a bytewise order is not. */
const stringAgg: FunctionRewrite = (call, render) => {
  const { source } = call
  const ordered = source.kind === 'aggregate' && source.distinct && source.orderBy.length > 0
  return ordered ? render.refuse('FUNCTION_NOT_EXACT', call) : aggregate('string_agg')(call, render)
}

/** Of exact numbers the sum, divided with further digits: PostgreSQL's own avg has as many as the value asks for. */
const average: FunctionRewrite = (call, render) => {
  if (call.type.kind !== 'decimal') return typed(aggregate('avg'))(call, render)
  const printed = values(call, render)
  const { precision, scale } = call.type
  const guarded = `numeric(${precision + 2 * scale + 40},${scale + 20})`
  const sum = sql`CAST(${aggregateOf('sum', call, printed)} AS ${guarded})`
  return sql`CAST((${sum} / ${aggregateOf('count', call, printed)}) AS numeric(${String(precision)},${String(scale)}))`
}

/** The one key stands in full: a constant would be left out of an ORDER BY. */
const withinGroup =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const [key] = call.source.kind === 'aggregate' ? call.source.orderBy : []
    if (key === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
    const value = bytewise(render.value(key.expression), typeOf(key.expression))
    const order = sql` WITHIN GROUP (ORDER BY ${value} ${key.descending ? 'DESC' : 'ASC'})`
    return sql`${name}(${joinSql(values(call, render), ', ')})${order}${call.over}`
  }

const spread = (name: string): FunctionRewrite => onlyFor(['float64'], typed(aggregate(name)))

/** Aggregates; min and max of text by its bytes. bit_xor came with version 14, any_value with 16. */
export const AGGREGATES: FunctionTable = {
  count: countOfRows,
  grouping: windowed('GROUPING'),
  sum: aggregate('sum'),
  avg: average,
  min: extremum('min'),
  max: extremum('max'),
  bool_and: aggregate('bool_and'),
  bool_or: aggregate('bool_or'),
  string_agg: stringAgg,
  stddev_samp: spread('stddev_samp'),
  stddev_pop: spread('stddev_pop'),
  var_samp: spread('var_samp'),
  var_pop: spread('var_pop'),
  bit_and: aggregate('bit_and'),
  bit_or: aggregate('bit_or'),
  corr: aggregate('corr'),
  covar_samp: aggregate('covar_samp'),
  covar_pop: aggregate('covar_pop'),
  regr_count: aggregate('regr_count'),
  regr_avgx: aggregate('regr_avgx'),
  regr_avgy: aggregate('regr_avgy'),
  regr_sxx: aggregate('regr_sxx'),
  regr_syy: aggregate('regr_syy'),
  regr_sxy: aggregate('regr_sxy'),
  regr_slope: aggregate('regr_slope'),
  regr_intercept: aggregate('regr_intercept'),
  regr_r2: aggregate('regr_r2'),
  percentile_cont: withinGroup('percentile_cont'),
  percentile_disc: withinGroup('percentile_disc'),
  mode: withinGroup('mode'),
}

/** What servers before version 18 compute of fewer types. */
export const AGGREGATES_BEFORE_18: FunctionTable = {
  min: extremumBefore18('min'),
  max: extremumBefore18('max'),
}
