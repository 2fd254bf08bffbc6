import type { EngineType } from '#arrow'
import { raw, type Sql, sql } from '../base/sql.ts'
import { bindOnce } from './bind-once.ts'
import { clockOf, fromUtcClock, utcClock } from './clocks.ts'
import { microsOf } from './intervals.ts'
import { raise } from './raise.ts'

const DAY = '([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)-[0-9]{2}-[0-9]{2}'
const CLOCK = '[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?'
const ZONE = '(Z|[+-][0-9]{2}(:?[0-9]{2})?)'

/** What text must look like to be a date or time. Stricter than PostgreSQL, and than DuckDB's own readings. */
const FORMS: Readonly<Partial<Record<EngineType['kind'], { readonly form: string; readonly name: string }>>> = {
  date: { form: DAY, name: 'date' },
  time: { form: '[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?', name: 'time' },
  timestamp: { form: `${DAY}([ T]${CLOCK})?`, name: 'timestamp' },
  timestamptz: { form: `${DAY}([ T]${CLOCK} ?${ZONE}?)?`, name: 'timestamp with time zone' },
}

/** Text in PostgreSQL's ISO form as a date or time; undefined for other types. */
export function dateOfText(text: Sql, to: EngineType, typeName: string): Sql | undefined {
  const rule = FORMS[to.kind]
  if (rule === undefined) return undefined
  return bindOnce([sql`trim(${text}, ' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13))`], (at) => {
    const read = to.kind === 'timestamptz' ? instantOf(at(0)) : sql`CAST(${at(0)} AS ${typeName})`
    const failure = sql`error('22007: invalid input syntax for type ${rule.name}: "' || ${at(0)} || '"')`
    return sql`CASE WHEN regexp_full_match(${at(0)}, '${rule.form}') THEN ${read} WHEN ${at(0)} IS NOT NULL THEN ${failure} END`
  })
}

/** Text without a zone is UTC, as every session. */
function instantOf(text: Sql): Sql {
  const zone = sql`regexp_extract(${text}, '[ T].*?${ZONE}$', 1)`
  const clock = sql`CAST(rtrim(regexp_replace(${text}, '([ T][^Z+-]*).*$', '\\1')) AS TIMESTAMP)`
  return bindOnce([clock, zone], (at) => {
    const hours = sql`CAST(substr(${at(1)}, 2, 2) AS BIGINT)`
    const minutes = sql`CAST(coalesce(nullif(substr(replace(${at(1)}, ':', ''), 4, 2), ''), '0') AS BIGINT)`
    const sign = sql`CASE WHEN starts_with(${at(1)}, '-') THEN 1 ELSE -1 END`
    const beyond = raise('22009', 'time zone displacement out of range')
    const offset = sql`CASE WHEN ${at(1)} IN ('', 'Z') THEN 0 WHEN ${hours} > 15 OR ${minutes} > 59 THEN ${beyond} ELSE ${sign} * (${hours} * 60 + ${minutes}) END`
    return fromUtcClock(sql`${at(0)} + to_minutes(${offset})`)
  })
}

/** A date, time or interval as PostgreSQL prints it; undefined for other types. */
export function dateToText(value: Sql, from: EngineType): Sql | undefined {
  switch (from.kind) {
    case 'time':
      return sql`CAST(${value} AS VARCHAR)`
    case 'date':
    case 'timestamp':
      return bindOnce([sql`CAST(${value} AS VARCHAR)`], (at) => withEra(at(0), ''))
    case 'timestamptz':
      return bindOnce([sql`CAST(${clockOf(value, from)} AS VARCHAR)`], (at) => withEra(at(0), '+00'))
    case 'interval':
      return intervalText(value)
    default:
      return undefined
  }
}

/** DuckDB writes the era after the date, PostgreSQL after all. */
function withEra(text: Sql, zone: string): Sql {
  const zoned = sql`CASE WHEN ends_with(${text}, 'infinity') THEN ${text} ELSE ${text} || '${zone}' END`
  const late = sql`replace(${text}, ' (BC)', '') || '${zone} BC'`
  return sql`CASE WHEN contains(${text}, ' (BC)') THEN ${late} ELSE ${zone === '' ? text : zoned} END`
}

/** `1 year -2 mons +3 days 04:05:06.7`: a plus follows a negative part. */
function intervalText(interval: Sql): Sql {
  return bindOnce([interval], (at) => {
    const counts = ['year', 'month', 'day'].map((name) => sql`date_part('${name}', ${at(0)})`)
    return bindOnce([...counts, microsOf(at(0))], (of) => {
      const [years, months, days, micros] = [of(0), of(1), of(2), of(3)]
      const unit = (count: Sql, name: string, isAfterNegative: Sql): Sql =>
        sql`CASE WHEN ${count} = 0 THEN '' ELSE CASE WHEN ${count} > 0 AND ${isAfterNegative} THEN ' +' ELSE ' ' END || ${count} || ' ${name}' || CASE WHEN ${count} = 1 THEN '' ELSE 's' END END`
      const monthsBefore = sql`${years} < 0`
      const daysBefore = sql`CASE WHEN ${months} <> 0 THEN ${months} < 0 ELSE ${years} < 0 END`
      const timeBefore = sql`CASE WHEN ${days} <> 0 THEN ${days} < 0 WHEN ${months} <> 0 THEN ${months} < 0 ELSE ${years} < 0 END`
      const isBare = sql`${years} = 0 AND ${months} = 0 AND ${days} = 0`
      const sign = sql`CASE WHEN ${micros} < 0 THEN ' -' WHEN ${timeBefore} THEN ' +' ELSE ' ' END`
      const time = sql`CASE WHEN ${micros} = 0 AND NOT (${isBare}) THEN '' ELSE ${sign} || ${clockText(micros)} END`
      return sql`ltrim(${unit(years, 'year', raw('FALSE'))} || ${unit(months, 'mon', monthsBefore)} || ${unit(days, 'day', daysBefore)} || ${time})`
    })
  })
}

/** Microseconds of either sign as `HH:MM:SS.ffffff` without it, and without trailing zeros. */
function clockText(micros: Sql): Sql {
  return bindOnce([sql`abs(CAST(${micros} AS HUGEINT))`], (at) => {
    const two = (count: Sql): Sql => sql`lpad(CAST(${count} AS VARCHAR), 2, '0')`
    const hours = sql`CAST(${at(0)} // 3600000000 AS VARCHAR)`
    const fraction = sql`CASE WHEN ${at(0)} % 1000000 = 0 THEN '' ELSE rtrim('.' || lpad(CAST(${at(0)} % 1000000 AS VARCHAR), 6, '0'), '0') END`
    return sql`CASE WHEN length(${hours}) < 2 THEN '0' || ${hours} ELSE ${hours} END || ':' || ${two(sql`${at(0)} // 60000000 % 60`)} || ':' || ${two(sql`${at(0)} // 1000000 % 60`)} || ${fraction}`
  })
}

/** Between kinds of dates and times; undefined where PostgreSQL has no such conversion. */
export function betweenDates(value: Sql, from: EngineType, to: EngineType, typeName: string): Sql | undefined {
  switch (`${from.kind} ${to.kind}`) {
    case 'date timestamp':
    case 'timestamp date':
      return sql`CAST(${value} AS ${typeName})`
    case 'date timestamptz':
      return fromUtcClock(sql`CAST(${value} AS TIMESTAMP)`)
    case 'timestamp timestamptz':
      return fromUtcClock(value)
    case 'timestamptz timestamp':
      return utcClock(value)
    case 'timestamptz date':
      return sql`CAST(${utcClock(value)} AS ${typeName})`
    case 'timestamp time':
    case 'timestamptz time':
      return bindOnce([clockOf(value, from)], (at) => sql`CASE WHEN isfinite(${at(0)}) THEN CAST(${at(0)} AS TIME) END`)
    case 'time interval':
      return sql`to_microseconds(epoch_us(${value}))`
    case 'interval time':
      return bindOnce(
        [sql`${bindOnce([value], (at) => microsOf(at(0)))} % 86400000000`],
        (at) =>
          sql`(CAST('00:00:00' AS TIME) + to_microseconds(${at(0)} + CASE WHEN ${at(0)} < 0 THEN 86400000000 ELSE 0 END))`,
      )
    default:
      return undefined
  }
}
