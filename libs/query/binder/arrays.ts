import { arrayOf, INT32, isNumeric, sameType, typeName } from '#arrow'
import { comparisonType, convertsImplicitly, type Expression, type Literal, type ScalarFunction, typeOf } from '#plan'
import type { ExpressionNode, SubscriptNode } from '../query-request.ts'
import { arrayArguments } from './array-arguments.ts'
import { callOf, comparable, condition, noOperator } from './calls.ts'
import { explicitCast } from './casts.ts'
import { asExpression, castTo, coerce, readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { jsonSubscripts } from './json.ts'
import { type Operand, operandType } from './operand.ts'

/**
 * `a[i]` and `a[from:to]` of an array, `b['key'][0]` of jsonb.
 * @throws ValidationError TYPE_ERROR 42804 for what has no subscripts, or none of this type; UNSUPPORTED
 */
export function bindSubscript(env: Env, node: SubscriptNode): Expression {
  const whole = asExpression(env.binding, env.operand(node.subscript))
  const type = typeOf(whole)
  if (type.kind === 'json' && type.normalized === true) return jsonSubscripts(env, whole, node)
  if (type.kind !== 'array') {
    const message = `A value of type ${typeName(type)} has no elements to take by subscript.`
    throw env.binding.error('TYPE_ERROR', message, '42804', node)
  }
  if (node.path !== undefined) {
    const message = 'Arrays have one dimension here: one subscript is all they take.'
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  if (node.at !== undefined) return callOf('array_element', [whole, index(env, node.at)], type.element)
  const from = node.slice?.from === undefined ? FIRST : index(env, node.slice.from)
  const to = node.slice?.to === undefined ? LAST : index(env, node.slice.to)
  return callOf('array_slice', [whole, from, to], type)
}

const FIRST: Literal = { kind: 'literal', value: '1', type: INT32 }
const LAST: Literal = { kind: 'literal', value: '2147483647', type: INT32 }

function index(env: Env, node: ExpressionNode): Expression {
  const operand = env.operand(node)
  if (operand.kind === 'unknown') return readUnknown(env.binding, operand, INT32)
  const type = typeOf(operand)
  if (convertsImplicitly(type.kind, 'int32')) return coerce(env.binding, operand, INT32, node)
  if (isNumeric(type)) return explicitCast(env, operand, INT32, node)
  throw env.binding.error('TYPE_ERROR', `An array subscript must be an integer, not ${typeName(type)}.`, '42804', node)
}

/** `||` of two arrays, or an array and an element. */
function concatenation(env: Env, left: Operand, right: Operand, place: object): Expression {
  const takes = (operand: Operand) => {
    const type = operandType(operand)
    return type === null || type.kind === 'array' ? 'array' : 'member'
  }
  const parameters = [takes(left), takes(right)] as const
  const args = [...arrayArguments(env.binding, [left, right], parameters, place).values()]
  const [array = 0] = [parameters.indexOf('array')]
  const name = parameters[0] === parameters[1] ? 'array_concat' : array === 0 ? 'array_append' : 'array_prepend'
  return callOf(name, args, typeOf(args[array] ?? asExpression(env.binding, left)))
}

const CONTAINMENT: ReadonlyMap<string, readonly [name: ScalarFunction, swapped: boolean]> = new Map([
  ['@>', ['array_contains', false]],
  ['<@', ['array_contains', true]],
  ['&&', ['array_overlaps', false]],
])

/** `||`, `@>`, `<@` and `&&` where one side is an array; undefined where they mean something else. */
export function arrayOperator(
  env: Env,
  op: string,
  left: Operand,
  right: Operand,
  place: object,
): Expression | undefined {
  if (![left, right].some((it) => operandType(it)?.kind === 'array')) return undefined
  if (op === '||') return concatenation(env, left, right, place)
  const found = CONTAINMENT.get(op)
  if (found === undefined) return undefined
  const [name, swapped] = found
  const [a, b] = comparable(env.binding, op, left, right, place)
  return condition(name, swapped ? [b, a] : [a, b])
}

/** A value and an array whose elements it is compared with, both in the type of the comparison. */
export function comparedWithElements(
  env: Env,
  op: string,
  left: Expression,
  array: Expression,
  place: object,
): readonly [Expression, Expression] {
  const type = typeOf(array)
  const common = type.kind === 'array' ? comparisonType(typeOf(left), type.element) : undefined
  if (common === undefined) throw noOperator(env.binding, op, [left, array], place)
  const wanted = arrayOf(common)
  return [castTo(left, common), sameType(type, wanted) ? array : castTo(array, wanted)]
}
