import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, constantText, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { INTERVAL_OUT_OF_RANGE } from './calendar-range.ts'
import { halfEven } from './half-even.ts'
import { DIVISION_BY_ZERO, OVERFLOW, raise } from './raise.ts'

const MICROS_PER_DAY = '86400000000'
const INFINITE = raise('0A000', 'infinite intervals are not supported')

function part(name: string, value: Sql): Sql {
  return sql`date_part('${name}', ${value})`
}

/** The months of an interval, its years among them. */
export function monthsOf(interval: Sql): Sql {
  return sql`(${part('year', interval)} * 12 + ${part('month', interval)})`
}

/** The days of an interval, without its months and its time. */
export function daysOf(interval: Sql): Sql {
  return part('day', interval)
}

/** The microseconds of an interval's time. */
export function microsOf(interval: Sql): Sql {
  return sql`(${part('hour', interval)} * 3600000000 + ${part('minute', interval)} * 60000000 + ${part('microseconds', interval)})`
}

/** An interval of parts that may be too large for it. NULL when one is. */
export function intervalOf(months: Sql, days: Sql, micros: Sql): Sql {
  const wide = [months, days, micros].map((count) => sql`CAST(${count} AS HUGEINT)`)
  return bindOnce(wide, (at) => {
    const [m, d, t] = [at(0), at(1), at(2)]
    return sql`CASE WHEN ${m} NOT BETWEEN -2147483648 AND 2147483647 OR ${d} NOT BETWEEN -2147483648 AND 2147483647 OR ${t} NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ${INTERVAL_OUT_OF_RANGE} ELSE to_months(CAST(${m} AS INTEGER)) + to_days(CAST(${d} AS INTEGER)) + to_microseconds(CAST(${t} AS BIGINT)) END`
  })
}

/** What intervals are compared by: microseconds, with months of 30 days. */
export function intervalKey(interval: Sql): Sql {
  return bindOnce(
    [interval],
    (at) =>
      sql`((CAST(${monthsOf(at(0))} AS HUGEINT) * 30 + ${daysOf(at(0))}) * ${MICROS_PER_DAY} + ${microsOf(at(0))})`,
  )
}

const combine =
  (operator: '+' | '-'): FunctionRewrite =>
  (call, render) =>
    bindOnce(values(call, render), (at) => {
      const both = (count: (interval: Sql) => Sql): Sql =>
        sql`CAST(${count(at(0))} AS HUGEINT) ${operator} ${count(at(1))}`
      return intervalOf(both(monthsOf), both(daysOf), both(microsOf))
    })

const negate: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const opposite = (count: (interval: Sql) => Sql): Sql => sql`-CAST(${count(at(0))} AS HUGEINT)`
    return intervalOf(opposite(monthsOf), opposite(daysOf), opposite(microsOf))
  })

/** Seconds rounded to microseconds. */
export function toMicros(seconds: Sql): Sql {
  return sql`(${halfEven(sql`(${seconds}) * 1000000e0`)} / 1000000e0)`
}

/**
 * Interval times or divided by a number (PostgreSQL's interval_mul): fractions of months become days of 30, fractions of
 * days a time, each rounded to microseconds on the way.
 */
const scale =
  (operator: '*' | '/'): FunctionRewrite =>
  (call, render) =>
    bindOnce(values(call, render), (at) => {
      const factor = at(1)
      const times = (count: Sql): Sql => sql`(CAST(${count} AS DOUBLE) ${operator} ${factor})`
      const products = [times(monthsOf(at(0))), times(daysOf(at(0))), times(microsOf(at(0)))]
      const result = bindOnce(products, (product) => {
        const [months, days, micros] = [product(0), product(1), product(2)]
        const fromMonths = toMicros(sql`(${months} - trunc(${months})) * 30.0`)
        return bindOnce([fromMonths, months, days, micros], (of) => {
          const rest = sql`${of(2)} - trunc(${of(2)}) + ${of(0)} - trunc(${of(0)})`
          return bindOnce([toMicros(sql`(${rest}) * 86400.0`), of(0), of(1), of(2), of(3)], (it) => {
            const carried = sql`(CASE WHEN abs(${it(0)}) >= 86400.0 THEN trunc(${it(0)} / 86400.0) ELSE 0.0 END)`
            const time = sql`${it(4)} + (${it(0)} - ${carried} * 86400.0) * 1000000.0`
            return sql`CASE WHEN NOT (isfinite(${it(2)}) AND isfinite(${it(3)}) AND isfinite(${it(4)})) OR abs(${it(2)}) > 3e9 OR abs(${it(3)}) > 3e9 OR abs(${it(4)}) > 1e19 THEN ${INTERVAL_OUT_OF_RANGE} ELSE ${intervalOf(sql`trunc(${it(2)})`, sql`trunc(${it(3)}) + ${carried} + trunc(${it(1)})`, time)} END`
          })
        })
      })
      const failures =
        operator === '/'
          ? sql`WHEN ${factor} = 0 THEN ${DIVISION_BY_ZERO} WHEN isnan(${factor}) THEN ${INTERVAL_OUT_OF_RANGE}`
          : sql`WHEN isnan(${factor}) THEN ${INTERVAL_OUT_OF_RANGE} WHEN isinf(${factor}) THEN ${INFINITE}`
      return sql`CASE WHEN ${at(0)} IS NULL OR ${factor} IS NULL THEN NULL ${failures} ELSE ${result} END`
    })

const wide = (count: Sql): Sql => sql`CAST(${count} AS HUGEINT)`

const justifyDays: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) =>
    bindOnce([wide(monthsOf(at(0))), wide(daysOf(at(0))), microsOf(at(0))], (of) =>
      carryInto(of(0), of(1), '30', of(2), 'days'),
    ),
  )

const justifyHours: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) =>
    bindOnce([wide(daysOf(at(0))), wide(microsOf(at(0))), monthsOf(at(0))], (of) =>
      carryInto(of(0), of(1), MICROS_PER_DAY, of(2), 'hours'),
    ),
  )

/** Carries whole units of the smaller part into the larger, and gives both one sign. */
function carryInto(large: Sql, small: Sql, size: string, other: Sql, what: 'days' | 'hours'): Sql {
  const parts = [sql`(${large} + ${small} // ${size})`, sql`(${small} % ${size})`, other]
  return bindOnce(parts, (at) => {
    const [l, s] = [at(0), at(1)]
    const borrowed = sql`(CASE WHEN ${l} > 0 AND ${s} < 0 THEN -1 WHEN ${l} < 0 AND ${s} > 0 THEN 1 ELSE 0 END)`
    const [a, b] = [sql`${l} + ${borrowed}`, sql`${s} - ${borrowed} * ${size}`]
    return what === 'days' ? intervalOf(a, b, at(2)) : intervalOf(at(2), a, b)
  })
}

const justifyInterval: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const counts = [wide(monthsOf(at(0))), wide(daysOf(at(0))), wide(microsOf(at(0)))]
    return bindOnce(counts, (of) =>
      bindOnce([of(0), sql`(${of(1)} + ${of(2)} // ${MICROS_PER_DAY})`, sql`(${of(2)} % ${MICROS_PER_DAY})`], (it) =>
        bindOnce([sql`(${it(0)} + ${it(1)} // 30)`, sql`(${it(1)} % 30)`, it(2)], signsAligned),
      ),
    )
  })

/** Months, days and time of one sign, none as large as the next. */
function signsAligned(at: (place: number) => Sql): Sql {
  const [m, d, t] = [at(0), at(1), at(2)]
  const months = sql`(CASE WHEN ${m} > 0 AND (${d} < 0 OR ${d} = 0 AND ${t} < 0) THEN -1 WHEN ${m} < 0 AND (${d} > 0 OR ${d} = 0 AND ${t} > 0) THEN 1 ELSE 0 END)`
  return bindOnce([sql`(${m} + ${months})`, sql`(${d} - ${months} * 30)`, t], (it) => {
    const days = sql`(CASE WHEN ${it(1)} > 0 AND ${it(2)} < 0 THEN -1 WHEN ${it(1)} < 0 AND ${it(2)} > 0 THEN 1 ELSE 0 END)`
    return intervalOf(it(0), sql`${it(1)} + ${days}`, sql`${it(2)} - ${days} * ${MICROS_PER_DAY}`)
  })
}

const makeInterval: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const [years, months, weeks, days, hours, minutes, seconds] = [0, 1, 2, 3, 4, 5, 6].map(at)
    const micros = sql`CAST(${hours ?? NOTHING} AS HUGEINT) * 3600000000 + CAST(${minutes ?? NOTHING} AS HUGEINT) * 60000000 + CAST(${seconds ?? NOTHING} * 1000000.0 AS HUGEINT)`
    const made = intervalOf(
      sql`CAST(${years ?? NOTHING} AS HUGEINT) * 12 + ${months ?? NOTHING}`,
      sql`CAST(${weeks ?? NOTHING} AS HUGEINT) * 7 + ${days ?? NOTHING}`,
      micros,
    )
    const overflows = sql`isfinite(${seconds ?? NOTHING}) AND isinf(${seconds ?? NOTHING} * 1000000e0)`
    return sql`CASE WHEN ${overflows} THEN ${OVERFLOW} WHEN NOT isfinite(${seconds ?? NOTHING}) OR abs(${seconds ?? NOTHING}) > 1e13 THEN ${INTERVAL_OUT_OF_RANGE} ELSE ${made} END`
  })

const KEPT: Readonly<Record<string, string>> = { hour: '3600000000', minute: '60000000' }

/** `interval day to second(3)`: nothing below its last field, and so many digits, rounded half away from zero. */
const limit: FunctionRewrite = (call, render) => {
  const last = constantText(call, 1, render).split(' ').at(-1) ?? ''
  const digits = Number(constantText(call, 2, render))
  return bindOnce([render.value(argument(call, 0, render))], (at) => {
    const [months, days, micros] = [monthsOf(at(0)), daysOf(at(0)), microsOf(at(0))]
    const nothing = sql`${micros} * 0`
    if (last === 'year') return intervalOf(sql`${months} // 12 * 12`, nothing, nothing)
    if (last === 'month') return intervalOf(months, nothing, nothing)
    if (last === 'day') return intervalOf(months, days, nothing)
    const unit = KEPT[last]
    const kept = unit === undefined ? roundedMicros(micros, digits) : sql`${micros} // ${unit} * ${unit}`
    return intervalOf(months, days, kept)
  })
}

/** Microseconds rounded to so many digits of seconds, halves away from zero. */
export function roundedMicros(micros: Sql, digits: number): Sql {
  if (digits >= 6) return micros
  const unit = `1${'0'.repeat(6 - digits)}`
  return bindOnce(
    [sql`CAST(${micros} AS BIGINT)`],
    (at) => sql`((${at(0)} + sign(${at(0)}) * (${unit} // 2)) // ${unit} * ${unit})`,
  )
}

const isFiniteValue: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const printed = render.value(value)
  if (typeOf(value).kind !== 'interval') return sql`isfinite(${printed})`
  return sql`CASE WHEN ${printed} IS NOT NULL THEN TRUE END`
}

/** Arithmetic of intervals, part by part. */
export const INTERVALS: FunctionTable = {
  interval_add: combine('+'),
  interval_subtract: combine('-'),
  interval_negate: negate,
  interval_multiply: scale('*'),
  interval_divide: scale('/'),
  interval_limit: limit,
  justify_days: justifyDays,
  justify_hours: justifyHours,
  justify_interval: justifyInterval,
  make_interval: makeInterval,
  isfinite: isFiniteValue,
}
