import type { EngineType } from '#arrow'
import { raw, type Sql, sql } from '../../base/sql.ts'

/** A number to be printed with zeros up to its width. */
export interface NumberField {
  readonly count: Sql
  readonly width: number
  /** True for those that FM does not shorten. */
  readonly isFixed?: boolean
  /** Digits before it. */
  readonly prefix?: Sql
}

function part(name: string, clock: Sql): Sql {
  return sql`date_part('${name}', ${clock})`
}

/** PostgreSQL counts years before 1 from 1 on too. */
function shownYear(year: Sql): Sql {
  return sql`(CASE WHEN ${year} <= 0 THEN 1 - ${year} ELSE ${year} END)`
}

const FRACTIONS: Readonly<Record<string, readonly [divisor: string, width: number]>> = {
  FF1: ['100000', 1],
  FF2: ['10000', 2],
  FF3: ['1000', 3],
  FF4: ['100', 4],
  FF5: ['10', 5],
  FF6: ['1', 6],
  MS: ['1000', 3],
  US: ['1', 6],
}

const YEARS: Readonly<Record<string, readonly [digits: number, modulus: string]>> = {
  YYYY: [4, ''],
  YYY: [3, ' % 1000'],
  YY: [2, ' % 100'],
  Y: [1, ' % 10'],
}

/** A field of a timestamp as to_char prints it; undefined for those that are words. */
export function momentNumber(name: string, clock: Sql): NumberField | undefined {
  const fraction = FRACTIONS[name]
  if (fraction !== undefined) {
    return {
      count: sql`(${part('microseconds', clock)} % 1000000 // ${fraction[0]})`,
      width: fraction[1],
      isFixed: true,
    }
  }
  const isIso = name.startsWith('IY') || name === 'I'
  const years = YEARS[isIso ? 'Y'.repeat(name.length) : name]
  if (years !== undefined) {
    const year = shownYear(part(isIso ? 'isoyear' : 'year', clock))
    return { count: sql`(${year}${years[1]})`, width: years[0] }
  }
  return clockNumber(name, clock) ?? calendarNumber(name, clock)
}

function clockNumber(name: string, clock: Sql): NumberField | undefined {
  switch (name) {
    case 'HH':
    case 'HH12':
      return { count: sql`((${part('hour', clock)} + 11) % 12 + 1)`, width: 2 }
    case 'HH24':
      return { count: part('hour', clock), width: 2 }
    case 'MI':
      return { count: part('minute', clock), width: 2 }
    case 'SS':
      return { count: sql`(${part('microseconds', clock)} // 1000000)`, width: 2 }
    case 'SSSS':
    case 'SSSSS':
      return {
        count: sql`(${part('hour', clock)} * 3600 + ${part('minute', clock)} * 60 + ${part('second', clock)})`,
        width: 1,
      }
    default:
      return undefined
  }
}

function calendarNumber(name: string, clock: Sql): NumberField | undefined {
  const year = part('year', clock)
  const numbers: Readonly<Record<string, NumberField>> = {
    MM: { count: part('month', clock), width: 2 },
    DD: { count: part('day', clock), width: 2 },
    DDD: { count: part('doy', clock), width: 3 },
    IDDD: { count: sql`((${part('week', clock)} - 1) * 7 + ${part('isodow', clock)})`, width: 3 },
    D: { count: sql`(${part('dow', clock)} + 1)`, width: 1 },
    ID: { count: part('isodow', clock), width: 1 },
    W: { count: sql`((${part('day', clock)} - 1) // 7 + 1)`, width: 1 },
    WW: { count: sql`((${part('doy', clock)} - 1) // 7 + 1)`, width: 2 },
    IW: { count: part('week', clock), width: 2 },
    Q: { count: part('quarter', clock), width: 1 },
    J: { count: sql`(CAST(CAST(${clock} AS DATE) - DATE '1970-01-01' AS BIGINT) + 2440588)`, width: 1 },
    CC: {
      count: sql`abs(CASE WHEN ${year} > 0 THEN (${year} - 1) // 100 + 1 ELSE ${year} // 100 - 1 END)`,
      width: 2,
      prefix: sql`CASE WHEN ${year} > 0 THEN '' ELSE '-' END`,
    },
    'Y,YYY': {
      count: sql`(${shownYear(year)} % 1000)`,
      width: 3,
      isFixed: true,
      prefix: sql`CAST(${shownYear(year)} // 1000 AS VARCHAR) || ','`,
    },
  }
  return Object.hasOwn(numbers, name) ? numbers[name] : undefined
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const ROMAN = 'I II III IV V VI VII VIII IX X XI XII'.split(' ')

/** A field that is a word: names, halves of the day, eras, the zone. The case of the field is that of the word. */
export function momentWord(field: string, isBare: boolean, clock: Sql, type: EngineType): Sql | undefined {
  const inCase = (word: string): string => {
    if (field === field.toUpperCase()) return word.toUpperCase()
    return field === field.toLowerCase() ? word.toLowerCase() : word
  }
  const chosen = (words: readonly string[], place: Sql, width: number): Sql => {
    const list = words.map((word) => `'${inCase(word).padEnd(isBare ? 0 : width)}'`).join(', ')
    return sql`([${list}])[CAST(${place} AS BIGINT)]`
  }
  const three = (words: readonly string[]): readonly string[] => words.map((word) => word.slice(0, 3))
  const either = (isFirst: Sql, first: string, second: string): Sql =>
    sql`CASE WHEN ${isFirst} THEN '${inCase(first)}' ELSE '${inCase(second)}' END`
  const weekday = sql`${part('dow', clock)} + 1`
  switch (field.toUpperCase()) {
    case 'MONTH':
      return chosen(MONTHS, part('month', clock), 9)
    case 'MON':
      return chosen(three(MONTHS), part('month', clock), 0)
    case 'DAY':
      return chosen(DAYS, weekday, 9)
    case 'DY':
      return chosen(three(DAYS), weekday, 0)
    case 'RM':
      return chosen(ROMAN, part('month', clock), 4)
    case 'AM':
    case 'PM':
      return either(sql`${part('hour', clock)} < 12`, 'am', 'pm')
    case 'A.M.':
    case 'P.M.':
      return either(sql`${part('hour', clock)} < 12`, 'a.m.', 'p.m.')
    case 'AD':
    case 'BC':
      return either(sql`${part('year', clock)} > 0`, 'ad', 'bc')
    case 'A.D.':
    case 'B.C.':
      return either(sql`${part('year', clock)} > 0`, 'a.d.', 'b.c.')
    case 'TZ':
      return raw(type.kind === 'timestamptz' ? `'${inCase('utc')}'` : `''`)
    case 'TZH':
      return raw(`'+00'`)
    case 'TZM':
      return raw(`'00'`)
    case 'OF':
      return raw(isBare ? `'+0'` : `'+00'`)
    case 'FX':
      return raw(`''`)
    default:
      return undefined
  }
}
