import { isFloat } from '#arrow'
import { typeOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { FunctionRewrite } from '../base/dialect.ts'
import { argument, castTo, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { bindAlways } from './bind-once.ts'
import { isComparedOtherwise } from './compared-by.ts'
import { unscaled } from './decimal-digits.ts'
import { ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'

const refusal = (message: string): Sql => raise('2201G', message)

/** The bucket of an equal-width histogram: of floats by PostgreSQL's own formula, of decimals in digits. */
export const widthBucket: FunctionRewrite = (call, render) => {
  const [operand = NOTHING, low = NOTHING, high = NOTHING, count = NOTHING] = values(call, render)
  const types = call.arguments.slice(0, 3).map(typeOf)
  const isNull = sql`${operand} IS NULL OR ${low} IS NULL OR ${high} IS NULL OR ${count} IS NULL`
  const scale = Math.max(...types.map(scaleOf))
  const digits = (value: Sql, index: number): Sql => unscaled(value, scaleOf(types[index] ?? call.type), scale)
  const faults = types.some(isFloat) ? floatFaults(operand, low, high) : NOTHING
  const inside = types.some(isFloat)
    ? floatBucket(operand, low, high, count)
    : sql`((${digits(operand, 0)} - ${digits(low, 1)}) * ${count}) // (${digits(high, 2)} - ${digits(low, 1)})`
  const below = sql`CASE WHEN ${low} < ${high} THEN ${operand} < ${low} ELSE ${operand} > ${low} END`
  const above = sql`CASE WHEN ${low} < ${high} THEN ${operand} >= ${high} ELSE ${operand} <= ${high} END`
  return sql`CASE WHEN ${isNull} THEN NULL WHEN ${count} <= 0 THEN ${refusal('count must be greater than zero')} ${faults}WHEN ${low} = ${high} THEN ${refusal('lower bound cannot equal upper bound')} WHEN ${below} THEN CAST(0 AS INTEGER) WHEN ${above} THEN ${count} + CAST(1 AS INTEGER) ELSE CAST(${inside} + 1 AS INTEGER) END`
}

/** How many thresholds are at or below the value. PostgreSQL looks for the place by halves, so that they must ascend. */
export const bucketOfThresholds: FunctionRewrite = (call, render) => {
  if (isComparedOtherwise(typeOf(argument(call, 0, render)))) return render.refuse('TYPE_NOT_EXACT', call)
  const ofNulls = raise('22004', 'thresholds array must not contain NULLs')
  const unordered = raise('0A000', 'width_bucket of thresholds that do not ascend is not supported')
  const bucket = bindAlways(values(call, render), (at) => {
    const [value, thresholds] = [at(0), at(1)]
    const below = sql`len(list_filter(${thresholds}, lambda ${ITEM}: ${ITEM} <= ${value}))`
    const hasNull = sql`len(list_filter(${thresholds}, lambda ${ITEM}: ${ITEM} IS NULL)) > 0`
    return sql`CASE WHEN ${value} IS NULL OR ${thresholds} IS NULL THEN NULL WHEN ${hasNull} THEN ${ofNulls} WHEN ${thresholds} <> list_sort(${thresholds}, 'ASC') THEN ${unordered} ELSE ${below} END`
  })
  return castTo(bucket, call.type, call, render)
}

function floatFaults(operand: Sql, low: Sql, high: Sql): Sql {
  const nan = refusal('operand, lower bound, and upper bound cannot be NaN')
  const infinite = refusal('lower and upper bounds must be finite')
  return sql`WHEN isnan(${operand}) OR isnan(${low}) OR isnan(${high}) THEN ${nan} WHEN isinf(${low}) OR isinf(${high}) THEN ${infinite} `
}

/** The last bucket takes what rounds up to its end; bounds that are too far apart are halved. */
function floatBucket(operand: Sql, low: Sql, high: Sql, count: Sql): Sql {
  const part = sql`CASE WHEN isinf(${high} - ${low}) THEN (${operand} / 2 - ${low} / 2) / (${high} / 2 - ${low} / 2) ELSE (${operand} - ${low}) / (${high} - ${low}) END`
  return sql`least(trunc(${count} * (${part})), ${count} - 1)`
}
