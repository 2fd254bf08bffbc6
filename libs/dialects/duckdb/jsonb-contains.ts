import { BOOLEAN } from '#arrow'
import type { Literal } from '#plan'
import type { FunctionRewrite } from '../base/dialect.ts'
import { argument } from '../base/rewrites.ts'
import { joinSql, raw, type Sql, sql } from '../base/sql.ts'
import { comparableJson, letIn, memberValue, partsOf, trimmed, writtenKey } from './json.ts'
import { type ConstantJson, readConstant } from './jsonb-constant.ts'

/** A name of this depth for a variable of a lambda, which no column has. */
function named(name: string, depth: number): string {
  return `"<${name} ${depth}>"`
}

/** A constant text of SQL. */
function constant(value: string): Sql {
  const literal: Literal = { kind: 'literal', value, type: { kind: 'string' } }
  return sql`CAST(${[literal]} AS VARCHAR)`
}

const allOf = (tests: readonly Sql[]): Sql => (tests.length === 0 ? raw('TRUE') : sql`(${joinSql(tests, ' AND ')})`)
const anyOf = (tests: readonly Sql[]): Sql => (tests.length === 0 ? raw('FALSE') : sql`(${joinSql(tests, ' OR ')})`)

const isObject = (json: Sql): Sql => sql`starts_with(${json}, '{')`
const isArray = (json: Sql): Sql => sql`starts_with(${json}, '[')`
const equals = (json: Sql, text: string): Sql => sql`(${comparableJson(json)} = ${comparableJson(constant(text))})`

function scalarsOf(items: readonly ConstantJson[]): readonly string[] {
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
}

/** Whether the JSON of a variable contains the constant. */
function contains(json: Sql, value: ConstantJson, depth: number): Sql {
  if (value.kind === 'scalar') return equals(json, value.text)
  const parts = raw(named('parts', depth))
  const tests =
    value.kind === 'object'
      ? value.members.map(([key, member]) => hasMember(parts, key, member, depth))
      : value.items.map((item) => hasElement(parts, item, depth))
  const isSame = value.kind === 'object' ? isObject(json) : isArray(json)
  return sql`CASE WHEN ${isSame} THEN ${letIn(named('parts', depth), partsOf(json), allOf(tests))} ELSE FALSE END`
}

function hasMember(parts: Sql, key: string, value: ConstantJson, depth: number): Sql {
  const member = named('member', depth)
  const found = sql`list_filter(${parts}, lambda ${member}: ${writtenKey(raw(member))} = ${constant(key)})[1]`
  const name = named('value', depth)
  const isInside = letIn(name, memberValue(raw(member)), contains(raw(name), value, depth + 1))
  return letIn(member, found, sql`CASE WHEN ${raw(member)} IS NULL THEN FALSE ELSE ${isInside} END`)
}

function hasElement(parts: Sql, value: ConstantJson, depth: number): Sql {
  const [part, name] = [named('part', depth), named('value', depth)]
  const test = letIn(name, trimmed(raw(part)), contains(raw(name), value, depth + 1))
  return sql`(len(list_filter(${parts}, lambda ${part}: ${test})) > 0)`
}

/** Whether the JSON of a variable is contained in the constant. */
function isContained(json: Sql, value: ConstantJson, depth: number): Sql {
  if (value.kind === 'scalar') return equals(json, value.text)
  const [part, name] = [named('part', depth), named('value', depth)]
  const inside =
    value.kind === 'object'
      ? letIn(name, memberValue(raw(part)), inMembers(writtenKey(raw(part)), raw(name), value.members, depth))
      : letIn(name, trimmed(raw(part)), anyOf(value.items.map((item) => isContained(raw(name), item, depth + 1))))
  const others = sql`len(list_filter(${partsOf(json)}, lambda ${part}: NOT ${inside})) = 0`
  return sql`CASE WHEN ${value.kind === 'object' ? isObject(json) : isArray(json)} THEN ${others} ELSE FALSE END`
}

function inMembers(key: Sql, value: Sql, members: readonly (readonly [string, ConstantJson])[], depth: number): Sql {
  return anyOf(
    members.map(([name, member]) => sql`(${key} = ${constant(name)} AND ${isContained(value, member, depth + 1)})`),
  )
}

/** An array contains what its elements are too, but only where it is not inside another value. */
function containsWhole(json: Sql, value: ConstantJson): Sql {
  if (value.kind !== 'scalar') return contains(json, value, 0)
  const parts = partsOf(json)
  return sql`CASE WHEN ${isArray(json)} THEN ${hasElement(parts, value, 0)} ELSE ${equals(json, value.text)} END`
}

function isContainedWhole(json: Sql, value: ConstantJson): Sql {
  if (value.kind !== 'array') return isContained(json, value, 0)
  const asElement = anyOf(scalarsOf(value.items).map((text) => equals(json, text)))
  return sql`CASE WHEN ${isArray(json)} THEN ${isContained(json, value, 0)} ELSE ${asElement} END`
}

/** `a @> b` of jsonb, where one of the two is a constant, whose form says what to look for. */
export const jsonContains: FunctionRewrite = (call, render) => {
  const [whole, part] = [argument(call, 0, render), argument(call, 1, render)]
  const [known, other] = part.kind === 'literal' ? [part, whole] : [whole, part]
  if (known.kind !== 'literal') return render.refuse('FUNCTION_NOT_EXACT', call, 'one side must be a constant')
  if (known.value === null) return sql`CAST(NULL AS ${render.dialect.typeName(BOOLEAN) ?? 'BOOLEAN'})`
  const value = readConstant(known.value)
  const json = named('json', 0)
  const test = known === part ? containsWhole(raw(json), value) : isContainedWhole(raw(json), value)
  return letIn(json, render.value(other), sql`CASE WHEN ${raw(json)} IS NOT NULL THEN ${test} END`)
}
