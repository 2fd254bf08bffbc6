import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { aggregate, aggregateOf, countOfRows, onlyFor, typed } from '../base/rewrites.ts'
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

const average: FunctionRewrite = onlyFor(['float64'], typed(aggregate('avg')))

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
