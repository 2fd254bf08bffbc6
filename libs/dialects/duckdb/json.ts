import { type Expression, type Literal, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument, castTo } from '../base/rewrites.ts'
import { NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { quotedText } from './json-text.ts'
import { GIVEN } from './lambda-names.ts'
import { raise } from './raise.ts'
import { structOf } from './structs.ts'

/** How deep what is taken out of JSON may be nested. */
const DEPTH = 32
const TEXT = '"(?:[^"\\\\]|\\\\.)*"'
const SPACE = '[ \\t\\n\\r]*'
const SPACES = `' ' || chr(9) || chr(10) || chr(13)`

/** Anything whose brackets are balanced, so many levels deep. */
function balanced(depth: number): string {
  const nested = depth === 0 ? '' : `|[\\[{]${balanced(depth - 1)}[\\]}]`
  return `(?:[^\\]\\[{}"]|${TEXT}${nested})*`
}

/** One element of an array or one member of an object, with the spaces around it. */
const PART = `(?s)(?:[^\\]\\[{}",]|${TEXT}|[\\[{]${balanced(DEPTH)}[\\]}])+`

/** Binds the value to a name for the text of another expression, so that it is computed once. */
export function letIn(name: string, value: Sql, body: Sql): Sql {
  return sql`list_transform([${value}], lambda ${name}: ${body})[1]`
}

/** JSON without the spaces around it. */
export function trimmed(text: Sql): Sql {
  return sql`trim(${text}, ${SPACES})`
}

/** The elements or members of JSON that is trimmed, as they are written. */
export function partsOf(json: Sql): Sql {
  const content = sql`substr(${json}, 2, length(${json}) - 2)`
  const parts = sql`regexp_extract_all(content, '${PART}')`
  const lost = sql`length(array_to_string(parts, ',')) <> length(content)`
  const checked = letIn(
    'parts',
    parts,
    sql`CASE WHEN ${lost} THEN ${raise('0A000', `JSON nested deeper than ${DEPTH} levels is not supported`)} ELSE parts END`,
  )
  return letIn('content', content, sql`CASE WHEN ${trimmed(raw('content'))} = '' THEN [] ELSE ${checked} END`)
}

/** A text of JSON, in its quotes, as the text it stands for. */
function decoded(text: Sql): Sql {
  return sql`CASE WHEN contains(${text}, '\') THEN json_extract_string(${text}, '$') ELSE substr(${text}, 2, length(${text}) - 2) END`
}

/** The key of a member as it is written, in its quotes. */
export function writtenKey(member: Sql): Sql {
  return sql`regexp_extract(${member}, '(?s)^${SPACE}(${TEXT})', 1)`
}

/** The key of a member as text. */
export function keyOf(member: Sql): Sql {
  return decoded(writtenKey(member))
}

/** The value of a member, as it is written. */
export function memberValue(member: Sql): Sql {
  return trimmed(sql`regexp_replace(${member}, '(?s)^${SPACE}${TEXT}${SPACE}:', '')`)
}

/** Raises for escapes that stand for no character, wherever they are; jsonb has none. */
export function checkedEscapes(json: Expression, value: Sql, rest: Sql): Sql {
  const type = typeOf(json)
  if (type.kind === 'json' && type.normalized === true) return rest
  const nul = sql`regexp_matches(${value}, '(^|[^\\\\])(\\\\\\\\)*\\\\u0000')`
  const halves = sql`regexp_matches(${value}, '\\\\u[dD][89a-fA-F]') AND NOT json_valid(${value})`
  const untranslatable = raise('22P05', 'unsupported Unicode escape sequence')
  const invalid = raise('22P02', 'invalid input syntax for type json')
  return sql`CASE WHEN ${nul} THEN ${untranslatable} WHEN ${halves} THEN ${invalid} ELSE ${rest} END`
}

/** What a key finds in an object: the last member of that name. */
function memberOf(json: Sql, key: Sql): Sql {
  const found = sql`list_filter(${partsOf(json)}, lambda member: ${keyOf(raw('member'))} = ${key})[-1]`
  return letIn('found', found, memberValue(raw('found')))
}

function elementOf(json: Sql, index: Sql): Sql {
  return trimmed(sql`${partsOf(json)}[CASE WHEN ${index} < 0 THEN ${index} ELSE ${index} + 1 END]`)
}

/** Works on JSON, its spaces cut, and on a second argument, each computed once. */
function taken(call: PrintedCall, render: ExpressionRenderer, work: (json: Sql, key: Sql) => Sql): Sql {
  const from = argument(call, 0, render)
  const key = render.value(argument(call, 1, render))
  const body = checkedEscapes(from, raw(`${GIVEN}.json`), work(raw(`${GIVEN}.json`), raw(`${GIVEN}.key`)))
  return letIn(GIVEN, structOf({ json: trimmed(render.value(from)), key }), body)
}

function byKeyOrIndex(call: PrintedCall, render: ExpressionRenderer): Sql {
  const isKey = typeOf(argument(call, 1, render)).kind === 'string'
  return taken(call, render, (json, key) =>
    isKey
      ? sql`CASE WHEN starts_with(${json}, '{') THEN ${memberOf(json, key)} END`
      : sql`CASE WHEN starts_with(${json}, '[') THEN ${elementOf(json, key)}${scalarElement(call, json, key)} END`,
  )
}

/** A scalar of jsonb has itself as its one element. */
function scalarElement(call: PrintedCall, json: Sql, index: Sql): Sql {
  const [from] = call.arguments
  const type = from === undefined ? undefined : typeOf(from)
  if (type?.kind !== 'json' || type.normalized !== true) return NOTHING
  return sql` WHEN NOT starts_with(${json}, '{') AND ${index} IN (0, -1) THEN ${json}`
}

/** Of a path: the last step, or all where there is none. */
const step: FunctionRewrite = (call, render) =>
  call.arguments.length > 1 ? byStep(call, render) : trimmed(render.value(argument(call, 0, render)))

/** What may stand before an index in a path; nothing may stand after it. */
const BEFORE_INDEX = '[ \\t\\n\\v\\f\\r]*'

/** A step of a path: a number is an index in an array. */
function byStep(call: PrintedCall, render: ExpressionRenderer): Sql {
  return taken(call, render, (json, key) => {
    const index = sql`TRY_CAST(CASE WHEN regexp_full_match(${key}, '${BEFORE_INDEX}[+-]?[0-9]+') THEN regexp_extract(${key}, '[+-]?[0-9]+') END AS INTEGER)`
    return sql`CASE WHEN starts_with(${json}, '{') THEN ${memberOf(json, key)} WHEN starts_with(${json}, '[') THEN ${letIn('place', index, elementOf(json, raw('place')))} END`
  })
}

/** JSON as text: what a string stands for, NULL for null, all else as it is written. */
export function asText(json: Sql): Sql {
  return letIn(
    'value',
    json,
    sql`CASE WHEN value = 'null' THEN NULL WHEN starts_with(value, '"') THEN ${decoded(raw('value'))} ELSE value END`,
  )
}

const stepText: FunctionRewrite = (call, render) => {
  if (call.arguments.length > 1) return asText(byStep(call, render))
  return asText(trimmed(render.value(argument(call, 0, render))))
}

const typeOfJson: FunctionRewrite = (call, render) => {
  const first = sql`${trimmed(render.value(argument(call, 0, render)))}[1]`
  return sql`CASE ${first} WHEN '{' THEN 'object' WHEN '[' THEN 'array' WHEN '"' THEN 'string' WHEN 't' THEN 'boolean' WHEN 'f' THEN 'boolean' WHEN 'n' THEN 'null' ELSE CASE WHEN ${first} IS NOT NULL THEN 'number' END END`
}

const arrayLength: FunctionRewrite = (call, render) => {
  const ofObject = raise('22023', 'cannot get array length of a non-array')
  const ofScalar = raise('22023', 'cannot get array length of a scalar')
  const length = sql`CASE WHEN starts_with(json, '[') THEN len(${partsOf(raw('json'))}) WHEN starts_with(json, '{') THEN ${ofObject} WHEN json IS NOT NULL THEN ${ofScalar} END`
  return castTo(letIn('json', trimmed(render.value(argument(call, 0, render))), length), call.type, call, render)
}

/** A text as jsonb writes it. */
function jsonbString(call: PrintedCall, index: number, render: ExpressionRenderer): Sql {
  const text = argument(call, index, render)
  if (text.kind !== 'literal' || text.value === null) return quotedText(render.value(text))
  const literal: Literal = { ...text, value: JSON.stringify(text.value) }
  return sql`CAST(${[literal]} AS VARCHAR)`
}

const hasKey: FunctionRewrite = (call, render) => {
  const [json, key] = [raw(`${GIVEN}.json`), raw(`${GIVEN}.key`)]
  const keys = sql`list_transform(${partsOf(json)}, lambda member: ${writtenKey(raw('member'))})`
  const elements = sql`list_transform(${partsOf(json)}, lambda element: ${trimmed(raw('element'))})`
  const has = sql`CASE WHEN ${key} IS NULL THEN NULL WHEN starts_with(${json}, '{') THEN list_contains(${keys}, ${key}) WHEN starts_with(${json}, '[') THEN list_contains(${elements}, ${key}) ELSE ${json} = ${key} END`
  const given = sql`{'json': ${render.value(argument(call, 0, render))}, 'key': ${jsonbString(call, 1, render)}}`
  return letIn(GIVEN, given, has)
}

const FROM_SCALAR = raise('22023', 'cannot delete from scalar')

/** The trimmed parts of the given `json` that pass, in the brackets they were in. */
function kept(test: Sql): Sql {
  const parts = sql`list_transform(${partsOf(raw(`${GIVEN}.json`))}, lambda part: ${trimmed(raw('part'))})`
  const left = sql`list_filter(parts, lambda part, nth: ${test})`
  return letIn('parts', parts, sql`${GIVEN}.json[1] || array_to_string(${left}, ', ') || ${GIVEN}.json[-1]`)
}

/** jsonb without a key or an equal element, or without the element of an index. */
const remove: FunctionRewrite = (call, render) => {
  const json = render.value(argument(call, 0, render))
  const isKey = typeOf(argument(call, 1, render)).kind === 'string'
  const key = isKey ? jsonbString(call, 1, render) : render.value(argument(call, 1, render))
  const given = sql`{'json': ${json}, 'key': ${key}}`
  if (isKey) {
    const own = sql`CASE WHEN starts_with(${GIVEN}.json, '{') THEN ${writtenKey(raw('part'))} ELSE part END`
    const left = kept(sql`${own} <> ${GIVEN}.key`)
    return letIn(
      GIVEN,
      given,
      sql`CASE WHEN ${GIVEN}.key IS NULL THEN NULL WHEN ${GIVEN}.json[1] IN ('{', '[') THEN ${left} WHEN ${GIVEN}.json IS NOT NULL THEN ${FROM_SCALAR} END`,
    )
  }
  const place = sql`CASE WHEN ${GIVEN}.key < 0 THEN len(parts) + ${GIVEN}.key ELSE ${GIVEN}.key END`
  const fromObject = raise('22023', 'cannot delete from object using integer index')
  return letIn(
    GIVEN,
    given,
    sql`CASE WHEN ${GIVEN}.key IS NULL THEN NULL WHEN starts_with(${GIVEN}.json, '[') THEN ${kept(sql`nth <> (${place}) + 1`)} WHEN starts_with(${GIVEN}.json, '{') THEN ${fromObject} WHEN ${GIVEN}.json IS NOT NULL THEN ${FROM_SCALAR} END`,
  )
}

/** jsonb for comparison: equal numbers may have different zeros at their ends. */
export function comparableJson(json: Sql): Sql {
  return sql`regexp_replace(${json}, '(${TEXT})|(-?[0-9]+(?:[.][0-9]*[1-9])?)(?:[.]?0+)?', '\\1\\2', 'g')`
}

/** JSON, cut out of its text as it is written: DuckDB's own functions lose digits, spaces and the last of equal keys. */
export const JSON_READING: FunctionTable = {
  json_get: byKeyOrIndex,
  json_get_text: (call, render) => asText(byKeyOrIndex(call, render)),
  json_step: step,
  json_step_text: stepText,
  json_typeof: typeOfJson,
  json_array_length: arrayLength,
  json_has_key: hasKey,
  json_remove: remove,
}
