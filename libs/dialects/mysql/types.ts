import { type EngineType, isInteger } from '#arrow'
import { type Sql, sql } from '../base/sql.ts'
import { isCalendarCast } from './dates.ts'

/** MySQL's name of a type in CAST; undefined where CAST has none that holds it. */
export function typeName(type: EngineType): string | undefined {
  switch (type.kind) {
    case 'int16':
    case 'int32':
    case 'int64':
      return 'SIGNED'
    case 'uint64':
      return 'UNSIGNED'
    case 'decimal':
      return type.scale <= 30 ? `DECIMAL(${type.precision},${type.scale})` : undefined
    case 'float64':
      return 'DOUBLE'
    case 'date':
      return 'DATE'
    case 'timestamp':
    case 'timestamptz':
      return 'DATETIME(6)'
    case 'time':
      return 'TIME(6)'
    default:
      return undefined
  }
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = { int16: 5, int32: 10, int64: 19, uint64: 20 }
const ORDER = ['int16', 'int32', 'int64']

/**
 * Only conversions that lose nothing and cannot fail: where PostgreSQL raises, MySQL clamps and warns. Doubles of
 * integers and decimals beyond 15 digits are rounded in two steps there, so they are not said.
 */
export function cast(value: Sql, from: EngineType, to: EngineType): Sql | undefined {
  if (isInteger(from) && isInteger(to)) {
    const place = ORDER.indexOf(from.kind)
    return place >= 0 && ORDER.indexOf(to.kind) >= place ? sql`CAST(${value} AS SIGNED)` : undefined
  }
  if (to.kind === 'decimal') {
    const digits = from.kind === 'decimal' ? from.precision - from.scale : INTEGER_DIGITS[from.kind]
    const scale = from.kind === 'decimal' ? from.scale : 0
    const name = typeName(to)
    if (digits === undefined || name === undefined || scale > to.scale || digits > to.precision - to.scale)
      return undefined
    return sql`CAST(${value} AS ${name})`
  }
  if (to.kind === 'float64' && (from.kind === 'int16' || from.kind === 'int32')) return sql`(${value} + 0e0)`
  if (to.kind === 'float64' && from.kind === 'decimal' && from.precision <= 15) return sql`(${value} + 0e0)`
  // The session is in UTC, so an instant and its UTC clock are printed alike.
  if (isCalendarCast(from, to)) return sql`CAST(${value} AS DATETIME(6))`
  return undefined
}
