import { type Expression, isNullable, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { parsePattern, patternToItsEnd } from '../base/patterns.ts'
import { argument, infix, named, typed, values } from '../base/rewrites.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'

/** NULL where an argument is, else the rest: for rewrites whose parts (greatest, least, CASE) do not pass NULL on. */
export function strictly(args: readonly Expression[], printed: readonly Sql[], rest: Sql): Sql {
  const nullable = args.flatMap((arg, index) => (isNullable(arg) ? [sql`${printed[index] ?? NOTHING} IS NULL`] : []))
  return nullable.length === 0 ? rest : sql`CASE WHEN ${joinSql(nullable, ' OR ')} THEN NULL ELSE ${rest} END`
}

/** substring(s, from, for): positions before 1 use up the length. DuckDB counts them from the end instead. */
const substring: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [text = NOTHING, from = NOTHING, count] = printed
  const start = sql`greatest(CAST(${from} AS BIGINT), 1)`
  if (count === undefined) return strictly(call.arguments, printed, sql`substr(${text}, ${start})`)
  const length = sql`greatest(CAST(${from} AS BIGINT) + ${count} - ${start}, 0)`
  const cut = sql`CASE WHEN ${count} < 0 THEN ${raise('22011', 'negative substring length not allowed')} ELSE substr(${text}, ${start}, ${length}) END`
  return strictly(call.arguments, printed, cut)
}

const pad =
  (name: string): FunctionRewrite =>
  (call, render) => {
    const printed = values(call, render)
    const [text = NOTHING, length = NOTHING, fill = raw(`' '`)] = printed
    const padded = sql`CASE WHEN ${length} <= 0 THEN '' WHEN ${fill} = '' OR length(${text}) >= ${length} THEN left(${text}, ${length}) ELSE ${name}(${text}, ${length}, ${fill}) END`
    return strictly(call.arguments, printed, padded)
  }

const splitPart: FunctionRewrite = (call, render) => {
  const printed = values(call, render)
  const [text = NOTHING, separator = NOTHING, field = NOTHING] = printed
  const part = sql`CASE WHEN ${field} = 0 THEN ${raise('22023', 'field position must not be zero')} WHEN ${separator} = '' THEN CASE WHEN ${field} IN (1, -1) THEN ${text} ELSE '' END ELSE split_part(${text}, ${separator}, ${field}) END`
  return strictly(call.arguments, printed, part)
}

/** By characters; DuckDB's own reverse keeps combining marks after their letters. */
const reverse: FunctionRewrite = (call, render) => {
  const text = render.value(argument(call, 0, render))
  return sql`array_to_string(list_reverse(regexp_extract_all(${text}, '(?s).')), '')`
}

const octetLength: FunctionRewrite = (call, render) => {
  const value = argument(call, 0, render)
  return sql`${typeOf(value).kind === 'binary' ? 'octet_length' : 'strlen'}(${render.value(value)})`
}

/** Of all code points only ß differs: DuckDB makes it ẞ, PostgreSQL's simple mapping leaves it. It is cut around. */
export function upperText(text: Sql): Sql {
  return sql`CASE WHEN contains(${text}, 'ß') THEN array_to_string(list_transform(string_split(${text}, 'ß'), lambda ${ITEM}: upper(${ITEM})), 'ß') ELSE upper(${text}) END`
}

/** In lower case. */
export function lowerText(text: Sql): Sql {
  return sql`lower(${text})`
}

const upper: FunctionRewrite = (call, render) => upperText(render.value(argument(call, 0, render)))
const lower: FunctionRewrite = (call, render) => lowerText(render.value(argument(call, 0, render)))

/** The escape character; anything but one ASCII character or nothing is refused. */
function escapeText(call: PrintedCall, render: ExpressionRenderer): string {
  const constant = call.arguments[2]
  if (constant === undefined) return '\\'
  const text = constant.kind === 'literal' ? constant.value : null
  return text !== null && /^[ -~]?$/.test(text) ? text : render.refuse('FUNCTION_NOT_EXACT', call)
}

function matchPattern(call: PrintedCall, render: ExpressionRenderer, change: (text: Sql) => Sql): Sql {
  const escapeWith = call.arguments[2]
  if (escapeWith?.kind === 'literal' && Array.from(escapeWith.value ?? '').length > 1) {
    return sql`CAST(${raise('22025', 'invalid escape string')} AS BOOLEAN)`
  }
  const escaping = escapeText(call, render)
  const [text = NOTHING, pattern = NOTHING] = values(call, render)
  const constant = call.arguments[1]
  const like = (value: Sql): Sql => sql`(${change(text)} LIKE ${change(value)} ESCAPE '${escaping.replace("'", "''")}')`
  if (constant?.kind !== 'literal' || constant.value === null) return like(pattern)
  if (parsePattern(constant.value, escaping) !== undefined) return like(pattern)
  const reached: Sql = [{ ...constant, value: patternToItsEnd(constant.value, escaping) }]
  const fault = raise('22025', 'LIKE pattern must not end with escape character')
  return sql`CASE WHEN ${like(sql`CAST(${reached} AS VARCHAR)`)} THEN ${fault} WHEN ${text} IS NOT NULL THEN FALSE END`
}

const like: FunctionRewrite = (call, render) => matchPattern(call, render, (text) => text)

/** ILIKE compares lower-case text; its escape must have no case of its own. */
const ilike: FunctionRewrite = (call, render) =>
  /[A-Za-z]/.test(escapeText(call, render))
    ? render.refuse('FUNCTION_NOT_EXACT', call)
    : matchPattern(call, render, lowerText)

/** Text: bytes are UTF-8, positions count code points. */
export const TEXT: FunctionTable = {
  // A constant NULL has no type of its own in DuckDB.
  text_concat: typed(infix('||')),
  concat: named('concat'),
  concat_ws: named('concat_ws'),
  lower,
  upper,
  like,
  ilike,
  length: typed(named('length')),
  octet_length: typed(octetLength),
  trim: named('trim'),
  ltrim: named('ltrim'),
  rtrim: named('rtrim'),
  substring,
  left: named('left'),
  right: named('right'),
  lpad: pad('lpad'),
  rpad: pad('rpad'),
  replace: named('replace'),
  position: typed(named('strpos')),
  split_part: splitPart,
  starts_with: named('starts_with'),
  reverse,
  repeat: named('repeat'),
  md5: named('md5'),
}
