import type { EngineType } from '#arrow'
import { unreachable } from '#core'
import { parseDate, parseTime, parseTimestamp, parseTimestamptz } from './dates.ts'
import { parseInterval } from './interval.ts'
import { parseDecimal, parseFloatText, parseInteger } from './numbers.ts'
import { parseBinary, parseBoolean, parseJson, parseUuid } from './other.ts'
import type { Parsed } from './parsed.ts'

/** The text of a quoted literal as a value of the type, in the canonical form of Literal; PostgreSQL's rules and errors. */
export function parseLiteral(text: string, type: EngineType, now: string, intervalField: string | null = null): Parsed {
  switch (type.kind) {
    case 'boolean':
      return parseBoolean(text)
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint64':
      return parseInteger(text, type.kind)
    case 'float32':
    case 'float64':
      return parseFloatText(text, type.kind)
    case 'decimal':
      return parseDecimal(text, type.precision, type.scale)
    case 'string':
      return { value: text }
    case 'binary':
      return parseBinary(text)
    case 'date':
      return parseDate(text, now)
    case 'time':
      return parseTime(text)
    case 'timestamp':
      return parseTimestamp(text, now)
    case 'timestamptz':
      return parseTimestamptz(text, now)
    case 'interval':
      return parseInterval(text, intervalField)
    case 'json':
      return parseJson(text)
    case 'uuid':
      return parseUuid(text)
    default:
      return unreachable(type)
  }
}
