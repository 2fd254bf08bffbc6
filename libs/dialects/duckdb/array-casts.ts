import type { EngineType } from '#arrow'
import { raw, type Sql, sql } from '../base/sql.ts'
import { raise } from './raise.ts'
import { typeName } from './types.ts'

/** How a scalar is converted; undefined where DuckDB would do it otherwise than PostgreSQL. */
type ScalarCast = (value: Sql, from: EngineType, to: EngineType) => Sql | undefined

const STRING: EngineType = { kind: 'string' }

/** A conversion between arrays, or of an array from or to text; each element is converted as a value of its own. */
export function castArray(value: Sql, from: EngineType, to: EngineType, cast: ScalarCast): Sql | undefined {
  if (from.kind === 'array' && to.kind === 'array') {
    const element = cast(raw('item'), from.element, to.element)
    return element === undefined ? undefined : sql`list_transform(${value}, lambda item: ${element})`
  }
  if (from.kind === 'array' && to.kind === 'string') return toText(value, from.element, cast)
  if (from.kind === 'string' && to.kind === 'array') return fromText(value, to.element, cast)
  return undefined
}

/** An element as PostgreSQL prints it: like its cast to text, but for booleans. */
export function elementText(value: Sql, type: EngineType, cast: ScalarCast): Sql | undefined {
  if (type.kind === 'string') return value
  if (type.kind === 'boolean') return sql`CASE WHEN ${value} THEN 't' WHEN NOT ${value} THEN 'f' END`
  return cast(value, type, STRING)
}

const SPACES = String.raw`[ \t\n\r\x0b\f]*`

function toText(value: Sql, element: EngineType, cast: ScalarCast): Sql | undefined {
  const text = elementText(raw('item'), element, cast)
  if (text === undefined) return undefined
  const texts = element.kind === 'string' ? value : sql`list_transform(${value}, lambda item: ${text})`
  const special = String.raw`regexp_matches(item, '[ \t\n\r\x0b\f"\\{},]')`
  const escaped = String.raw`'"' || replace(replace(item, '\', '\\'), '"', '\"') || '"'`
  const quoted = `CASE WHEN item IS NULL THEN 'NULL' WHEN item = '' OR upper(item) = 'NULL' OR ${special} THEN ${escaped} ELSE item END`
  return sql`('{' || array_to_string(list_transform(${texts}, lambda item: ${quoted}), ',') || '}')`
}

/** An element in quotes, and one without: it begins with no space, and a backslash takes the next character as it is. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`
const BARE = String.raw`(?:[^ \t\n\r\x0b\f{}",\\]|\\.)(?:[^{}",\\]|\\.)*`
const ITEM = `(?:${QUOTED}${SPACES}|${BARE})`
const ARRAY = `(?s)${SPACES}\\{${SPACES}(?:${ITEM}(?:,${SPACES}${ITEM})*)?\\}${SPACES}`
const NESTED = String.raw`(?s)${SPACES}(?:\[.*|\{${SPACES}\{.*)`
const WITHOUT_SPACES = String.raw`(?s)^((?:\\.|[^\\])*?)${SPACES}$`

function fromText(value: Sql, element: EngineType, cast: ScalarCast): Sql | undefined {
  const converted = element.kind === 'string' ? raw('item') : cast(raw('item'), STRING, element)
  if (converted === undefined) return undefined
  const unescaped = (text: string): string => String.raw`regexp_replace(${text}, '(?s)\\(.)', '\1', 'g')`
  const bare = String.raw`regexp_replace(item, '${WITHOUT_SPACES}', '\1')`
  const isQuoted = `starts_with(item, '"')`
  const text = `CASE WHEN ${isQuoted} THEN ${unescaped('substr(item, 2, length(item) - 2)')} WHEN upper(${bare}) = 'NULL' THEN NULL ELSE ${unescaped(bare)} END`
  const items = `list_transform(regexp_extract_all(given, '(?s)${QUOTED}|${BARE}'), lambda item: ${text})`
  const elements = element.kind === 'string' ? raw(items) : sql`list_transform(${items}, lambda item: ${converted})`
  const several = raise('0A000', 'arrays have one dimension here, and count from 1')
  const malformed = raw(`error('22P02: malformed array literal: "' || given || '"')`)
  const read = sql`CASE WHEN regexp_full_match(given, '${ARRAY}') THEN CAST(${elements} AS ${typeName(element)}[]) WHEN regexp_full_match(given, '${NESTED}') THEN ${several} WHEN given IS NOT NULL THEN ${malformed} END`
  return sql`list_transform([${value}], lambda given: ${read})[1]`
}
