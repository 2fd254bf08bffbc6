import type { Literal, ScalarFunction } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { argument } from '../base/rewrites.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { keyOf, letIn, memberValue, partsOf, trimmed, writtenKey } from './json.ts'
import { GIVEN } from './lambda-names.ts'
import { raise } from './raise.ts'
import { structOf } from './structs.ts'

/** What is done at the end of a path. */
type Edit = 'set' | 'replace' | 'insert before' | 'insert after' | 'remove'

const EDITS = {
  json_set: 'set',
  json_replace: 'replace',
  json_insert_before: 'insert before',
  json_insert_after: 'insert after',
  json_remove_path: 'remove',
} as const satisfies Partial<Record<ScalarFunction, Edit>>

/** The variables: what is given, where a path has led to, and what a step looks at there. */
const TARGET = '"<target>"'
const AT = '"<at>"'
const PARTS = '"<parts>"'
const PLACE = '"<place>"'
const PART = '"<part>"'
const KEY = '"<key>"'

const JSON_GIVEN = raw(`${TARGET}.json`)
const VALUE_GIVEN = raw(`${TARGET}.value`)
/** The text before and after the value that the path has led to, and the value. */
const JSON_HERE = raw(`${AT}.json`)
const BEFORE_HERE = raw(`${AT}.before`)
const AFTER_HERE = raw(`${AT}.after`)

const IS_ARRAY = sql`starts_with(${JSON_HERE}, '[')`
const IS_CONTAINER = sql`${JSON_HERE}[1] IN ('{', '[')`
const PARTS_BEFORE = `${PARTS}[1:${PLACE} - 1]`
const PARTS_AFTER = `${PARTS}[${PLACE} + 1:len(${PARTS})]`

function constant(value: string): Sql {
  const literal: Literal = { kind: 'literal', value, type: { kind: 'string' } }
  return sql`CAST(${[literal]} AS VARCHAR)`
}

/** What stands before the value in a part: in an object its key. */
function leadOf(step: string): Sql {
  return sql`CASE WHEN ${IS_ARRAY} THEN '' ELSE ${constant(`${JSON.stringify(step)}: `)} END`
}

/** Something of the parts of the value here, and of the place that a step means among them. */
function amongParts(step: string, depth: number, body: Sql): Sql {
  const parts = sql`list_transform(${partsOf(JSON_HERE)}, lambda ${PART}: ${trimmed(raw(PART))})`
  return letIn(PARTS, parts, letIn(PLACE, placeOf(step, depth), body))
}

/** Where the path leads to with one more step; NULL where nothing is there. Levels stand in arguments, not in each other: DuckDB binds lambdas within lambdas again and again. */
function oneStep(at: Sql, step: string, depth: number): Sql {
  const before = sql`${BEFORE_HERE} || ${JSON_HERE}[1] || array_to_string(list_concat(${PARTS_BEFORE}, ['']), ', ') || ${leadOf(step)}`
  const part = raw(`${PARTS}[${PLACE}]`)
  const value = letIn(PART, part, sql`CASE WHEN ${IS_ARRAY} THEN ${PART} ELSE ${memberValue(raw(PART))} END`)
  const after = sql`array_to_string(list_concat([''], ${PARTS_AFTER}), ', ') || ${JSON_HERE}[-1] || ${AFTER_HERE}`
  const there = sql`{'before': ${before}, 'json': ${value}, 'after': ${after}}`
  const found = amongParts(step, depth, sql`CASE WHEN ${PLACE} IS NOT NULL THEN ${there} END`)
  return letIn(AT, at, sql`CASE WHEN ${IS_CONTAINER} THEN ${found} END`)
}

/** The given JSON with its end of the path edited. */
function edited(steps: readonly string[], edit: Edit): Sql {
  const last = steps.at(-1)
  if (last === undefined) return JSON_GIVEN
  const start = sql`{'before': '', 'json': ${JSON_GIVEN}, 'after': ''}`
  const at = steps.slice(0, -1).reduce<Sql>((before, step, depth) => oneStep(before, step, depth), start)
  const found = sql`list_concat(list_concat(${PARTS_BEFORE}, ${atEnd(last, edit)}), ${PARTS_AFTER})`
  const isAdding = edit !== 'replace' && edit !== 'remove'
  const list = sql`CASE WHEN ${PLACE} IS NULL THEN ${isAdding ? added(last) : raw(PARTS)} ELSE ${found} END`
  const whole = sql`${BEFORE_HERE} || ${JSON_HERE}[1] || array_to_string(${list}, ', ') || ${JSON_HERE}[-1] || ${AFTER_HERE}`
  const inside = amongParts(last, steps.length - 1, whole)
  return letIn(AT, at, sql`CASE WHEN ${IS_CONTAINER} THEN ${inside} ELSE ${JSON_GIVEN} END`)
}

/** The place of the part that the step means, counted from 1; NULL where there is none. */
function placeOf(step: string, depth: number): Sql {
  const keys = sql`list_transform(${PARTS}, lambda ${PART}: ${writtenKey(raw(PART))})`
  const ofKey = sql`nullif(list_position(${keys}, ${constant(JSON.stringify(step))}), 0)`
  return sql`CASE WHEN ${IS_ARRAY} THEN ${placeInArray(step, depth)} ELSE ${ofKey} END`
}

/** PostgreSQL reads an index as C does: spaces before it, nothing after it. */
function indexOf(step: string): number | undefined {
  if (!/^[ \t\n\v\f\r]*[+-]?\d+$/.test(step)) return undefined
  const index = Number(step)
  return index >= -(2 ** 31) && index < 2 ** 31 ? index : undefined
}

function placeInArray(step: string, depth: number): Sql {
  const index = indexOf(step)
  if (index === undefined) {
    return sql`error('22P02: path element at position ${String(depth + 1)} is not an integer: "' || ${constant(step)} || '"')`
  }
  const place = index < 0 ? `len(${PARTS}) + ${index + 1}` : String(index + 1)
  return raw(`CASE WHEN ${place} BETWEEN 1 AND len(${PARTS}) THEN ${place} END`)
}

/** What stands in place of the part that is found at the end of the path. */
function atEnd(step: string, edit: Edit): Sql {
  if (edit === 'remove') return raw('CAST([] AS VARCHAR[])')
  if (edit === 'set' || edit === 'replace') return sql`[${leadOf(step)} || ${VALUE_GIVEN}]`
  const own = `${PARTS}[${PLACE}]`
  const both = edit === 'insert before' ? sql`[${VALUE_GIVEN}, ${own}]` : sql`[${own}, ${VALUE_GIVEN}]`
  return sql`CASE WHEN ${IS_ARRAY} THEN ${both} ELSE [${raise('22023', 'cannot replace existing key')}] END`
}

/** The parts and a new one: of an array the first or the last, of an object where its key sorts. */
function added(step: string): Sql {
  const part = sql`[${leadOf(step)} || ${VALUE_GIVEN}]`
  const isFirst = (indexOf(step) ?? 0) < 0
  const inArray = isFirst ? sql`list_concat(${part}, ${PARTS})` : sql`list_concat(${PARTS}, ${part})`
  const bytes = String(Buffer.byteLength(step, 'utf8'))
  const isBefore = sql`strlen(${KEY}) < ${bytes} OR (strlen(${KEY}) = ${bytes} AND ${KEY} < ${constant(step)})`
  const lower = letIn(KEY, keyOf(raw(PART)), isBefore)
  const those = (test: Sql): Sql => sql`list_filter(${PARTS}, lambda ${PART}: ${test})`
  const inObject = sql`list_concat(list_concat(${those(lower)}, ${part}), ${those(sql`NOT ${lower}`)})`
  return sql`CASE WHEN ${IS_ARRAY} THEN ${inArray} ELSE ${inObject} END`
}

/** The steps of a path, which are constants. */
function stepsFrom(call: PrintedCall, first: number, render: ExpressionRenderer): readonly string[] {
  return call.arguments.slice(first).map((step) => {
    if (step.kind === 'literal' && step.value !== null) return step.value
    return render.refuse('FUNCTION_NOT_EXACT', call, 'the path must be constant')
  })
}

const editing =
  (edit: Edit): FunctionRewrite =>
  (call, render) => {
    const isRemoving = edit === 'remove'
    const steps = stepsFrom(call, isRemoving ? 1 : 2, render)
    const json = render.value(argument(call, 0, render))
    const fields = isRemoving ? { json } : { json, value: render.value(argument(call, 1, render)) }
    const ofScalar = raise('22023', `cannot ${isRemoving ? 'delete' : 'set'} path in scalar`)
    const isNull = isRemoving ? sql`${JSON_GIVEN} IS NULL` : sql`${JSON_GIVEN} IS NULL OR ${VALUE_GIVEN} IS NULL`
    const keepsEmpty = edit === 'remove' || edit === 'replace'
    const empty = keepsEmpty ? sql` WHEN ${JSON_GIVEN} IN ('{}', '[]') THEN ${JSON_GIVEN}` : raw('')
    return letIn(
      TARGET,
      structOf(fields),
      sql`CASE WHEN ${isNull} THEN NULL WHEN NOT ${JSON_GIVEN}[1] IN ('{', '[') THEN ${ofScalar}${empty} ELSE ${edited(steps, edit)} END`,
    )
  }

const TEXT = '"(?:[^"\\\\]|\\\\.)*"'

/** Members that are null left out: a text is taken as a whole, so that nothing within it is found. */
function withoutNullMembers(json: Sql): Sql {
  const left = sql`regexp_replace(${json}, '${TEXT}: null(?:, )?|(${TEXT})', '\\1', 'g')`
  return sql`regexp_replace(${left}, '(${TEXT})|, (\\})', '\\1\\2', 'g')`
}

function withoutNullElements(json: Sql): Sql {
  const left = sql`regexp_replace(${json}, 'null(?:, )?|(${TEXT})', '\\1', 'g')`
  return sql`regexp_replace(${left}, '(${TEXT})|, (\\])', '\\1\\2', 'g')`
}

const stripNulls: FunctionRewrite = (call, render) => withoutNullMembers(render.value(argument(call, 0, render)))

const stripAllNulls: FunctionRewrite = (call, render) => {
  const json = render.value(argument(call, 0, render))
  return letIn(
    GIVEN,
    json,
    sql`CASE WHEN ${GIVEN} = 'null' THEN ${GIVEN} ELSE ${withoutNullElements(withoutNullMembers(raw(GIVEN)))} END`,
  )
}

/** jsonb with another value at the end of a constant path, or without nulls. */
export const JSON_EDITING: FunctionTable = {
  ...Object.fromEntries(Object.entries(EDITS).map(([name, edit]) => [name, editing(edit)])),
  json_strip_nulls: stripNulls,
  json_strip_all_nulls: stripAllNulls,
}
