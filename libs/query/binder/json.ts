import { INT32, JSONB, STRING, typeName } from '#arrow'
import { convertsImplicitly, type Expression, type ScalarFunction, typeOf } from '#plan'
import type { ExpressionNode, SubscriptNode } from '../query-request.ts'
import { callOf, condition, joined, noFunction, noOperator, scalarCall } from './calls.ts'
import { asExpression, castTo, coerce, readUnknown } from './coerce.ts'
import { constantTexts } from './constant-texts.ts'
import type { Env } from './env.ts'
import { pathTest, removedAtPath, withoutKeys } from './json-paths.ts'
import { type Operand, operandType } from './operand.ts'
import { shownText } from './shown-text.ts'

const TAKEN: ReadonlyMap<string, ScalarFunction> = new Map<string, ScalarFunction>([
  ['->', 'json_get'],
  ['->>', 'json_get_text'],
])

const PATHS: ReadonlyMap<string, 'json' | 'text'> = new Map([
  ['#>', 'json'],
  ['#>>', 'text'],
])

/**
 * The operators of JSON; undefined where no side is JSON, or for an operator that is of other types too.
 * @throws ValidationError TYPE_ERROR 42883 for those that only jsonb has
 */
export function jsonOperator(
  env: Env,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): Expression | undefined {
  const taken = TAKEN.get(op)
  if (taken !== undefined) return takenFrom(env, taken, op, left, right, place)
  const path = PATHS.get(op)
  if (path !== undefined) return alongPath(env, path, op, left, right, place)
  if (op === '#-') return removedAtPath(env, op, left, right, place)
  if (!isJson(left) && !isJson(right)) return undefined
  switch (op) {
    case '@>':
      return condition('json_contains', [
        normalized(env, op, left, right, left, place),
        normalized(env, op, left, right, right, place),
      ])
    case '<@':
      return condition('json_contains', [
        normalized(env, op, left, right, right, place),
        normalized(env, op, left, right, left, place),
      ])
    case '?':
      return scalarCall(env.binding, 'json_has_key', op, [normalized(env, op, left, right, left, place), right], place)
    case '?|':
      return anyKey(env, 'or', op, left, right, place)
    case '?&':
      return anyKey(env, 'and', op, left, right, place)
    case '@?':
    case '@@':
      return pathTest(env, op, normalized(env, op, left, right, left, place), right, place)
    case '-':
      if (operandType(right)?.kind === 'array') {
        return withoutKeys(env, normalized(env, op, left, right, left, place), right, place)
      }
      return scalarCall(env.binding, 'json_remove', op, [normalized(env, op, left, right, left, place), right], place)
    case '||':
      if ([left, right].some((side) => operandType(side)?.kind === 'string')) return undefined
      return callOf(
        'json_concat',
        [normalized(env, op, left, right, left, place), normalized(env, op, left, right, right, place)],
        JSONB,
      )
    default:
      return undefined
  }
}

function isJson(operand: Operand): boolean {
  return operandType(operand)?.kind === 'json'
}

/** A side as jsonb; json has not these operators. */
function normalized(env: Env, op: string, left: Operand, right: Operand, side: Operand, place: object): Expression {
  if (side.kind === 'unknown') return readUnknown(env.binding, side, JSONB)
  const type = typeOf(side)
  if (type.kind === 'json' && type.normalized === true) return side
  throw noOperator(env.binding, op, [left, right], place)
}

function takenFrom(
  env: Env,
  name: ScalarFunction,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): Expression {
  const type = operandType(right)
  const isIndex = type !== null && type.kind !== 'array' && convertsImplicitly(type.kind, 'int32')
  if (!isJson(left) || (type !== null && type.kind !== 'string' && !isIndex)) {
    throw noOperator(env.binding, op, [left, right], place)
  }
  const key = isIndex ? coerce(env.binding, right, INT32, place) : asExpression(env.binding, right)
  return scalarCall(env.binding, name, op, [left, key], place)
}

function alongPath(
  env: Env,
  form: 'json' | 'text',
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): Expression {
  if (!isJson(left)) throw noOperator(env.binding, op, [left, right], place)
  const steps = textsOf(env, op, right, place).map(
    (step): Expression => ({ kind: 'literal', value: step, type: STRING }),
  )
  return jsonPath(form, asExpression(env.binding, left), steps)
}

/** The elements of a constant array of texts; NULL as one that is. */
function textsOf(env: Env, op: string, operand: Operand, place: object): readonly (string | null)[] {
  return constantTexts(env, op, operand, place) ?? [null]
}

/** JSON followed step by step; of no steps the whole. */
function jsonPath(form: 'json' | 'text', from: Expression, steps: readonly Expression[]): Expression {
  const last = steps.at(-1)
  if (last === undefined) {
    return form === 'json' ? callOf('json_step', [from], typeOf(from)) : callOf('json_step_text', [from], STRING)
  }
  const before = steps.length === 1 ? from : jsonPath('json', from, steps.slice(0, -1))
  return form === 'json'
    ? callOf('json_step', [before, last], typeOf(from))
    : callOf('json_step_text', [before, last], STRING)
}

/**
 * `b['key'][0]` of jsonb: the steps of a path, each a text or an integer.
 * @throws ValidationError TYPE_ERROR 42804 for a slice, and for a subscript of another type
 */
export function jsonSubscripts(env: Env, json: Expression, node: SubscriptNode): Expression {
  const steps = node.path ?? (node.at === undefined ? [] : [node.at])
  if (steps.length === 0) {
    throw env.binding.error('TYPE_ERROR', 'Subscripts of jsonb take no slice.', '42804', node)
  }
  return jsonPath(
    'json',
    json,
    steps.map((step) => subscriptText(env, step)),
  )
}

function subscriptText(env: Env, node: ExpressionNode): Expression {
  const operand = env.operand(node)
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, STRING)
  const { kind } = typeOf(operand)
  if (kind === 'string') return operand
  if (convertsImplicitly(kind, 'int32')) return castTo(coerce(env.binding, operand, INT32, node), STRING)
  const message = `A subscript of jsonb must be a text or an integer, not ${typeName(typeOf(operand))}.`
  throw env.binding.error('TYPE_ERROR', message, '42804', node)
}

/** json_extract_path and its kin: a path of one argument a step. */
export function extractPath(env: Env, name: string, operands: readonly Operand[], place: object): Expression {
  const [from, ...steps] = operands
  const isText = (step: Operand): boolean => (operandType(step) ?? STRING).kind === 'string'
  if (from === undefined || steps.length === 0 || !steps.every(isText)) {
    throw noFunction(env.binding, name, operands, place)
  }
  const type = name.startsWith('jsonb') ? JSONB : ({ kind: 'json' } as const)
  const json = from.kind === 'unknown' ? readUnknown(env.binding, from, type) : from
  if (typeOf(json).kind !== 'json') throw noFunction(env.binding, name, operands, place)
  const texts = steps.map((step) => asExpression(env.binding, step))
  return jsonPath(name.endsWith('_text') ? 'text' : 'json', json, texts)
}

function anyKey(env: Env, word: 'and' | 'or', op: string, left: Operand, right: Operand, place: object): Expression {
  const json = normalized(env, op, left, right, left, place)
  const tests = textsOf(env, op, right, place).flatMap((key): Expression[] =>
    key === null ? [] : [condition('json_has_key', [json, { kind: 'literal', value: key, type: STRING }])],
  )
  const [first, ...others] = tests
  if (first !== undefined) return joined(word, [first, ...others])
  return { kind: 'literal', value: String(word === 'and'), type: { kind: 'boolean' } }
}

/** json_build_object: keys as texts, values as they are. @throws ValidationError 22023 for an odd number of arguments */
export function buildObject(env: Env, operands: readonly Operand[], place: object): Expression {
  if (operands.length % 2 === 1) {
    const message = 'The argument list must have an even number of elements, keys and values in turn.'
    throw env.binding.error('VALIDATION_ERROR', message, '22023', place)
  }
  const args = operands.map((operand, index) => {
    if (index % 2 === 1) return asExpression(env.binding, operand)
    if (operandType(operand)?.kind === 'boolean') return castTo(asExpression(env.binding, operand), STRING)
    return shownText(env, operand)
  })
  return callOf('json_build_object', args, { kind: 'json' })
}
