import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { aggregate, aggregateOf, countOfRows, onlyFor, typed, values } from '../base/rewrites.ts'
import { sql } from '../base/sql.ts'
import { bytewise } from './bytewise.ts'

const extremum =
  (name: string): FunctionRewrite =>
  (call, render) =>
    aggregateOf(
      name,
      call,
      call.arguments.map((value) => bytewise(render.value(value), typeOf(value))),
    )

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

const spread = (name: string): FunctionRewrite => onlyFor(['float64'], typed(aggregate(name)))

/** Aggregates; min and max of text by its bytes. */
export const AGGREGATES: FunctionTable = {
  count: countOfRows,
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
}
