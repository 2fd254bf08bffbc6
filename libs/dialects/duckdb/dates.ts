import type { EngineType } from '#arrow'
import { typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo, constantText, infix, prefix, typed, values } from '../base/rewrites.ts'
import { NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'

/** Units that cut a timestamp as PostgreSQL does; centuries and millennia begin at year 1, not 0. */
const TRUNCATING: ReadonlySet<string> = new Set(
  'microseconds milliseconds second minute hour day week month quarter year decade'.split(' '),
)
const YEARS: Readonly<Record<string, string>> = { century: '100', millennium: '1000' }

const dateTrunc: FunctionRewrite = (call, render) => {
  const unit = constantText(call, 0, render).toLowerCase()
  const value = argument(call, 1, render)
  return atUtc(render.value(value), typeOf(value), call, render, (clock) => {
    if (TRUNCATING.has(unit)) return sql`CAST(date_trunc('${unit}', ${clock}) AS TIMESTAMP)`
    const years = YEARS[unit] ?? render.refuse('FUNCTION_NOT_EXACT', call)
    const first = sql`((year(${clock}) + ${years} - 1) // ${years} - 1) * ${years} + 1`
    return sql`CASE WHEN year(${clock}) > 0 THEN make_timestamp(CAST(${first} AS BIGINT), 1, 1, 0, 0, 0) WHEN ${clock} IS NOT NULL THEN ${raise('0A000', `date_trunc to ${unit} is not supported before the year 1`)} END`
  })
}

/** Works on the UTC clock of an instant: kernels never depend on a session's zone. */
function atUtc(
  value: Sql,
  type: EngineType,
  call: PrintedCall,
  render: ExpressionRenderer,
  work: (clock: Sql) => Sql,
): Sql {
  if (type.kind === 'timestamp') return work(value)
  if (type.kind === 'timestamptz') return sql`timezone('UTC', ${work(sql`timezone('UTC', ${value})`)})`
  return render.refuse('TYPE_NOT_EXACT', call)
}

/** An instant as its UTC clock. */
function clockOf(value: Sql, type: EngineType): Sql {
  return type.kind === 'timestamptz' ? sql`timezone('UTC', ${value})` : value
}

const PLAIN_FIELDS = 'month day dow isodow doy week quarter'.split(' ')
const CLOCK_FIELDS = 'hour minute'.split(' ')

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
      return sql`CASE WHEN ${counted} > 0 THEN (${counted} + 99) // 100 ELSE -((100 - ${counted}) // 100) END`
    case 'millennium':
      return sql`CASE WHEN ${counted} > 0 THEN (${counted} + 999) // 1000 ELSE -((1000 - ${counted}) // 1000) END`
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

/** An interval's parts; an epoch has years of 365.25 days and months of 30. */
function intervalField(name: string, value: Sql): Sql | undefined {
  if (name === 'year' || name === 'month' || name === 'day') return part(name, value)
  if (name !== 'epoch') return clockField(name, value)
  const hours = ['year', 'month', 'day', 'hour', 'minute'].map((unit) => {
    const seconds = { year: '31557600', month: '2592000', day: '86400', hour: '3600', minute: '60' }[unit]
    return sql`CAST(${part(unit, value)} AS HUGEINT) * ${seconds ?? '0'}000000 + `
  })
  return scaledDown(sql`${hours.flat()}${part('microseconds', value)}`, 6)
}

/** The field as a number; undefined where PostgreSQL has none for the type. */
function fieldOf(name: string, value: Sql, type: EngineType): Sql | undefined {
  switch (type.kind) {
    case 'date':
      return name === 'epoch' ? sql`(CAST(epoch_us(${value}) AS HUGEINT) // 1000000)` : calendarField(name, value)
    case 'timestamp':
    case 'timestamptz': {
      const clock = clockOf(value, type)
      if (name === 'epoch') return scaledDown(sql`epoch_us(${clock})`, 6)
      return calendarField(name, clock) ?? clockField(name, clock)
    }
    case 'time':
      return clockField(name, value)
    case 'interval':
      return intervalField(name, value)
    default:
      return undefined
  }
}

const extract: FunctionRewrite = (call, render) => {
  const name = constantText(call, 0, render).toLowerCase()
  const value = argument(call, 1, render)
  const found = fieldOf(name, render.value(value), typeOf(value)) ?? render.refuse('FUNCTION_NOT_EXACT', call)
  return castTo(found, call.type, call, render)
}

const makeDate: FunctionRewrite = (call, render) => {
  const [year = NOTHING, month = NOTHING, day = NOTHING] = values(call, render)
  const counted = sql`CASE WHEN ${year} = 0 THEN ${raise('22008', 'date field value out of range')} WHEN ${year} < 0 THEN ${year} + 1 ELSE ${year} END`
  return sql`make_date(${counted}, ${month}, ${day})`
}

const ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])

/** AT TIME ZONE with a zone of the IANA table, by its exact name. */
const timezone: FunctionRewrite = (call, render) => {
  const zone = constantText(call, 0, render)
  if (!ZONES.has(zone)) return render.refuse('FUNCTION_NOT_EXACT', call)
  return sql`timezone('${zone}', ${render.value(argument(call, 1, render))})`
}

/** A function of two timestamps, both on the UTC clock. */
const ofClocks =
  (print: (left: Sql, right: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const left = argument(call, 0, render)
    const right = argument(call, 1, render)
    return print(clockOf(render.value(left), typeOf(left)), clockOf(render.value(right), typeOf(right)))
  }

const shift =
  (operator: string): FunctionRewrite =>
  (call, render) => {
    const value = argument(call, 0, render)
    const interval = render.value(argument(call, 1, render))
    return atUtc(render.value(value), typeOf(value), call, render, (clock) => sql`(${clock} ${operator} ${interval})`)
  }

/** An interval times a whole constant; fractions would spill from months into days by rules of each server's own. */
const multiplyInterval: FunctionRewrite = (call, render) => {
  const factor = argument(call, 1, render)
  if (factor.kind !== 'literal' || factor.value === null || !/^-?\d{1,6}$/.test(factor.value)) {
    return render.refuse('FUNCTION_NOT_EXACT', call)
  }
  const value = render.value(argument(call, 0, render))
  return sql`(${value} * ${raw(`CAST(${factor.value} AS BIGINT)`)})`
}

/** Dates and times, all on the UTC clock. */
export const DATES: FunctionTable = {
  date_trunc: dateTrunc,
  date_part: extract,
  extract,
  make_date: makeDate,
  timezone,
  age: ofClocks((left, right) => sql`age(${left}, ${right})`),
  date_add_days: typed(infix('+')),
  date_subtract_days: typed(infix('-')),
  date_difference: typed(infix('-')),
  timestamp_difference: ofClocks((left, right) => sql`(${left} - ${right})`),
  timestamp_add_interval: shift('+'),
  timestamp_subtract_interval: shift('-'),
  interval_add: infix('+'),
  interval_subtract: infix('-'),
  interval_negate: prefix('- '),
  interval_multiply: multiplyInterval,
}
