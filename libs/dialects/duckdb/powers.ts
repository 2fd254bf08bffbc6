import { FLOAT64 } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, named, onlyFor, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { cast } from './casts.ts'
import { DIVISION_BY_ZERO, OVERFLOW, raise, UNDERFLOW } from './raise.ts'

const floatFunction = (rewrite: FunctionRewrite): FunctionRewrite => onlyFor(['float64'], rewrite)

const power: FunctionRewrite = floatFunction((call, render) => {
  const [base = NOTHING, exponent = NOTHING] = values(call, render)
  const result = sql`power(${base}, ${exponent})`
  const zero = sql`WHEN ${base} = 0 AND ${exponent} < 0 THEN ${raise('2201F', 'zero raised to a negative power is undefined')}`
  const complex = sql`WHEN ${base} < 0 AND isfinite(${base}) AND isfinite(${exponent}) AND ${exponent} <> floor(${exponent}) THEN ${raise('2201F', 'a negative number raised to a non-integer power yields a complex result')}`
  const under = sql`WHEN ${result} = 0 AND ${base} <> 0 AND isfinite(${base}) AND isfinite(${exponent}) THEN ${UNDERFLOW}`
  const over = sql`WHEN isinf(${result}) AND isfinite(${base}) AND isfinite(${exponent}) THEN ${OVERFLOW}`
  return sql`CASE ${zero} ${complex} ${over} ${under} ELSE ${result} END`
})

const exp: FunctionRewrite = floatFunction((call, render) => {
  const value = render.value(argument(call, 0, render))
  const result = sql`exp(${value})`
  return sql`CASE WHEN isinf(${result}) AND isfinite(${value}) THEN ${OVERFLOW} WHEN ${result} = 0 AND isfinite(${value}) THEN ${UNDERFLOW} ELSE ${result} END`
})

/** log(b, x) in floats; a whole logarithm, whose power gives the number back, is met exactly. */
const logBase: FunctionRewrite = (call, render) => {
  const [base = NOTHING, value = NOTHING] = call.arguments.map((side): Sql => {
    return cast(render.value(side), typeOf(side), FLOAT64) ?? render.refuse('TYPE_NOT_EXACT', side)
  })
  const quotient = sql`(ln(${value}) / ln(${base}))`
  const whole = sql`round(${quotient})`
  return sql`CASE WHEN ${base} = 1 AND ${value} > 0 THEN ${DIVISION_BY_ZERO} WHEN power(${base}, ${whole}) = ${value} THEN ${whole} ELSE ${quotient} END`
}

/** Poles are an overflow in PostgreSQL. */
const gamma: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  const pole = sql`${value} = '-Infinity'::DOUBLE OR (${value} <= 0 AND ${value} = floor(${value}))`
  return sql`CASE WHEN ${pole} OR (isfinite(${value}) AND isinf(gamma(${value}))) THEN ${OVERFLOW} ELSE gamma(${value}) END`
}

const lgamma: FunctionRewrite = (call, render) => {
  const value = render.value(argument(call, 0, render))
  const pole = sql`isfinite(${value}) AND ${value} <= 0 AND ${value} = floor(${value})`
  return sql`CASE WHEN ${pole} OR (isfinite(${value}) AND isinf(lgamma(${value}))) THEN ${OVERFLOW} ELSE lgamma(${value}) END`
}

/** Powers, roots and logarithms, in float64. */
export const POWERS: FunctionTable = {
  power,
  exp,
  sqrt: floatFunction(named('sqrt')),
  cbrt: named('cbrt'),
  ln: floatFunction(named('ln')),
  log10: floatFunction(named('log10')),
  log_base: logBase,
  gamma,
  lgamma,
}
