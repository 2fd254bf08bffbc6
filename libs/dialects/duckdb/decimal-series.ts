import { type Expression, type TableCall, typeOf } from '#plan'
import type { ExpressionRenderer, PrintedRows } from '../base/dialect.ts'
import { Refused } from '../base/refused.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { numberStep } from './series-steps.ts'
import { typeName } from './types.ts'

/** Digits that leave room in 38 for those of a count. */
const MAX_DIGITS = 18

/** A series of decimals: the n-th value is start + n * step, exactly. @throws Refused above 18 digits */
export function decimalSeries(
  call: TableCall,
  isNumbered: boolean,
  alias: string,
  render: ExpressionRenderer,
): PrintedRows {
  const [start, stop, written] = call.arguments
  if (start === undefined || stop === undefined) throw tooLong()
  const one: Expression = { kind: 'literal', value: '1', type: { kind: 'decimal', precision: 1, scale: 0 } }
  const step = written ?? one
  const types = [start, stop, step].map(typeOf)
  const scale = Math.max(...types.map((type) => (type.kind === 'decimal' ? type.scale : 0)))
  const isLong = [...types, call.columns[0].type].some((type) => type.kind !== 'decimal' || type.precision > MAX_DIGITS)
  if (isLong) throw tooLong()
  const ends = [start, stop].map((bound) => render.value(bound))
  const [first = raw('0'), last = raw('0')] = ends
  const checked = numberStep(step, ends, render)
  const distance = sql`(${whole(last, scale)} - ${whole(first, scale)})`
  const steps = sql`${whole(checked, scale)}`
  const count = sql`CASE WHEN sign(${distance}) = -sign(${steps}) THEN -1 ELSE ${distance} // ${steps} END`
  const made = sql`${first} + CAST(${alias}.i AS DECIMAL(18,0)) * ${render.value(step)}`
  return {
    from: sql`generate_series(0, CAST(${count} AS BIGINT)) AS ${alias}(i)`,
    values: [sql`CAST(${made} AS ${typeName(call.columns[0].type)})`, ...(isNumbered ? [sql`(${alias}.i + 1)`] : [])],
  }
}

/** The number in units of 10^-scale. */
function whole(value: Sql, scale: number): Sql {
  return sql`CAST((${value}) * CAST(1${'0'.repeat(scale)} AS DECIMAL(${String(scale + 1)},0)) AS HUGEINT)`
}

function tooLong(): Refused {
  return new Refused('TYPE_NOT_EXACT', `generate_series of decimals over ${MAX_DIGITS} digits`)
}
