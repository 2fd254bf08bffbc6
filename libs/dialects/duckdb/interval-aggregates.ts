import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { aggregateOf } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { INTERVAL_OUT_OF_RANGE } from './calendar-range.ts'
import { halfEven } from './half-even.ts'
import { intervalOf, toMicros } from './intervals.ts'

/** The sums of an interval's months, days and microseconds, which PostgreSQL adds up apart. */
interface Parts {
  readonly months: Sql
  readonly days: Sql
  readonly microseconds: Sql
}

function sumsOf(call: PrintedCall, value: Sql, render: ExpressionRenderer): Parts {
  if (call.distinct.join('') !== '') render.refuse('FUNCTION_NOT_EXACT', call)
  const total = (part: Sql): Sql => aggregateOf('sum', call, [sql`CAST(${part} AS BIGINT)`])
  const field = (name: string): Sql => sql`date_part('${name}', ${value})`
  return {
    months: total(sql`(${field('year')} * 12 + ${field('month')})`),
    days: total(field('day')),
    microseconds: total(
      sql`(${field('hour')} * 3600000000 + ${field('minute')} * 60000000 + ${field('microseconds')})`,
    ),
  }
}

/** sum of intervals: months, days and time each for itself. */
export function sumOfIntervals(call: PrintedCall, value: Sql, render: ExpressionRenderer): Sql {
  const { months, days, microseconds } = sumsOf(call, value, render)
  return intervalOf(months, days, microseconds)
}

/**
 * avg of intervals, as PostgreSQL divides one by a number: what is left of the months becomes days of a thirtieth, and
 * what is left of the days becomes time, each rounded to a millionth first.
 */
export function averageInterval(call: PrintedCall, value: Sql, render: ExpressionRenderer): Sql {
  const { months, days, microseconds } = sumsOf(call, value, render)
  const count = sql`CAST(nullif(${aggregateOf('count', call, [value])}, 0) AS DOUBLE)`
  const sums = [months, days, microseconds].map((total) => sql`CAST(${total} AS DOUBLE)`)
  return bindOnce([...sums, count], (at) => {
    const quotients = [0, 1, 2].map((place) => sql`(${at(place)} / ${at(3)})`)
    const average = bindOnce(quotients, (of) => {
      const monthDays = toMicros(sql`(${of(0)} - trunc(${of(0)})) * 30`)
      return bindOnce([of(0), of(1), of(2), monthDays], ofQuotients)
    })
    const isBeyond = sql`abs(${at(0)}) >= 2147483648e0 OR abs(${at(1)}) >= 2147483648e0 OR abs(${at(2)}) >= 9223372036854775808e0`
    return sql`CASE WHEN ${isBeyond} THEN ${INTERVAL_OUT_OF_RANGE} ELSE ${average} END`
  })
}

/** The interval of months, days, microseconds and the days of the months' fraction. */
function ofQuotients(part: (place: number) => Sql): Sql {
  const days = sql`${part(1)} - trunc(${part(1)}) + ${part(3)} - trunc(${part(3)})`
  return bindOnce([part(0), part(1), part(2), part(3), toMicros(sql`(${days}) * 86400`)], (of) => {
    const spilled = sql`CASE WHEN abs(${of(4)}) >= 86400 THEN trunc(${of(4)} / 86400) ELSE 0 END`
    const micros = halfEven(sql`${of(2)} + (${of(4)} - ${spilled} * 86400) * 1e6`)
    const average = intervalOf(
      sql`trunc(${of(0)})`,
      sql`(trunc(${of(1)}) + trunc(${of(3)}) + ${spilled})`,
      sql`CAST(${micros} AS BIGINT)`,
    )
    return sql`CASE WHEN ${of(0)} IS NOT NULL THEN ${average} END`
  })
}
