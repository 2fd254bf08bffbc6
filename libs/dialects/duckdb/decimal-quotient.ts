import type { EngineType } from '#arrow'
import { scaleOf } from '../base/decimals.ts'
import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { fromUnscaled, power10, unscaled } from './decimal-digits.ts'
import { GIVEN } from './lambda-names.ts'
import { structOf } from './structs.ts'

/** An exact number; simple when its text may be repeated. */
export interface Dividing {
  readonly value: Sql
  readonly type: EngineType
  readonly simple: boolean
}

/**
 * The quotient of two exact numbers at the scale of the call's type, rounded half away from zero: computed with
 * integers, for DuckDB divides decimals as floats. A quotient of more than 38 digits raises.
 */
export function decimalQuotient(
  dividend: Dividing,
  divisor: Dividing,
  call: PrintedCall,
  render: ExpressionRenderer,
): Sql {
  const scale = scaleOf(call.type)
  const shift = scale - scaleOf(dividend.type) + scaleOf(divisor.type)
  const above = unscaled(dividend.value, scaleOf(dividend.type))
  const below = unscaled(divisor.value, scaleOf(divisor.type))
  const digits =
    dividend.simple && divisor.simple
      ? quotientDigits(above, below, shift)
      : sql`list_transform([${structOf({ n: above, d: below })}], lambda ${GIVEN}: ${quotientDigits(raw(`${GIVEN}.n`), raw(`${GIVEN}.d`), shift)})[1]`
  return fromUnscaled(digits, scale, call, render)
}

/** The largest divisor whose rests, nine digits at a time, stay within 64 bits. */
const SHORT_DIVISOR = '9000000000'
const LONGEST_SHORT = '9000000000000000000'
const DIGITS_AT_A_TIME = 9

/** `n * 10^shift / d` as an integer. Dividing 128 bits takes DuckDB a hundred times as long as dividing 64. */
function quotientDigits(n: Sql, d: Sql, shift: number): Sql {
  const fits = sql`abs(${n}) <= ${LONGEST_SHORT} AND abs(${d}) <= ${SHORT_DIVISOR}`
  return sql`CASE WHEN ${fits} THEN ${shortDivision(asBigint(n), asBigint(d), shift)} ELSE ${longDivision(n, d, shift)} END`
}

function asBigint(value: Sql): Sql {
  return sql`CAST(${value} AS BIGINT)`
}

/** As by hand: the whole part, then nine digits of the rest after the other; the last ones are rounded. */
function shortDivision(n: Sql, d: Sql, shift: number): Sql {
  let sum = sql`CAST((${n} // ${d}) AS HUGEINT) * ${power10(shift)}`
  let rest = sql`(${n} % ${d})`
  let left = shift
  for (; left > DIGITS_AT_A_TIME - 1; left -= DIGITS_AT_A_TIME) {
    const next = sql`(${rest} * 1000000000)`
    sum = sql`${sum} + CAST((${next} // ${d}) AS HUGEINT) * ${power10(left - DIGITS_AT_A_TIME)}`
    rest = sql`(${next} % ${d})`
  }
  return sql`(${sum} + CAST(${rounded(rest, `1${'0'.repeat(left)}`, d)} AS HUGEINT))`
}

function longDivision(n: Sql, d: Sql, shift: number): Sql {
  const rest = sql`(${n} % ${d})`
  return sql`((${n} // ${d}) * ${power10(shift)} + ${rounded(rest, power10(shift), d)})`
}

/** `rest * factor / d`, half away from zero. */
function rounded(rest: Sql, factor: string | Sql, d: Sql): Sql {
  return sql`((2 * ${rest} * ${factor} + sign(${rest}) * abs(${d})) // (2 * ${d}))`
}
