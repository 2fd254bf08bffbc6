import { readArrayText } from '#arrow'
import type { Env } from './env.ts'
import { type Operand, operandType } from './operand.ts'

/** The elements of a constant array of texts, null for NULL. @throws ValidationError UNSUPPORTED for any other, 22P02 */
export function constantTexts(
  env: Env,
  op: string,
  operand: Operand,
  place: object,
): readonly (string | null)[] | null {
  const value = operand.kind === 'unknown' || operand.kind === 'literal' ? operand.value : undefined
  const type = operandType(operand)
  if (value === undefined || (type !== null && type.kind !== 'array')) {
    const message = `The array of ${op} must be constant, as '{a,b}'.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  if (value === null) return null
  const texts = readArrayText(value)
  if (Array.isArray(texts)) return texts
  throw env.binding.error('TYPE_ERROR', `Malformed array literal: "${value}".`, '22P02', place)
}
