import type { ExpressionRenderer, PrintedCall } from '../base/dialect.ts'
import { aggregateOf } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'

/** The sums of an interval's months, days and microseconds, which PostgreSQL adds up apart. */
interface Parts {
  readonly months: Sql
  readonly days: Sql
  readonly microseconds: Sql
}

function sumsOf(call: PrintedCall, value: Sql, render: ExpressionRenderer): Parts {
  if (call.distinct.join('') !== '') render.refuse('FUNCTION_NOT_EXACT', call)
  const total = (part: Sql): Sql => sql`CAST(${aggregateOf('sum', call, [part])} AS BIGINT)`
  const field = (name: string): Sql => sql`date_part('${name}', ${value})`
  return {
    months: total(sql`(${field('year')} * 12 + ${field('month')})`),
    days: total(field('day')),
    microseconds: total(
      sql`(${field('hour')} * 3600000000 + ${field('minute')} * 60000000 + ${field('microseconds')})`,
    ),
  }
}

function intervalOf({ months, days, microseconds }: Parts): Sql {
  return sql`(to_months(CAST(${months} AS INTEGER)) + to_days(CAST(${days} AS INTEGER)) + to_microseconds(${microseconds}))`
}

/** sum of intervals: months, days and time each for itself. */
export function sumOfIntervals(call: PrintedCall, value: Sql, render: ExpressionRenderer): Sql {
  return intervalOf(sumsOf(call, value, render))
}

/**
 * avg of intervals, as PostgreSQL divides one by a number: what is left of the months becomes days of a thirtieth, and
 * what is left of the days becomes time, each rounded to a millionth first.
 */
export function averageInterval(call: PrintedCall, value: Sql, render: ExpressionRenderer): Sql {
  const { months, days, microseconds } = sumsOf(call, value, render)
  const count = sql`CAST(nullif(${aggregateOf('count', call, [value])}, 0) AS DOUBLE)`
  const parts = sql`struct_pack(m := CAST(${months} AS DOUBLE), d := CAST(${days} AS DOUBLE), t := CAST(${microseconds} AS DOUBLE), n := ${count})`
  const rounded = (number: string): string => `(round_even(${number} * 1e6, 0) / 1e6)`
  const monthDays = rounded('((p.m / p.n - trunc(p.m / p.n)) * 30)')
  const seconds = rounded(`((p.d / p.n - trunc(p.d / p.n) + ${monthDays} - trunc(${monthDays})) * 86400)`)
  const spilled = `CASE WHEN abs(${seconds}) >= 86400 THEN trunc(${seconds} / 86400) ELSE 0 END`
  const average = intervalOf({
    months: sql`trunc(p.m / p.n)`,
    days: sql`(trunc(p.d / p.n) + trunc(${monthDays}) + ${spilled})`,
    microseconds: sql`CAST(round_even(p.t / p.n + (${seconds} - ${spilled} * 86400) * 1e6, 0) AS BIGINT)`,
  })
  return sql`list_transform([${parts}], lambda p: CASE WHEN p.n IS NOT NULL THEN ${average} END)[1]`
}
