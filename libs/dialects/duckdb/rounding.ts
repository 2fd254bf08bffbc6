import { type EngineType, isFloat } from '#arrow'
import { type Expression, typeOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, castTo, named, typed } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { unscaled } from './decimal-digits.ts'
import { halfEven } from './half-even.ts'
import { raise } from './raise.ts'
import { bucketOfThresholds, widthBucket } from './width-bucket.ts'

/** A constant number of places, or undefined. */
function constantPlaces(places: Expression | undefined): number | undefined {
  if (places?.kind !== 'literal' || places.value === null || !/^-?\d{1,2}$/.test(places.value)) return undefined
  return Number(places.value)
}

const round: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  if (!isFloat(call.type)) return toPlaces('round')(call, render)
  if (call.arguments.length === 1) return halfEven(value)
  const places = constantPlaces(call.arguments[1])
  if (places === undefined || Math.abs(places) > 17) return render.refuse('FUNCTION_NOT_EXACT', call)
  return roundedFloat(value, places)
}

/**
 * A float to decimal places, which PostgreSQL has not: its shortest decimal text is rounded, half away from zero. Of 17
 * digits or fewer, a number from 10^(17 - places) on has none to lose, and a smaller one fits.
 */
function roundedFloat(value: Sql, places: number): Sql {
  const text = sql`CAST(CAST(${value} AS VARCHAR) AS DECIMAL(38,${String(places + 18)}))`
  const rounded = sql`CAST(CAST(round(${text}, ${String(places)}) AS VARCHAR) AS DOUBLE)`
  const whole = sql`NOT isfinite(${value}) OR abs(${value}) >= 1e${String(17 - places)}`
  return sql`CASE WHEN ${whole} THEN ${value} ELSE ${rounded} END`
}

/** round and trunc of decimals to a number of places. */
const toPlaces =
  (name: 'round' | 'trunc'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const printed = render.value(value)
    const places = call.arguments[1]
    if (places === undefined) return castTo(sql`${name}(${printed})`, call.type, call, render)
    const constant = constantPlaces(places)
    if (isFloat(call.type)) return render.refuse('FUNCTION_NOT_EXACT', call)
    if (constant === undefined) {
      if (places.kind === 'literal') return render.refuse('FUNCTION_NOT_EXACT', call)
      return castTo(toPlacesOfRow(name, printed, render.value(places), scaleOf(typeOf(value))), call.type, call, render)
    }
    return castTo(toConstantPlaces(name, printed, typeOf(value), constant), call.type, call, render)
  }

function toConstantPlaces(name: 'round' | 'trunc', value: Sql, type: EngineType, places: number): Sql {
  const plain = sql`${name}(${value}, ${String(places)})`
  if (type.kind !== 'decimal' || places >= 0) return plain
  const digitsLeft = type.precision - type.scale + places
  if (digitsLeft > 0) return plain
  if (digitsLeft < 0 || name === 'trunc') return zeroOf(value)
  const long = longer(value, type)
  return type.precision < 38 ? sql`round(${long}, ${String(places)})` : zeroOf(long)
}

/** What is left of a number without one of its digits: DuckDB gives zero for NULL too. */
function zeroOf(value: Sql): Sql {
  return sql`CASE WHEN ${value} IS NOT NULL THEN 0 END`
}

/** With room for one more digit, as the first one may be rounded up: DuckDB gives zero where there is none. */
function longer(value: Sql, { precision, scale }: Extract<EngineType, { kind: 'decimal' }>): Sql {
  if (precision < 38) return sql`CAST(${value} AS DECIMAL(${String(precision + 1)},${String(scale)}))`
  const half = sql`CAST('5${'0'.repeat(37 - scale)}' AS DECIMAL(38,${String(scale)}))`
  return sql`CASE WHEN abs(${value}) >= ${half} THEN ${raise('22003', 'numeric field overflow')} ELSE ${value} END`
}

/** To as many places as the row says, in digits; more than there are change nothing, and fewer than none leave zero. */
function toPlacesOfRow(name: 'round' | 'trunc', value: Sql, places: Sql, scale: number): Sql {
  const powers = Array.from({ length: 38 }, (_, exponent) => `1${'0'.repeat(exponent)}`)
  const list = powers.map((power) => `'${power}'`).join(', ')
  const unit = sql`CAST(list_extract([${list}], ${String(scale + 1)} - ${places}) AS HUGEINT)`
  const digits = unscaled(value, scale)
  const half = name === 'round' ? sql` + sign(${digits}) * (${unit} // 2)` : NOTHING
  const cut = sql`((${digits}${half}) // ${unit} * ${unit})`
  const unscale =
    scale === 0 ? NOTHING : sql` * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${String(scale)},${String(scale)}))`
  return sql`CASE WHEN ${places} >= ${String(scale)} THEN ${value} WHEN ${places} < ${String(scale - 37)} THEN ${value} - ${value} ELSE CAST(${cut} AS DECIMAL(38,0))${unscale} END`
}

/** PostgreSQL's sign of NaN is 0. */
const sign: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  if (!isFloat(call.type)) return castTo(sql`sign(${value})`, call.type, call, render)
  return castTo(sql`CASE WHEN isnan(${value}) THEN 0 ELSE sign(${value}) END`, call.type, call, render)
}

/** Places that are needed: those of the text without its last zeros. */
const minScale: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const printed = render.value(value)
  if (scaleOf(typeOf(value)) === 0) return sql`CASE WHEN ${printed} IS NOT NULL THEN CAST(0 AS INTEGER) END`
  return castTo(sql`length(rtrim(split_part(CAST(${printed} AS VARCHAR), '.', 2), '0'))`, call.type, call, render)
}

/** Rounding, and the places of decimals. */
export const ROUNDING: FunctionTable = {
  sign,
  ceil: typed(named('ceil')),
  floor: typed(named('floor')),
  round,
  trunc: toPlaces('trunc'),
  min_scale: minScale,
  trim_scale: (call, render) => render.value(argument(call, 0, render)),
  width_bucket: widthBucket,
  width_bucket_array: bucketOfThresholds,
}
