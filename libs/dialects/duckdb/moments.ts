import { type EngineType, TIME } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, constantText, infix, typed, values } from '../base/rewrites.ts'
import { NOTHING, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { atUtc, clockOf, fromClock } from './clocks.ts'
import { daysOf, intervalOf, microsOf, monthsOf, roundedMicros } from './intervals.ts'
import { raise } from './raise.ts'
import { fromZone, zoneOf } from './zones.ts'

const INFINITE = raise('0A000', 'infinite intervals are not supported')
const MICROS_PER_DAY = '86400000000'
/** 2000-01-01 in microseconds since 1970: what PostgreSQL counts from. */
const EPOCH_2000 = '946684800000000'

/** The time of day of microseconds from 0 to those of 24:00:00. */
function timeOf(micros: Sql): Sql {
  return bindOnce(
    [sql`CAST(${micros} AS BIGINT)`],
    (at) =>
      sql`CASE WHEN ${at(0)} = ${MICROS_PER_DAY} THEN CAST('24:00:00' AS TIME) ELSE CAST('00:00:00' AS TIME) + to_microseconds(${at(0)}) END`,
  )
}

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
  const apart = bindOnce([micros], (of) =>
    intervalOf(sql`${of(0)} * 0`, sql`${of(0)} // ${MICROS_PER_DAY}`, sql`${of(0)} % ${MICROS_PER_DAY}`),
  )
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
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const interval = render.value(argument(call, 1, render))
    return atUtc(render.value(value), typeOf(value), call, render, (clock) => sql`(${clock} ${operator} ${interval})`)
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

function yearCounted(year: Sql): Sql {
  return sql`CASE WHEN ${year} = 0 THEN ${raise('22008', 'date field value out of range')} WHEN ${year} < 0 THEN ${year} + 1 ELSE ${year} END`
}

function dateOf(year: Sql, month: Sql, day: Sql): Sql {
  return sql`make_date(${yearCounted(year)}, ${month}, ${day})`
}

/** The microseconds of a time of day in parts; 24:00:00 and second 60 count on. */
function microsOfClock(hour: Sql, minute: Sql, second: Sql): Sql {
  const total = sql`((CAST(${hour} AS BIGINT) * 60 + ${minute}) * 60000000 + CAST(${second} * 1000000.0 AS BIGINT))`
  const isNone = sql`${hour} < 0 OR ${minute} < 0 OR ${minute} > 59 OR ${hour} > 24 OR isnan(${second}) OR ${second} < 0 OR ${second} > 60`
  const failure = raise('22008', 'time field value out of range')
  return sql`CASE WHEN ${isNone} THEN ${failure} WHEN ${total} > ${MICROS_PER_DAY} THEN ${failure} ELSE ${total} END`
}

const makeDate: FunctionRewrite = (call, render) => bindOnce(values(call, render), (at) => dateOf(at(0), at(1), at(2)))

const makeTime: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => timeOf(microsOfClock(at(0), at(1), at(2))))

const makeTimestamp: FunctionRewrite = (call, render) => bindOnce(values(call, render), madeTimestamp)

function madeTimestamp(at: (place: number) => Sql): Sql {
  const day = sql`CAST(${dateOf(at(0), at(1), at(2))} AS TIMESTAMP)`
  return sql`(${day} + to_microseconds(${microsOfClock(at(3), at(4), at(5))}))`
}

const makeTimestamptz: FunctionRewrite = (call, render) => {
  const zone = call.arguments[6]
  const name = zone === undefined ? 'UTC' : zoneOf(zone, call, render)
  const fields = call.arguments.slice(0, 6).map((field) => render.value(field))
  return fromZone(bindOnce(fields, madeTimestamp), name)
}

/** to_timestamp(seconds): counted from 2000 in float64, as PostgreSQL does. */
const timestampOfEpoch: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const seconds = at(0)
    const micros = sql`CAST((${seconds} - 946684800.0) * 1000000.0 AS BIGINT) + ${EPOCH_2000}`
    const isBeyond = sql`${seconds} < -210866803200.0 OR ${seconds} >= 9223372036854.0`
    const infinite = sql`CASE WHEN ${seconds} > 0 THEN CAST('infinity' AS TIMESTAMP) ELSE CAST('-infinity' AS TIMESTAMP) END`
    const clock = sql`CASE WHEN isnan(${seconds}) THEN ${raise('22008', 'timestamp cannot be NaN')} WHEN isinf(${seconds}) THEN ${infinite} WHEN ${isBeyond} THEN ${raise('22008', 'timestamp out of range')} ELSE make_timestamp(${micros}) END`
    return sql`timezone('UTC', ${clock})`
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
      ]
      return sql`CASE ${failures.flatMap((failure) => [...failure, ' '])}ELSE make_timestamp(CAST(epoch_us(${of(4)}) + ${whole} AS BIGINT)) END`
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
const overlaps: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
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

/** Arithmetic of dates, times and timestamps, and what makes them of numbers. */
export const MOMENTS: FunctionTable = {
  age,
  overlaps,
  date_bin: dateBin,
  make_date: makeDate,
  make_time: makeTime,
  make_timestamp: makeTimestamp,
  make_timestamptz: makeTimestamptz,
  timestamp_of_epoch: timestampOfEpoch,
  round_time: roundTime,
  date_add_days: typed(infix('+')),
  date_subtract_days: typed(infix('-')),
  date_add_time: infix('+'),
  date_difference: dateDifference,
  timestamp_difference: timestampDifference,
  timestamp_add_interval: shift('+'),
  timestamp_subtract_interval: shift('-'),
  time_difference: timeDifference,
  time_add_interval: shiftTime('+'),
  time_subtract_interval: shiftTime('-'),
}
