import { type EngineType, MAX_DECIMAL_PRECISION } from '#arrow'
import { digitsOf } from '#plan'
import { scaleOf } from '../base/decimals.ts'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { castTo } from '../base/rewrites.ts'
import { raw, type Sql, sql } from '../base/sql.ts'

/** An exact number as the integer of its digits at a scale that is not smaller than its own. */
export function unscaled(value: Sql, scale: number, at = scale): Sql {
  const digits = digitsAt(value, scale)
  return at === scale ? digits : sql`(${digits} * ${power10(at - scale)})`
}

/** By multiplication while that leaves room in 38 digits, else from its text. */
function digitsAt(value: Sql, scale: number): Sql {
  if (scale === 0) return sql`CAST(${value} AS HUGEINT)`
  if (scale > 6) return sql`CAST(replace(CAST(${value} AS VARCHAR), '.', '') AS HUGEINT)`
  return sql`CAST(CAST(${value} AS DECIMAL(38,${String(scale)})) * CAST(${`1${'0'.repeat(scale)}`} AS DECIMAL(${String(scale + 1)},0)) AS HUGEINT)`
}

/** An integer of digits at a scale as a decimal of the call's type. */
export function fromUnscaled(digits: Sql, scale: number, call: PrintedCall, render: ExpressionRenderer): Sql {
  const whole = sql`CAST(${digits} AS DECIMAL(38,0))`
  if (scale === 0) return castTo(whole, call.type, call, render)
  const unit = sql`CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${String(scale)},${String(scale)}))`
  return castTo(sql`(${whole} * ${unit})`, call.type, call, render)
}

export function power10(exponent: number): Sql {
  return raw(`CAST('1${'0'.repeat(exponent)}' AS HUGEINT)`)
}

type Side = readonly [value: Sql, type: EngineType]

/**
 * The quotient of two exact numbers at the scale of the call's type, rounded half away from zero, in integers: one
 * division where the shifted dividend surely fits in 38 digits, else the whole part and the rest one after the other,
 * which needs room for the divisor only. A quotient of more than 38 digits raises.
 */
export function decimalQuotient(
  [left, dividend]: Side,
  [right, divisor]: Side,
  call: PrintedCall,
  render: ExpressionRenderer,
): Sql {
  const scale = scaleOf(call.type)
  const shift = scale - scaleOf(dividend) + scaleOf(divisor)
  const above = unscaled(left, scaleOf(dividend))
  const below = unscaled(right, scaleOf(divisor))
  const { whole = MAX_DECIMAL_PRECISION } = digitsOf(dividend) ?? {}
  if (whole + scaleOf(dividend) + shift + 1 <= MAX_DECIMAL_PRECISION) {
    return fromUnscaled(rounded(sql`${above} * ${power10(shift)}`, above, below), scale, call, render)
  }
  const rest = sql`(${above} % ${below})`
  const fraction = rounded(sql`${rest} * ${power10(shift)}`, rest, below)
  return fromUnscaled(sql`((${above} // ${below}) * ${power10(shift)} + ${fraction})`, scale, call, render)
}

/** `above / below` as an integer, half away from zero; `sign` is a number of the sign of `above`. */
function rounded(above: Sql, sign: Sql, below: Sql): Sql {
  return sql`((2 * (${above}) + sign(${sign}) * abs(${below})) // (2 * ${below}))`
}
