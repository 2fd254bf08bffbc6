import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { values } from '../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { fromZone, zoneOf } from './zones.ts'

const MICROS_PER_DAY = '86400000000'
/** The year that cannot be negated. */
const LEAST_YEAR = '-2147483648'

const NULL = raw('NULL')

/** The time of day of microseconds from 0 to those of 24:00:00. */
export function timeOf(micros: Sql): Sql {
  return bindOnce(
    [sql`CAST(${micros} AS BIGINT)`],
    (at) =>
      sql`CASE WHEN ${at(0)} = ${MICROS_PER_DAY} THEN CAST('24:00:00' AS TIME) ELSE CAST('00:00:00' AS TIME) + to_microseconds(${at(0)}) END`,
  )
}

/** A year before 1 as it is counted with a year 0. */
function yearCounted(year: Sql): Sql {
  return sql`CASE WHEN ${year} < 0 AND ${year} > ${LEAST_YEAR} THEN ${year} + 1 ELSE ${year} END`
}

function lastDay(year: Sql, month: Sql): Sql {
  const isLeap = sql`${year} % 4 = 0 AND (${year} % 100 <> 0 OR ${year} % 400 = 0)`
  return sql`CASE WHEN ${month} = 2 THEN CASE WHEN ${isLeap} THEN 29 ELSE 28 END WHEN ${month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END`
}

/** True where a year, counted so, with a month and a day is no day of any calendar. */
function isNoDay(year: Sql, month: Sql, day: Sql): Sql {
  return sql`${year} = ${LEAST_YEAR} OR ${month} NOT BETWEEN 1 AND 12 OR ${day} NOT BETWEEN 1 AND ${lastDay(year, month)}`
}

/** `what out of range: ` and the numbers given, as PostgreSQL prints them. */
function outOfRange(what: string, format: string, numbers: readonly Sql[]): Sql {
  return sql`error('22008: ${what} out of range: ' || printf('${format}', ${joinSql(numbers, ', ')}))`
}

const DAY = '%d-%02d-%02d'
const CLOCK = '%d:%02d:%02g'

function cases(conditions: readonly (readonly [condition: Sql, value: Sql])[], otherwise: Sql): Sql {
  const parts = conditions.map(([condition, value]) => sql`WHEN ${condition} THEN ${value}`)
  return sql`CASE ${joinSql(parts, ' ')} ELSE ${otherwise} END`
}

function anyNull(values: readonly Sql[]): Sql {
  return joinSql(
    values.map((value) => sql`${value} IS NULL`),
    ' OR ',
  )
}

/** make_date(year, month, day). */
const makeDate: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) =>
    bindOnce([at(0), yearCounted(at(0)), at(1), at(2)], (of) => {
      const [written, year, month, day] = [of(0), of(1), of(2), of(3)]
      const given = [year, month, day]
      const isBefore = sql`${year} < -4713 OR ${year} = -4713 AND (${month} < 11 OR ${month} = 11 AND ${day} < 24)`
      return cases(
        [
          [anyNull(given), NULL],
          [sql`${written} = 0 OR ${isNoDay(year, month, day)}`, outOfRange('date field value', DAY, given)],
          [sql`${year} > 5874897 OR ${isBefore}`, outOfRange('date', DAY, given)],
        ],
        sql`make_date(${year}, ${month}, ${day})`,
      )
    }),
  )

/** True where an hour, a minute and seconds are no time of day; 24:00:00 and second 60 are. */
function isNoTime(hour: Sql, minute: Sql, second: Sql): Sql {
  return sql`${hour} NOT BETWEEN 0 AND 24 OR ${minute} NOT BETWEEN 0 AND 59 OR isnan(${second}) OR ${second} < 0 OR ${second} > 60 OR ${hour} = 24 AND (${minute} > 0 OR ${second} > 0)`
}

function microsOf(hour: Sql, minute: Sql, second: Sql): Sql {
  return sql`((CAST(${hour} AS BIGINT) * 60 + ${minute}) * 60000000 + CAST(${second} * 1000000.0 AS BIGINT))`
}

/** make_time(hour, minute, second). */
const makeTime: FunctionRewrite = (call, render) =>
  bindOnce(values(call, render), (at) => {
    const clock = [at(0), at(1), at(2)] as const
    return cases(
      [
        [anyNull(clock), NULL],
        [isNoTime(...clock), outOfRange('time field value', CLOCK, clock)],
      ],
      timeOf(microsOf(...clock)),
    )
  })

const makeTimestamp: FunctionRewrite = (call, render) => bindOnce(values(call, render), madeTimestamp)

function madeTimestamp(at: (place: number) => Sql): Sql {
  return bindOnce([...[0, 1, 2, 3, 4, 5].map(at), yearCounted(at(0))], (of) => {
    const [written, month, day, year] = [of(0), of(1), of(2), of(6)]
    const date = [written, month, day]
    const clock = [of(3), of(4), of(5)] as const
    const isLate = sql`${year} > 294276 OR ${year} = 294276 AND ${month} = 12 AND ${day} = 31 AND ${of(3)} = 24`
    const isEarly = sql`${year} = -4713 AND ${month} = 11 AND ${day} < 24`
    const months = sql`CAST(${year} AS BIGINT) * 12 + ${month}`
    return cases(
      [
        [anyNull([...date, ...clock]), NULL],
        [sql`${written} = 0 OR ${isNoDay(year, month, day)}`, outOfRange('date field value', DAY, date)],
        [sql`${months} NOT BETWEEN -4713 * 12 + 11 AND 5874898 * 12 + 5`, outOfRange('date', DAY, date)],
        [isNoTime(...clock), outOfRange('time field value', CLOCK, clock)],
        [sql`${isLate} OR ${isEarly}`, outOfRange('timestamp', `${DAY} ${CLOCK}`, [...date, ...clock])],
      ],
      sql`(CAST(make_date(${year}, ${month}, ${day}) AS TIMESTAMP) + to_microseconds(${microsOf(...clock)}))`,
    )
  })
}

const makeTimestamptz: FunctionRewrite = (call, render) => {
  const zone = call.arguments[6]
  const name = zone === undefined ? 'UTC' : zoneOf(zone, call, render)
  const fields = call.arguments.slice(0, 6).map((field) => render.value(field))
  return fromZone(bindOnce(fields, madeTimestamp), name)
}

/** What makes dates and times of numbers. */
export const MAKERS: FunctionTable = {
  make_date: makeDate,
  make_time: makeTime,
  make_timestamp: makeTimestamp,
  make_timestamptz: makeTimestamptz,
}
