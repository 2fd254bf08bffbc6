import { BOOLEAN, JSONB, STRING } from '#arrow'
import { type Expression, type Literal, type ScalarFunction, typeOf } from '#plan'
import { callOf, noFunction, noOperator, scalarCall } from './calls.ts'
import { asExpression, coerce, readUnknown } from './coerce.ts'
import { constantTexts } from './constant-texts.ts'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'

type Flagged = readonly [whenTrue: ScalarFunction, whenFalse: ScalarFunction]

/** jsonb_set and jsonb_insert, by what their last argument says. */
const EDITS: Readonly<Record<string, { readonly forms: Flagged; readonly byDefault: boolean }>> = {
  jsonb_set: { forms: ['json_set', 'json_replace'], byDefault: true },
  jsonb_insert: { forms: ['json_insert_after', 'json_insert_before'], byDefault: false },
}

/** `jsonb_set(target, path, value, flag)` and `jsonb_insert`. @throws ValidationError 42883, 0A000 for a path that is not constant */
export function editedAtPath(env: Env, name: string, operands: readonly Operand[], place: object): Expression {
  const [target, path, value, flag, ...more] = operands
  const edit = EDITS[name]
  if (target === undefined || path === undefined || value === undefined || more.length > 0 || edit === undefined) {
    throw noFunction(env.binding, name, operands, place)
  }
  const [json, replacement] = [target, value].map((operand) => jsonbOf(env, name, operand, operands, place))
  const steps = pathOf(env, name, path, place)
  const isSet = constantFlag(env, name, flag, edit.byDefault, place)
  if (steps === null || isSet === null || json === undefined || replacement === undefined) return none(JSONB)
  const [whenTrue, whenFalse] = edit.forms
  return callOf(isSet ? whenTrue : whenFalse, [json, replacement, ...steps], JSONB)
}

/** `target #- path`. */
export function removedAtPath(env: Env, op: string, left: Operand, right: Operand, place: object): Expression {
  const type = operandType(left)
  if (type !== null && (type.kind !== 'json' || type.normalized !== true)) {
    throw noOperator(env.binding, op, [left, right], place)
  }
  const json = left.kind === 'unknown' ? readUnknown(env.binding, left, JSONB) : left
  const steps = pathOf(env, op, right, place)
  return steps === null ? none(JSONB) : callOf('json_remove_path', [json, ...steps], JSONB)
}

/** `target - array`: without any of its keys, one after the other. */
export function withoutKeys(env: Env, json: Expression, keys: Operand, place: object): Expression {
  const texts = constantTexts(env, '-', keys, place)
  if (texts === null) return none(JSONB)
  const found = texts.filter((key) => key !== null)
  if (found.length === 0) {
    throw env.binding.error('UNSUPPORTED', 'The array of - must hold a key.', '0A000', place)
  }
  return found.reduce<Expression>(
    (value, key) => callOf('json_remove', [value, { kind: 'literal', value: key, type: STRING }], JSONB),
    json,
  )
}

/** `jsonb_strip_nulls(target, strip_in_arrays)`. */
export function withoutNulls(env: Env, name: string, operands: readonly Operand[], place: object): Expression {
  const [target, flag, ...more] = operands
  if (target === undefined || more.length > 0) throw noFunction(env.binding, name, operands, place)
  const json = jsonbOf(env, name, target, operands, place)
  const inArrays = constantFlag(env, name, flag, false, place)
  if (inArrays === null) return none(JSONB)
  return callOf(inArrays ? 'json_strip_all_nulls' : 'json_strip_nulls', [json], JSONB)
}

const TESTS: Readonly<Record<string, ScalarFunction>> = { '@?': 'json_path_exists', '@@': 'json_path_match' }

/** `target @? path` and `target @@ path`, which are the functions without their errors; undefined for other operators. */
export function pathTest(env: Env, op: string, left: Operand, right: Operand, place: object): Expression | undefined {
  const name = TESTS[op]
  if (name === undefined) return undefined
  const type = operandType(left)
  if (type !== null && (type.kind !== 'json' || type.normalized !== true)) {
    throw noOperator(env.binding, op, [left, right], place)
  }
  if (right.kind !== 'unknown') throw noOperator(env.binding, op, [left, right], place)
  const noVariables: Literal = { kind: 'literal', value: '{}', type: JSONB }
  const silent: Literal = { kind: 'literal', value: 'true', type: BOOLEAN }
  const json = left.kind === 'unknown' ? readUnknown(env.binding, left, JSONB) : left
  return scalarCall(env.binding, name, op, [json, readUnknown(env.binding, right, STRING), noVariables, silent], place)
}

const PATH_CALLS: Readonly<Record<string, ScalarFunction>> = {
  jsonb_path_exists: 'json_path_exists',
  jsonb_path_match: 'json_path_match',
  jsonb_path_query_array: 'json_path_query_array',
  jsonb_path_query_first: 'json_path_query_first',
}

/** jsonb_path_exists and its kin: the path is a quoted constant, which their source reads. */
export function calledByPath(env: Env, name: string, operands: readonly Operand[], place: object): Expression {
  const [target, path, vars, ...flags] = operands
  const called = PATH_CALLS[name]
  if (called === undefined || target === undefined || path?.kind !== 'unknown' || flags.length > 1) {
    throw noFunction(env.binding, name, operands, place)
  }
  const json = jsonbOf(env, name, target, operands, place)
  const given = vars === undefined ? [] : [jsonbOf(env, name, vars, operands, place)]
  const args = [json, readUnknown(env.binding, path, STRING), ...given, ...flags]
  return scalarCall(env.binding, called, name, args, place)
}

function none(type: Literal['type']): Literal {
  return { kind: 'literal', value: null, type }
}

function jsonbOf(env: Env, name: string, operand: Operand, operands: readonly Operand[], place: object): Expression {
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, JSONB)
  const type = typeOf(operand)
  if (type.kind === 'json' && type.normalized === true) return asExpression(env.binding, operand)
  throw noFunction(env.binding, name, operands, place)
}

/** The steps of a constant path; null for none at all. */
function pathOf(env: Env, name: string, path: Operand, place: object): readonly Literal[] | null {
  const texts = constantTexts(env, name, path, place)
  if (texts === null) return null
  if (texts.length <= MOST_STEPS && !texts.includes(null)) {
    return texts.map((value) => ({ kind: 'literal', value, type: STRING }))
  }
  const message = `The path of ${name} must have at most ${MOST_STEPS} steps, none of them NULL.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}

const MOST_STEPS = 16

function constantFlag(
  env: Env,
  name: string,
  flag: Operand | undefined,
  byDefault: boolean,
  place: object,
): boolean | null {
  if (flag === undefined) return byDefault
  const constant = coerce(env.binding, flag, BOOLEAN, place)
  if (constant.kind === 'literal') return constant.value === null ? null : constant.value === 'true'
  throw env.binding.error('UNSUPPORTED', `The last argument of ${name} must be constant.`, '0A000', place)
}
