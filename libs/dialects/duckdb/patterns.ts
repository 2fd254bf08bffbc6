import { STRING } from '#arrow'
import type { Expression, FunctionCall, TableCall } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { castTo, typed } from '../base/rewrites.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { bindAlways } from './bind-once.ts'
import { GIVEN, ITEM, PLACE } from './lambda-names.ts'
import {
  advanced,
  advancedForAll,
  constantAt,
  countAt,
  nothing,
  type Parse,
  quoted,
  ready,
  refuseEmpty,
  textFrom,
  textOf,
  unlessNull,
} from './pattern-arguments.ts'
import { raise } from './raise.ts'
import { groupPresence } from './regular-expressions/captures.ts'
import type { CompiledPattern } from './regular-expressions/compile.ts'
import { captureCount } from './regular-expressions/node.ts'
import { parseReplacement, printReplacement, type ReplacementPart } from './regular-expressions/replacement.ts'
import { parseSimilar, parseSimilarSubstring } from './regular-expressions/similar.ts'

/** No text of PostgreSQL holds it, so it can stand between the parts of one. */
const NUL = raw('chr(0)')

const regexpLike: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, { flags: 2 }, 'test', advanced)
  return pattern.kind === 'instead' ? pattern.sql : sql`regexp_matches(${textOf(call, render)}, ${quoted(pattern)})`
}

const similarTo: FunctionRewrite = (call, render) => {
  const parse: Parse = (text, escaping = '\\') => parseSimilar(text, escaping)
  const pattern = ready(call, render, { escape: 2 }, 'test', parse)
  return pattern.kind === 'instead' ? pattern.sql : sql`regexp_matches(${textOf(call, render)}, ${quoted(pattern)})`
}

/** What a group captures in the first match; NULL for no match, or a group that is not in it. */
function captured(
  text: Sql,
  pattern: CompiledPattern,
  group: number,
  call: PrintedCall,
  render: ExpressionRenderer,
): Sql {
  const found = unsetAsNull(sql`regexp_extract(${text}, ${quoted(pattern)}, ${String(group)})`, pattern, group)
  if (found === undefined) return render.refuse('FUNCTION_NOT_EXACT', call)
  return sql`CASE WHEN regexp_matches(${text}, ${quoted(pattern)}) THEN ${found} END`
}

/** RE2's empty text of a group that is unset as NULL; undefined where the group could capture an empty text too. */
function unsetAsNull(value: Sql, { node }: CompiledPattern, group: number): Sql | undefined {
  if (group === 0) return value
  const { always, maybeEmpty } = groupPresence(node, group)
  if (always) return value
  return maybeEmpty ? undefined : sql`nullif(${value}, '')`
}

const substring: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, {}, 'captures', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  return captured(textOf(call, render), pattern, captureCount(pattern.node) > 0 ? 1 : 0, call, render)
}

const similarSubstring: FunctionRewrite = (call, render) => {
  const parse: Parse = (text, escaping = '\\') => parseSimilarSubstring(text, escaping)
  const pattern = ready(call, render, { escape: 2 }, 'captures', parse)
  return pattern.kind === 'instead' ? pattern.sql : captured(textOf(call, render), pattern, 1, call, render)
}

const count: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, { flags: 3 }, 'match', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  refuseEmpty(pattern, call, render)
  const start = countAt(call, 2, 1, 'start', render)
  if (typeof start !== 'number') return start
  const text = textFrom(textOf(call, render), start, pattern, call, render)
  return castTo(sql`len(regexp_extract_all(${text}, ${quoted(pattern)}))`, call.type, call, render)
}

const substr: FunctionRewrite = (call, render) => {
  const group = countAt(call, 5, 0, 'subexpr', render)
  const pattern = ready(call, render, { flags: 4 }, group === 0 ? 'match' : 'captures', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  refuseEmpty(pattern, call, render)
  const start = countAt(call, 2, 1, 'start', render)
  const occurrence = countAt(call, 3, 1, 'n', render)
  if (typeof start !== 'number') return start
  if (typeof occurrence !== 'number') return occurrence
  if (typeof group !== 'number') return group
  if (group > captureCount(pattern.node)) return nothing(call, render)
  const text = textFrom(textOf(call, render), start, pattern, call, render)
  const all = sql`regexp_extract_all(${text}, ${quoted(pattern)}, ${String(group)})`
  return unsetAsNull(sql`${all}[${String(occurrence)}]`, pattern, group) ?? render.refuse('FUNCTION_NOT_EXACT', call)
}

/** The text cut before and after every match: what stands at even places matched. */
function pieces(text: Sql, pattern: CompiledPattern): Sql {
  return sql`string_split(regexp_replace(${text}, ${quoted(pattern)}, ${NUL} || '\\0' || ${NUL}, 'g'), ${NUL})`
}

const position: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, { flags: 5 }, 'match', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  refuseEmpty(pattern, call, render)
  const start = countAt(call, 2, 1, 'start', render)
  const occurrence = countAt(call, 3, 1, 'n', render)
  const end = countAt(call, 4, 0, 'endoption', render)
  const group = countAt(call, 6, 0, 'subexpr', render)
  if (typeof start !== 'number') return start
  if (typeof occurrence !== 'number') return occurrence
  if (typeof end !== 'number') return end
  if (end > 1) return unlessNull(call, render, raise('22023', `invalid value for parameter "endoption": ${end}`))
  if (group !== 0) return render.refuse('FUNCTION_NOT_EXACT', call)
  const parts = pieces(textFrom(textOf(call, render), start, pattern, call, render), pattern)
  const before = String(2 * occurrence - 1 + end)
  const found = sql`CASE WHEN len(${GIVEN}) < ${String(2 * occurrence)} THEN 0 ELSE ${String(start)} + list_sum(list_transform(${GIVEN}[1:${before}], lambda ${ITEM}: length(${ITEM}))) END`
  return castTo(sql`list_transform([${parts}], lambda ${GIVEN}: ${found})[1]`, call.type, call, render)
}

/** The optional arguments of regexp_replace, told apart by their types. */
function replaceArguments(call: PrintedCall, render: ExpressionRenderer): { flags: number; counts: boolean } {
  const fourth: Expression | undefined = call.arguments[3]
  const isText = fourth !== undefined && 'type' in fourth && fourth.type.kind === 'string'
  if (fourth === undefined || isText) return { flags: 3, counts: false }
  return call.arguments.length > 6 ? render.refuse('FUNCTION_NOT_EXACT', call) : { flags: 5, counts: true }
}

const replace: FunctionRewrite = (call, render) => {
  const { flags, counts } = replaceArguments(call, render)
  const replacement = constantAt(call, 2, render)
  if (replacement === null || replacement === undefined) return nothing(call, render)
  const parts = parseReplacement(replacement)
  const use = parts.some((part) => typeof part === 'number' && part > 0) ? 'captures' : 'match'
  const pattern = ready(call, render, { flags }, use, advancedForAll)
  if (pattern.kind === 'instead') return pattern.sql
  const start = counts ? countAt(call, 3, 1, 'start', render) : 1
  const occurrence = counts ? countAt(call, 4, 0, 'n', render) : 1
  if (typeof start !== 'number') return start
  if (typeof occurrence !== 'number') return occurrence
  const global =
    counts && call.arguments.length > 4 ? occurrence === 0 : (constantAt(call, flags, render) ?? '').includes('g')
  if (global && pattern.isNullable) render.refuse('FUNCTION_NOT_EXACT', call)
  const text = textFrom(textOf(call, render), start, pattern, call, render)
  const change = changing(parts, pattern, global)
  const changed = occurrence > 1 ? replaceOne(text, occurrence, pattern, change, call, render) : change(text)
  return start === 1 ? changed : sql`(left(${textOf(call, render)}, ${String(start - 1)}) || ${changed})`
}

function changing(parts: readonly ReplacementPart[], pattern: CompiledPattern, global: boolean): (text: Sql) => Sql {
  const value = printReplacement(parts, captureCount(pattern.node))
  const replacement: Sql = [{ kind: 'literal', value, type: STRING }]
  const options = global ? `, 'g'` : ''
  return (text) => sql`regexp_replace(${text}, ${quoted(pattern)}, CAST(${replacement} AS VARCHAR)${options})`
}

/** The match of that number changed, the others left. */
function replaceOne(
  text: Sql,
  occurrence: number,
  pattern: CompiledPattern,
  change: (text: Sql) => Sql,
  call: PrintedCall,
  render: ExpressionRenderer,
): Sql {
  if (pattern.isNullable || pattern.looksAround) return render.refuse('FUNCTION_NOT_EXACT', call)
  const one = sql`CASE WHEN ${PLACE} = ${String(2 * occurrence)} THEN ${change(raw(ITEM))} ELSE ${ITEM} END`
  return sql`array_to_string(list_transform(${pieces(text, pattern)}, lambda ${ITEM}, ${PLACE}: ${one}), '')`
}

const match: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, { flags: 2 }, 'captures', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  const text = textOf(call, render)
  const found = groupsOf(pattern).map((group) => {
    const value = sql`regexp_extract(${text}, ${quoted(pattern)}, ${String(group)})`
    return unsetAsNull(value, pattern, group) ?? render.refuse('FUNCTION_NOT_EXACT', call)
  })
  return sql`CASE WHEN regexp_matches(${text}, ${quoted(pattern)}) THEN [${joinSql(found, ', ')}] END`
}

/** What the first match captures, or each with the flag `g`: a list of lists. */
export function matchRows(call: TableCall, render: ExpressionRenderer): Sql {
  const [column] = call.columns
  const source: FunctionCall = {
    kind: 'call',
    function: 'regexp_match',
    arguments: call.arguments,
    type: column.type,
    nullable: true,
  }
  const printed: PrintedCall = {
    ...source,
    distinct: NOTHING,
    orderBy: NOTHING,
    over: NOTHING,
    ordered: false,
    positive: false,
    source,
  }
  const flags = constantAt(printed, 2, render) ?? ''
  const all = flags.includes('g') ? everyMatch(printed, render) : match(printed, render)
  return flags.includes('g') ? all : sql`list_filter([${all}], lambda ${ITEM}: ${ITEM} IS NOT NULL)`
}

function everyMatch(call: PrintedCall, render: ExpressionRenderer): Sql {
  const pattern = ready(call, render, { flags: 2 }, 'captures', advancedForAll)
  if (pattern.kind === 'instead') return sql`list_filter([${pattern.sql}], lambda ${ITEM}: ${ITEM} IS NOT NULL)`
  refuseEmpty(pattern, call, render)
  const groups = groupsOf(pattern)
  const found = groups.map(
    (group) => sql`regexp_extract_all(${textOf(call, render)}, ${quoted(pattern)}, ${String(group)})`,
  )
  return bindAlways(found, (at) => {
    const values = groups.map(
      (group, place) =>
        unsetAsNull(sql`${at(place)}[${PLACE}]`, pattern, group) ?? render.refuse('FUNCTION_NOT_EXACT', call),
    )
    return sql`list_transform(range(1, len(${at(0)}) + 1), lambda ${PLACE}: [${joinSql(values, ', ')}])`
  })
}

/** The groups that capture; the match itself where there is none. */
function groupsOf({ node }: CompiledPattern): readonly number[] {
  const groups = captureCount(node)
  return groups === 0 ? [0] : Array.from({ length: groups }, (_, index) => index + 1)
}

const split: FunctionRewrite = (call, render) => {
  const pattern = ready(call, render, { flags: 2 }, 'match', advanced)
  if (pattern.kind === 'instead') return pattern.sql
  refuseEmpty(pattern, call, render)
  return sql`string_split(regexp_replace(${textOf(call, render)}, ${quoted(pattern)}, ${NUL}, 'g'), ${NUL})`
}

/** Regular expressions with constant patterns, in RE2's syntax; those it cannot match exactly are refused. */
export const PATTERNS: FunctionTable = {
  regexp_like: typed(regexpLike),
  similar_to: typed(similarTo),
  regexp_substring: substring,
  similar_substring: similarSubstring,
  regexp_count: count,
  regexp_substr: substr,
  regexp_instr: position,
  regexp_replace: replace,
  regexp_match: match,
  regexp_split_to_array: split,
}
