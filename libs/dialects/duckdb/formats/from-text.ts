import type { FunctionRewrite } from '../../base/dialect.ts'
import { argument, constantText } from '../../base/rewrites.ts'
import { raw, type Sql, sql } from '../../base/sql.ts'
import { bindOnce } from '../bind-once.ts'
import { fromUtcClock } from '../clocks.ts'
import { raise } from '../raise.ts'
import { type FormatPart, parseFormat } from './parse-format.ts'

const MONTHS = 'january february march april may june july august september october november december'.split(' ')

/** What a field of a format looks like in the text: exactly its digits, or its name in any case. */
const FORMS: Readonly<Record<string, string>> = {
  YYYY: '[0-9]{4}',
  MM: '[0-9]{2}',
  DD: '[0-9]{2}',
  HH24: '[0-9]{2}',
  HH12: '[0-9]{2}',
  HH: '[0-9]{2}',
  MI: '[0-9]{2}',
  SS: '[0-9]{2}',
  MS: '[0-9]{3}',
  US: '[0-9]{6}',
  MON: MONTHS.map((name) => name.slice(0, 3)).join('|'),
  MONTH: MONTHS.join('|'),
  AM: 'am|pm',
  PM: 'am|pm',
}

interface TextForm {
  readonly pattern: string
  /** The number of the group of each field. */
  readonly groups: ReadonlyMap<string, number>
}

/** The pattern of a format; undefined for one with other fields, without a year, or with a field twice. */
function formOf(parts: readonly FormatPart[]): TextForm | undefined {
  const groups = new Map<string, number>()
  let pattern = ''
  for (const part of parts) {
    if (part.kind === 'text') {
      pattern += part.text.replace(
        /[^A-Za-z0-9]/g,
        (char) => `[${char === '\\' || char === '^' || char === ']' ? `\\${char}` : char}]`,
      )
      continue
    }
    const name = part.name.toUpperCase()
    const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined
    if (form === undefined || part.isBare || part.ordinal !== null || groups.has(name)) return undefined
    groups.set(name, groups.size + 1)
    pattern += `(${form})`
  }
  const needsHalf = groups.has('HH') || groups.has('HH12')
  const hasHalf = groups.has('AM') || groups.has('PM')
  const isWhole = groups.has('YYYY') && !(groups.has('MS') && groups.has('US')) && !(hasHalf && !needsHalf)
  const hours = ['HH24', 'HH12', 'HH'].filter((name) => groups.has(name)).length
  const months = ['MM', 'MON', 'MONTH'].filter((name) => groups.has(name)).length
  return isWhole && hours <= 1 && months <= 1 && !pattern.includes("'") ? { pattern, groups } : undefined
}

/** Reads texts of the format's exact widths. `print` gives the value of a day and of the microseconds of its time. */
const readByFormat =
  (print: (day: Sql, micros: Sql) => Sql): FunctionRewrite =>
  (call, render) => {
    const format = constantText(call, 1, render)
    const form = formOf(parseFormat(format)) ?? render.refuse('FUNCTION_NOT_EXACT', call)
    const text = sql`lower(${render.value(argument(call, 0, render))})`
    return bindOnce([text], (at) => {
      const field = (...names: readonly string[]): Sql | undefined => {
        const group = names.map((name) => form.groups.get(name)).find((found) => found !== undefined)
        return group === undefined
          ? undefined
          : sql`regexp_extract(${at(0)}, '^(?i:${form.pattern})$', ${String(group)})`
      }
      const number = (absent: string, ...names: readonly string[]): Sql => {
        const found = field(...names)
        return found === undefined ? raw(absent) : sql`CAST(${found} AS BIGINT)`
      }
      const failure = sql`error('22007: the text "' || ${at(0)} || '" does not have the exact form of the format')`
      const named = field('MON', 'MONTH')
      const month = named === undefined ? number('1', 'MM') : monthNumber(named)
      const read = bindOnce(
        [
          number('1', 'YYYY'),
          month,
          number('1', 'DD'),
          hourOf(number, field('AM', 'PM')),
          number('0', 'MI'),
          number('0', 'SS'),
          fractionOf(number),
        ],
        (of) => checked(of, print),
      )
      return sql`CASE WHEN ${at(0)} IS NULL THEN NULL WHEN regexp_full_match(${at(0)}, '(?i:${form.pattern})') THEN ${read} ELSE ${failure} END`
    })
  }

function monthNumber(name: Sql): Sql {
  const names = MONTHS.map((month) => `'${month.slice(0, 3)}'`).join(', ')
  return sql`CAST(list_position([${names}], left(${name}, 3)) AS BIGINT)`
}

type NumberOf = (absent: string, ...names: readonly string[]) => Sql

/** Hours of the half day count from 12; -1 for one that no clock of twelve hours shows. */
function hourOf(number: NumberOf, half: Sql | undefined): Sql {
  const hour = number('NULL', 'HH', 'HH12')
  if (hour.join('') === 'NULL') return number('0', 'HH24')
  const afternoon = half === undefined ? raw('0') : sql`CASE WHEN ${half} = 'pm' THEN 12 ELSE 0 END`
  const counted = half === undefined ? hour : sql`${hour} % 12 + ${afternoon}`
  return sql`CASE WHEN ${hour} BETWEEN 1 AND 12 THEN ${counted} ELSE -1 END`
}

function fractionOf(number: NumberOf): Sql {
  return sql`(${number('0', 'MS')} * 1000 + ${number('0', 'US')})`
}

function checked(of: (place: number) => Sql, print: (day: Sql, micros: Sql) => Sql): Sql {
  const [year, month, day, hour, minute, second, micros] = [of(0), of(1), of(2), of(3), of(4), of(5), of(6)]
  const outOfRange = raise('22008', 'date/time field value out of range')
  const isNone = sql`${year} = 0 OR ${month} NOT BETWEEN 1 AND 12 OR ${day} NOT BETWEEN 1 AND 31 OR ${hour} > 23 OR ${minute} > 59 OR ${second} > 59`
  const clock = sql`((${hour} * 60 + ${minute}) * 60000000 + ${second} * 1000000 + ${micros})`
  return sql`CASE WHEN ${hour} < 0 THEN ${raise('22007', 'the hour is invalid for the 12-hour clock')} WHEN ${isNone} THEN ${outOfRange} ELSE ${print(sql`make_date(${year}, ${month}, ${day})`, clock)} END`
}

/** to_date(text, format). */
export const textToDate: FunctionRewrite = readByFormat((day) => day)

/** to_timestamp(text, format): in UTC, as every session. */
export const textToTimestamp: FunctionRewrite = readByFormat((day, micros) =>
  fromUtcClock(sql`CAST(${day} AS TIMESTAMP) + to_microseconds(${micros})`),
)
