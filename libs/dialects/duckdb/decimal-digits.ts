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
