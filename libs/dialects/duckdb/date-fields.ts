import type { EngineType } from '#arrow'
import { typeOf } from '#plan'
import type { FunctionRewrite } from '../base/dialect.ts'
import { argument, castTo, constantText } from '../base/rewrites.ts'
import { type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { clockOf } from './clocks.ts'
import { daysOf, microsOf, monthsOf } from './intervals.ts'
import { raise } from './raise.ts'

const PLAIN_FIELDS = 'month day dow isodow doy week quarter'.split(' ')
const CLOCK_FIELDS = 'hour minute'.split(' ')
const ZONE_FIELDS = 'timezone timezone_hour timezone_minute'.split(' ')
/** Fields that are infinite where the moment is; the others are NULL. */
const ENDLESS_FIELDS = 'year isoyear decade century millennium epoch julian'.split(' ')

/** A whole number as a decimal of fewer units: 1500000 microseconds are 1.500000 seconds. */
function scaledDown(count: Sql, digits: number): Sql {
  const unit = `0.${'0'.repeat(digits - 1)}1`
  return sql`(CAST(${count} AS DECIMAL(20,0)) * CAST('${unit}' AS DECIMAL(${String(digits)},${String(digits)})))`
}

function part(name: string, value: Sql): Sql {
  return sql`date_part('${name}', ${value})`
}

/** PostgreSQL counts the year before 1 as -1; DuckDB as 0. */
function withoutYearZero(year: Sql): Sql {
  return sql`(${year} - CASE WHEN ${year} <= 0 THEN 1 ELSE 0 END)`
}

/** A field of the calendar. */
function calendarField(name: string, value: Sql): Sql | undefined {
  const year = part('year', value)
  const counted = withoutYearZero(year)
  if (PLAIN_FIELDS.includes(name)) return part(name, value)
  switch (name) {
    case 'year':
      return counted
    case 'isoyear':
      return withoutYearZero(part('isoyear', value))
    case 'decade':
      return sql`floor(${year} / 10)`
    case 'century':
      return sql`CASE WHEN ${counted} > 0 THEN (${counted} + 99) // 100 ELSE -((99 - ${counted}) // 100) END`
    case 'millennium':
      return sql`CASE WHEN ${counted} > 0 THEN (${counted} + 999) // 1000 ELSE -((999 - ${counted}) // 1000) END`
    default:
      return undefined
  }
}

/** A field of the time of day. */
function clockField(name: string, value: Sql): Sql | undefined {
  if (CLOCK_FIELDS.includes(name)) return part(name, value)
  const microseconds = part('microseconds', value)
  if (name === 'microseconds') return microseconds
  if (name === 'second') return scaledDown(microseconds, 6)
  return name === 'milliseconds' ? scaledDown(microseconds, 3) : undefined
}

const INTERVAL_YEARS: Readonly<Record<string, string>> = {
  year: '12',
  decade: '120',
  century: '1200',
  millennium: '12000',
}

/** An interval's parts; an epoch has years of 365.25 days and months of 30. */
function intervalField(name: string, value: Sql): Sql | undefined {
  const months = INTERVAL_YEARS[name]
  if (months !== undefined) return sql`(${monthsOf(value)} // ${months})`
  switch (name) {
    case 'quarter':
      return sql`CASE WHEN ${monthsOf(value)} >= 0 THEN ${part('month', value)} // 3 + 1 ELSE -(-${part('month', value)} // 3 + 1) END`
    case 'month':
    case 'day':
      return part(name, value)
    case 'week':
      return sql`(${daysOf(value)} // 7)`
    case 'epoch': {
      const days = sql`(CAST(${part('year', value)} AS HUGEINT) * 1461 + ${part('month', value)} * 120 + CAST(${daysOf(value)} AS HUGEINT) * 4)`
      return scaledDown(sql`(${days} * 21600000000 + ${microsOf(value)})`, 6)
    }
    default:
      return clockField(name, value)
  }
}

/** Julian days; of a timestamp with the fraction of the day, in twenty digits. */
function julian(clock: Sql): Sql {
  const micros = sql`CAST(epoch_us(${clock}) AS HUGEINT)`
  const days = sql`CAST(floor(epoch_us(${clock}) / 86400000000.0) AS HUGEINT)`
  return bindOnce([micros, days], (at) => {
    const exact = sql`(${at(1)} + CASE WHEN ${at(1)} * 86400000000 > ${at(0)} THEN -1 WHEN (${at(1)} + 1) * 86400000000 <= ${at(0)} THEN 1 ELSE 0 END)`
    return bindOnce([exact, at(0)], (of) => {
      const rest = sql`(${of(1)} - ${of(0)} * 86400000000)`
      const fraction = sql`((${rest} * 100000000000000000000 + 43200000000) // 86400000000)`
      return sql`(CAST((${of(0)} + 2440588) * 100000000000000000000 + ${fraction} AS DECIMAL(38,0)) * CAST('0.00000000000000000001' AS DECIMAL(20,20)))`
    })
  })
}

/** The field as a number; undefined where PostgreSQL has none for the type. */
function fieldOf(name: string, value: Sql, type: EngineType): Sql | undefined {
  switch (type.kind) {
    case 'date':
      if (name === 'julian') return sql`(CAST(${value} - DATE '1970-01-01' AS BIGINT) + 2440588)`
      if (name === 'epoch') return sql`(CAST(${value} - DATE '1970-01-01' AS BIGINT) * 86400)`
      return calendarField(name, value)
    case 'timestamp':
    case 'timestamptz':
      if (name === 'epoch') return scaledDown(sql`epoch_us(${value})`, 6)
      if (name === 'julian') return julian(value)
      if (type.kind === 'timestamptz' && ZONE_FIELDS.includes(name)) return sql`(epoch_us(${value}) * 0)`
      return calendarField(name, value) ?? clockField(name, value)
    case 'time':
      return name === 'epoch' ? scaledDown(sql`epoch_us(${value})`, 6) : clockField(name, value)
    case 'interval':
      return intervalField(name, value)
    default:
      return undefined
  }
}

/** extract and date_part. Infinite moments have no months or hours; their years are infinite, which a decimal is not. */
export const extract: FunctionRewrite = (call, render) => {
  const name = constantText(call, 0, render)
  const value = argument(call, 1, render)
  const type = typeOf(value)
  return bindOnce([clockOf(render.value(value), type)], (at) => {
    const field = fieldOf(name, at(0), type) ?? render.refuse('FUNCTION_NOT_EXACT', call)
    const found = castTo(field, call.type, call, render)
    if (type.kind === 'time' || type.kind === 'interval') return found
    if (!ENDLESS_FIELDS.includes(name)) return sql`CASE WHEN isfinite(${at(0)}) THEN ${found} END`
    const endless =
      call.type.kind === 'float64'
        ? sql`CASE WHEN ${at(0)} > CAST('-infinity' AS ${type.kind === 'date' ? 'DATE' : 'TIMESTAMP'}) THEN CAST('Infinity' AS DOUBLE) ELSE CAST('-Infinity' AS DOUBLE) END`
        : raise('0A000', `the ${name} of an infinite moment is not supported; use date_part`)
    return sql`CASE WHEN ${at(0)} IS NULL THEN NULL WHEN isfinite(${at(0)}) THEN ${found} ELSE ${endless} END`
  })
}
