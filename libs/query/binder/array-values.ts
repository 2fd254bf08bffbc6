import { arrayOf, writeArrayText } from '#arrow'
import type { Expression, Literal } from '#plan'
import type { ArrayNode } from '../query-request.ts'
import { callOf } from './calls.ts'
import { toCommonType } from './coerce.ts'
import type { Env } from './env.ts'
import { operandsTogether } from './float-constants.ts'
import type { Operand } from './operand.ts'

/** ARRAY[...]. @throws ValidationError TYPE_ERROR 42P18 when it is empty: only a cast can say of what type it is */
export function bindArray(env: Env, node: ArrayNode): Expression {
  if (node.array.length === 0) {
    const message = 'The type of an empty array is not known; write ARRAY[]::integer[], say.'
    throw env.binding.error('TYPE_ERROR', message, '42P18', node)
  }
  return arrayOfItems(env, operandsTogether(env, node.array, ['float64']), node)
}

/** The array of some values, in their common type. @throws ValidationError UNSUPPORTED for arrays in arrays */
export function arrayOfItems(env: Env, items: readonly Operand[], place: object): Expression {
  const { expressions, type } = toCommonType(env.binding, items, 'ARRAY', place)
  if (type.kind === 'array') throw nested(env, place)
  const literals = expressions.flatMap((item): readonly Literal[] => (item.kind === 'literal' ? [item] : []))
  if (literals.length < expressions.length) return callOf('array_of', expressions, arrayOf(type))
  const value = writeArrayText(literals.map((literal) => literal.value))
  return env.binding.derived({ kind: 'literal', value, type: arrayOf(type) }, place)
}

/** The refusal of arrays in arrays. */
export function nested(env: Env, place: object): Error {
  const message = 'An array of arrays is not supported: arrays have one dimension here.'
  return env.binding.error('UNSUPPORTED', message, '0A000', place)
}
