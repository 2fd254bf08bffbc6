import type { EngineType } from '#arrow'
import { raw, type Sql, sql } from '../base/sql.ts'
import { GIVEN, ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'
import { typeName } from './types.ts'

/** How a scalar is converted; undefined where DuckDB would do it otherwise than PostgreSQL. */
type ScalarCast = (value: Sql, from: EngineType, to: EngineType) => Sql | undefined

const STRING: EngineType = { kind: 'string' }

/** A conversion between arrays, or of an array from or to text; each element is converted as a value of its own. */
export function castArray(value: Sql, from: EngineType, to: EngineType, cast: ScalarCast): Sql | undefined {
  if (from.kind === 'array' && to.kind === 'array') {
    const element = cast(raw(ITEM), from.element, to.element)
    return element === undefined ? undefined : sql`list_transform(${value}, lambda ${ITEM}: ${element})`
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
  const text = elementText(raw(ITEM), element, cast)
  if (text === undefined) return undefined
  const texts = element.kind === 'string' ? value : sql`list_transform(${value}, lambda ${ITEM}: ${text})`
  const special = String.raw`regexp_matches(${ITEM}, '[ \t\n\r\x0b\f"\\{},]')`
  const escaped = String.raw`'"' || replace(replace(${ITEM}, '\', '\\'), '"', '\"') || '"'`
  const quoted = `CASE WHEN ${ITEM} IS NULL THEN 'NULL' WHEN ${ITEM} = '' OR upper(${ITEM}) = 'NULL' OR ${special} THEN ${escaped} ELSE ${ITEM} END`
  return sql`('{' || array_to_string(list_transform(${texts}, lambda ${ITEM}: ${quoted}), ',') || '}')`
}

/** An element in quotes, and one without: it begins with no space, and a backslash takes the next character as it is. */
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`
const BARE = String.raw`(?:[^ \t\n\r\x0b\f{}",\\]|\\.)(?:[^{}",\\]|\\.)*`
const ELEMENT = `(?:${QUOTED}${SPACES}|${BARE})`
const ARRAY = `(?s)${SPACES}\\{${SPACES}(?:${ELEMENT}(?:,${SPACES}${ELEMENT})*)?\\}${SPACES}`
const NESTED = String.raw`(?s)${SPACES}(?:\[.*|\{${SPACES}\{.*)`
const WITHOUT_SPACES = String.raw`(?s)^((?:\\.|[^\\])*?)${SPACES}$`

function fromText(value: Sql, element: EngineType, cast: ScalarCast): Sql | undefined {
  const converted = element.kind === 'string' ? raw(ITEM) : cast(raw(ITEM), STRING, element)
  if (converted === undefined) return undefined
  const unescaped = (text: string): string => String.raw`regexp_replace(${text}, '(?s)\\(.)', '\1', 'g')`
  const bare = String.raw`regexp_replace(${ITEM}, '${WITHOUT_SPACES}', '\1')`
  const isQuoted = `starts_with(${ITEM}, '"')`
  const text = `CASE WHEN ${isQuoted} THEN ${unescaped(`substr(${ITEM}, 2, length(${ITEM}) - 2)`)} WHEN upper(${bare}) = 'NULL' THEN NULL ELSE ${unescaped(bare)} END`
  const items = `list_transform(regexp_extract_all(${GIVEN}, '(?s)${QUOTED}|${BARE}'), lambda ${ITEM}: ${text})`
  const elements = element.kind === 'string' ? raw(items) : sql`list_transform(${items}, lambda ${ITEM}: ${converted})`
  const several = raise('0A000', 'arrays have one dimension here, and count from 1')
  const malformed = raw(`error('22P02: malformed array literal: "' || ${GIVEN} || '"')`)
  const read = sql`CASE WHEN regexp_full_match(${GIVEN}, '${ARRAY}') THEN CAST(${elements} AS ${typeName(element)}[]) WHEN regexp_full_match(${GIVEN}, '${NESTED}') THEN ${several} WHEN ${GIVEN} IS NOT NULL THEN ${malformed} END`
  return sql`list_transform([${value}], lambda ${GIVEN}: ${read})[1]`
}
