import { type Sql, sql } from '../base/sql.ts'
import { GIVEN, ITEM } from './lambda-names.ts'

const SHORT: readonly (readonly [code: number, written: string])[] = [
  [8, 'b'],
  [12, 'f'],
  [10, 'n'],
  [13, 'r'],
  [9, 't'],
]

/** A text in JSON's quotes, as PostgreSQL escapes it. */
export function quotedText(text: Sql): Sql {
  const marks = sql`replace(replace(${text}, '\\', '\\\\'), '"', '\\"')`
  const short = SHORT.reduce(
    (value, [code, letter]) => sql`replace(${value}, chr(${String(code)}), '\\${letter}')`,
    marks,
  )
  const character = sql`CASE WHEN unicode(${ITEM}) < 32 THEN format('\\u{:04x}', unicode(${ITEM})) ELSE ${ITEM} END`
  const others = sql`array_to_string(list_transform(regexp_extract_all(${GIVEN}, '(?s).'), lambda ${ITEM}: ${character}), '')`
  const all = sql`CASE WHEN regexp_matches(${GIVEN}, '[\\x01-\\x1f]') THEN ${others} ELSE ${GIVEN} END`
  return sql`('"' || list_transform([${short}], lambda ${GIVEN}: ${all})[1] || '"')`
}
