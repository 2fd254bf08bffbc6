import { type Sql, sql } from '../../base/sql.ts'
import { microsOf } from '../intervals.ts'
import type { NumberField } from './moment-fields.ts'

function part(name: string, interval: Sql): Sql {
  return sql`date_part('${name}', ${interval})`
}

/** A number whose sign stands before its digits, and not among them. */
function signed(count: Sql, width: number): NumberField {
  return { count: sql`abs(${count})`, width, prefix: sql`CASE WHEN ${count} < 0 THEN '-' ELSE '' END` }
}

/** A field of an interval as to_char prints it; undefined for those only a calendar has. */
export function intervalNumber(name: string, interval: Sql): NumberField | undefined {
  const micros = sql`(${microsOf(interval)} % 1000000)`
  const hour = part('hour', interval)
  switch (name) {
    case 'YYYY':
      return signed(part('year', interval), 4)
    case 'MM':
      return signed(part('month', interval), 2)
    case 'DD':
      return { count: part('day', interval), width: 2 }
    case 'HH24':
      return signed(hour, 2)
    case 'HH':
    case 'HH12':
      return signed(sql`(CASE WHEN ${hour} % 12 = 0 THEN 12 ELSE ${hour} % 12 END)`, 2)
    case 'MI':
      return signed(part('minute', interval), 2)
    case 'SS':
      return signed(sql`(${part('microseconds', interval)} // 1000000)`, 2)
    case 'MS':
      return { count: sql`(${micros} // 1000)`, width: 3, isFixed: true }
    case 'US':
      return { count: micros, width: 6, isFixed: true }
    default:
      return undefined
  }
}
