import { type ArrayType, type EngineType, readArrayText, writeArrayText } from '#arrow'
import { unreachable } from '#core'
import { parseDate, parseTime, parseTimestamp, parseTimestamptz } from './dates.ts'
import { type IntervalRange, parseInterval, WHOLE_INTERVAL } from './interval.ts'
import { parseJsonb } from './jsonb.ts'
import { parseDecimal, parseFloatText, parseInteger } from './numbers.ts'
import { parseBinary, parseBoolean, parseJson, parseUuid } from './other.ts'
import { isFault, type Parsed } from './parsed.ts'

/** The text of a quoted literal as a value of the type, in the canonical form of Literal; PostgreSQL's rules and errors. */
export function parseLiteral(
  text: string,
  type: EngineType,
  now: string,
  range: IntervalRange = WHOLE_INTERVAL,
): Parsed {
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
      return parseTime(text, now)
    case 'timestamp':
      return parseTimestamp(text, now)
    case 'timestamptz':
      return parseTimestamptz(text, now)
    case 'interval':
      return parseInterval(text, range)
    case 'json':
      return type.normalized === true ? parseJsonb(text) : parseJson(text)
    case 'uuid':
      return parseUuid(text)
    case 'array':
      return parseArray(text, type, now)
    default:
      return unreachable(type)
  }
}

function parseArray(text: string, { element }: ArrayType, now: string): Parsed {
  const texts = readArrayText(text)
  if (texts === 'malformed') return { sqlState: '22P02', message: `malformed array literal: "${text}"` }
  if (texts === 'dimensions') {
    return { sqlState: '0A000', message: 'arrays have one dimension here, and count from 1' }
  }
  const values: (string | null)[] = []
  for (const one of texts) {
    const parsed = one === null ? { value: null } : parseLiteral(one, element, now)
    if (isFault(parsed)) return parsed
    values.push(parsed.value)
  }
  return { value: writeArrayText(values) }
}
