import type { Expression, TableCall } from '#plan'
import type { ExpressionRenderer } from '../base/dialect.ts'
import { raw, type Sql, sql } from '../base/sql.ts'
import { asText, checkedEscapes, keyOf, letIn, memberValue, partsOf, trimmed } from './json.ts'
import { GIVEN, ITEM } from './lambda-names.ts'
import { raise } from './raise.ts'
import { structOf } from './structs.ts'

const GIVEN_JSON = raw(GIVEN)
const PART = raw(ITEM)

/** What is made of each part of an array or of an object, and whether PostgreSQL reads all escapes for it. */
interface Taken {
  readonly from: '[' | '{'
  readonly part: Sql
  readonly readsEscapes: boolean
}

const member = (value: Sql): Sql => structOf({ key: keyOf(PART), value })

const TAKEN: Readonly<Partial<Record<TableCall['function'], Taken>>> = {
  json_array_elements: { from: '[', part: trimmed(PART), readsEscapes: false },
  json_array_elements_text: { from: '[', part: asText(trimmed(PART)), readsEscapes: true },
  json_each: { from: '{', part: member(memberValue(PART)), readsEscapes: true },
  json_each_text: { from: '{', part: member(asText(memberValue(PART))), readsEscapes: true },
  json_object_keys: { from: '{', part: keyOf(PART), readsEscapes: true },
}

/** The elements or members of JSON as a list; of a function with two columns a list of its key and value. */
export function jsonRows(call: TableCall, from: Expression, render: ExpressionRenderer): Sql | undefined {
  const taken = TAKEN[call.function]
  if (taken === undefined) return undefined
  const refusal = raise('22023', `cannot call ${call.function} on this kind of JSON`)
  const parts = sql`list_transform(${partsOf(GIVEN_JSON)}, lambda ${ITEM}: ${taken.part})`
  const rows = sql`CASE WHEN starts_with(${GIVEN_JSON}, '${taken.from}') THEN ${parts} WHEN ${GIVEN_JSON} IS NOT NULL THEN ${refusal} END`
  const checked = taken.readsEscapes ? checkedEscapes(from, GIVEN_JSON, rows) : rows
  return letIn(GIVEN, trimmed(render.value(from)), checked)
}
