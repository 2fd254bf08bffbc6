import { type EngineType, TIME } from '#arrow'
import { type Expression, typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { intervalParts } from '../base/literal-form.ts'
import { argument, constantText, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import {
  BEYOND_ARROW,
  FIRST_MICROS,
  INTERVAL_OUT_OF_RANGE,
  inTimestamps,
  movedByDays,
  TIMESTAMP_OUT_OF_RANGE,
} from './calendar-range.ts'
import { atUtc, clockOf, fromClock } from './clocks.ts'
import { daysOf, intervalOf, microsOf, monthsOf, roundedMicros } from './intervals.ts'
import { MAKERS, timeOf } from './makers.ts'
import { raise } from './raise.ts'

const INFINITE = raise('0A000', 'infinite intervals are not supported')
const MICROS_PER_DAY = '86400000000'
/** 2000-01-01 in microseconds since 1970: what PostgreSQL counts from. */
const EPOCH_2000 = '946684800000000'

/** The ends of 64 bits, in which PostgreSQL counts microseconds. */
const BIGINTS = '-9223372036854775808 AND 9223372036854775807'

/** NULL where either is, an error where one is infinite, else the rest. */
function finitely(at: (place: number) => Sql, failure: Sql, rest: Sql): Sql {
  return sql`CASE WHEN ${at(0)} IS NULL OR ${at(1)} IS NULL THEN NULL WHEN NOT isfinite(${at(0)}) OR NOT isfinite(${at(1)}) THEN ${failure} ELSE ${rest} END`
}

const dateDifference: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) =>
    finitely(at, raise('22008', 'cannot subtract infinite dates'), sql`CAST(${at(0)} - ${at(1)} AS INTEGER)`),
  )

/** Two instants as their UTC clocks. */
const ofClocks =
  (print: (at: (place: number) => Sql) => Sql): FunctionRewrite =>
  (call, render) =>
    bindOnce(
      call.arguments.map((value) => clockOf(render.value(value), typeOf(value))),
      print,
    )

const timestampDifference = ofClocks((at) => {
  const micros = sql`CAST(epoch_us(${at(0)}) AS HUGEINT) - epoch_us(${at(1)})`
  const apart = bindOnce([micros], (of) => {
    const parts = intervalOf(sql`${of(0)} * 0`, sql`${of(0)} // ${MICROS_PER_DAY}`, sql`${of(0)} % ${MICROS_PER_DAY}`)
    return sql`CASE WHEN ${of(0)} NOT BETWEEN ${BIGINTS} THEN ${INTERVAL_OUT_OF_RANGE} ELSE ${parts} END`
  })
  return finitely(at, INFINITE, apart)
})

/** Years, months, days and time from one moment to another; a borrowed month has the days of the earlier moment's. */
const age = ofClocks((at) => {
  const [a, b] = [at(0), at(1)]
  const between = bindOnce(
    [sql`greatest(${a}, ${b})`, sql`least(${a}, ${b})`, sql`CASE WHEN ${a} < ${b} THEN -1 ELSE 1 END`],
    (it) => {
      const count = (name: string): Sql => sql`(date_part('${name}', ${it(0)}) - date_part('${name}', ${it(1)}))`
      const time = sql`(epoch_us(CAST(${it(0)} AS TIME)) - epoch_us(CAST(${it(1)} AS TIME)))`
      const borrowed = sql`(CASE WHEN ${time} < 0 THEN 1 ELSE 0 END)`
      const parts = [
        sql`(${count('year')} * 12 + ${count('month')})`,
        sql`(${count('day')} - ${borrowed})`,
        sql`(${time} + ${borrowed} * ${MICROS_PER_DAY})`,
        sql`date_part('day', last_day(${it(1)}))`,
        it(2),
      ]
      return bindOnce(parts, (of) => {
        const months = sql`(CASE WHEN ${of(1)} < 0 THEN (${of(3)} - 1 - ${of(1)}) // ${of(3)} ELSE 0 END)`
        const sign = of(4)
        return intervalOf(
          sql`${sign} * (${of(0)} - ${months})`,
          sql`${sign} * (${of(1)} + ${months} * ${of(3)})`,
          sql`${sign} * ${of(2)}`,
        )
      })
    },
  )
  return finitely(at, INFINITE, between)
})

const shift =
  (operator: '+' | '-'): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const step = argument(call, 1, render)
    const printed = render.value(step)
    return atUtc(render.value(value), typeOf(value), call, render, (clock) => {
      if (leadsUp(step, operator)) return sql`(${clock} ${operator} ${printed})`
      return bindOnce([clock, printed], (at) => {
        const moved = inTimestamps(sql`(${at(0)} ${operator} ${at(1)})`)
        return operator === '+' ? moved : unlessLeast(at(1), moved)
      })
    })
  }

/** True for a constant that leads to no earlier moment: at the other end DuckDB fails itself. */
function leadsUp(step: Expression, operator: '+' | '-'): boolean {
  if (step.kind !== 'literal' || step.value === null) return false
  const { months, days, microseconds } = intervalParts(step)
  const parts = [months, days, microseconds].map(BigInt)
  return operator === '+' ? parts.every((part) => part >= 0n) : parts.every((part) => part <= 0n && part > LEAST_MICROS)
}

const LEAST_MICROS = -(2n ** 63n)

/** DuckDB takes an interval of the least number of microseconds for its own opposite. */
function unlessLeast(interval: Sql, moved: Sql): Sql {
  const isLeast = sql`date_part('hour', ${interval}) = -2562047788 AND ${microsOf(interval)} = ${String(LEAST_MICROS)}`
  return sql`CASE WHEN ${isLeast} THEN ${INTERVAL_OUT_OF_RANGE} ELSE ${moved} END`
}

/** A date moved by a number of days. */
const shiftDate =
  (operator: '+' | '-'): FunctionRewrite =>
  (call, render) =>
    bindOnce(values(call, render), (at) => movedByDays(at(0), operator, at(1)))

const addTime: FunctionRewrite = (call, render) => {
  const [day = NOTHING, time = NOTHING] = values(call, render)
  return sql`(CAST(${day} AS TIMESTAMP) + to_microseconds(epoch_us(${time})))`
}

const timeDifference: FunctionRewrite = (call, render) => {
  const [left = NOTHING, right = NOTHING] = values(call, render)
  return sql`to_microseconds(epoch_us(${left}) - epoch_us(${right}))`
}

/** Round the clock; 24:00:00 is midnight again. */
const shiftTime =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const [time = NOTHING, interval = NOTHING] = values(call, render)
    const micros = sql`(epoch_us(${time}) ${operator} ${bindOnce([interval], (at) => microsOf(at(0)))} % ${MICROS_PER_DAY})`
    return timeOf(sql`((${micros} % ${MICROS_PER_DAY} + ${MICROS_PER_DAY}) % ${MICROS_PER_DAY})`)
  }

/** to_timestamp(seconds): counted from 2000 in float64, as PostgreSQL does. */
const timestampOfEpoch: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const seconds = at(0)
    const micros = sql`CAST((${seconds} - 946684800.0) * 1000000.0 AS BIGINT) + ${EPOCH_2000}`
    const cases = [
      sql`WHEN isnan(${seconds}) THEN ${raise('22008', 'timestamp cannot be NaN')}`,
      sql`WHEN isinf(${seconds}) THEN CASE WHEN ${seconds} > 0 THEN CAST('infinity' AS TIMESTAMP WITH TIME ZONE) ELSE CAST('-infinity' AS TIMESTAMP WITH TIME ZONE) END`,
      sql`WHEN ${seconds} < -210866803200.0 OR ${seconds} >= 9224318016000.0 THEN error('22008: timestamp out of range: "' || printf('%g', ${seconds}) || '"')`,
      sql`WHEN ${seconds} >= 9223372036854.7 THEN ${BEYOND_ARROW}`,
    ]
    return sql`CASE ${joinSql(cases, ' ')} ELSE make_timestamptz(${micros}) END`
  })

/** date_bin(stride, moment, origin). */
const dateBin: FunctionRewrite = (call, render) => {
  const type = typeOf(argument(call, 1, render))
  const [stride = NOTHING, moment = NOTHING, origin = NOTHING] = values(call, render)
  const given = [stride, clockOf(moment, type), clockOf(origin, type)]
  const binned = bindOnce(given, (at) => {
    const size = sql`(CAST(${daysOf(at(0))} AS HUGEINT) * ${MICROS_PER_DAY} + ${microsOf(at(0))})`
    const parts = [size, sql`(CAST(epoch_us(${at(1)}) AS HUGEINT) - epoch_us(${at(2)}))`, at(0), at(1), at(2)]
    return bindOnce(parts, (of) => {
      const whole = sql`(${of(1)} - ${of(1)} % ${of(0)} - CASE WHEN ${of(1)} % ${of(0)} < 0 THEN ${of(0)} ELSE 0 END)`
      const failures = [
        sql`WHEN ${of(2)} IS NULL OR ${of(3)} IS NULL OR ${of(4)} IS NULL THEN NULL`,
        sql`WHEN NOT isfinite(${of(3)}) THEN ${of(3)}`,
        sql`WHEN NOT isfinite(${of(4)}) THEN ${raise('22008', 'origin out of range')}`,
        sql`WHEN ${monthsOf(of(2))} <> 0 THEN ${raise('0A000', 'timestamps cannot be binned into intervals containing months or years')}`,
        sql`WHEN ${of(0)} <= 0 THEN ${raise('22008', 'stride must be greater than zero')}`,
        sql`WHEN ${of(1)} NOT BETWEEN ${BIGINTS} THEN ${INTERVAL_OUT_OF_RANGE}`,
      ]
      const moment = bindOnce([sql`(CAST(epoch_us(${of(4)}) AS HUGEINT) + ${whole})`], (it) => {
        const inRange = sql`make_timestamp(CAST(${it(0)} AS BIGINT))`
        return sql`CASE WHEN ${it(0)} < ${FIRST_MICROS} THEN ${TIMESTAMP_OUT_OF_RANGE} ELSE ${inRange} END`
      })
      return sql`CASE ${joinSql(failures, ' ')} ELSE ${moment} END`
    })
  })
  return fromClock(binned, type)
}

const roundTime: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  const digits = Number(constantText(call, 1, render))
  const type = typeOf(value)
  return bindOnce([clockOf(render.value(value), type)], (at) => fromClock(rounded(at(0), type, digits), type))
}

function rounded(clock: Sql, type: EngineType, digits: number): Sql {
  if (type.kind === TIME.kind) return timeOf(roundedMicros(sql`epoch_us(${clock})`, digits))
  const micros = roundedMicros(sql`epoch_us(${clock}) - ${EPOCH_2000}`, digits)
  return sql`CASE WHEN isfinite(${clock}) THEN make_timestamp(CAST(${micros} + ${EPOCH_2000} AS BIGINT)) ELSE ${clock} END`
}

/** (a, b) OVERLAPS (c, d): of each pair the earlier is the start; an end may be NULL. */
const overlaps: FunctionRewrite = (call, render) => {
  // PostgreSQL takes dates for timestamps here, and fails where one is too late for that.
  const moments = call.arguments.map((side) => {
    const value = render.value(side)
    return typeOf(side).kind === 'date' ? sql`CAST(${value} AS TIMESTAMP)` : value
  })
  return bindOnce(moments, (at) => {
    const later = (a: Sql, b: Sql): Sql =>
      sql`CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE greatest(${a}, ${b}) END`
    const pairs = [
      sql`least(${at(0)}, ${at(1)})`,
      later(at(0), at(1)),
      sql`least(${at(2)}, ${at(3)})`,
      later(at(2), at(3)),
    ]
    return bindOnce(pairs, (of) => {
      const [start, end, otherStart, otherEnd] = [of(0), of(1), of(2), of(3)]
      const after = (first: Sql, its: Sql, other: Sql): Sql =>
        sql`CASE WHEN ${its} IS NULL THEN NULL WHEN ${first} < ${its} THEN TRUE WHEN ${other} IS NULL THEN NULL ELSE FALSE END`
      return sql`CASE WHEN ${start} IS NULL OR ${otherStart} IS NULL THEN NULL WHEN ${start} > ${otherStart} THEN ${after(start, otherEnd, end)} WHEN ${start} < ${otherStart} THEN ${after(otherStart, end, otherEnd)} WHEN ${end} IS NULL OR ${otherEnd} IS NULL THEN NULL ELSE TRUE END`
    })
  })
}

/** Arithmetic of dates, times and timestamps, and what makes them of numbers. */
export const MOMENTS: FunctionTable = {
  age,
  overlaps,
  date_bin: dateBin,
  ...MAKERS,
  timestamp_of_epoch: timestampOfEpoch,
  round_time: roundTime,
  date_add_days: shiftDate('+'),
  date_subtract_days: shiftDate('-'),
  date_add_time: addTime,
  date_difference: dateDifference,
  timestamp_difference: timestampDifference,
  timestamp_add_interval: shift('+'),
  timestamp_subtract_interval: shift('-'),
  time_difference: timeDifference,
  time_add_interval: shiftTime('+'),
  time_subtract_interval: shiftTime('-'),
}
