import { STRING } from '#arrow'
import type { Expression } from '#plan'
import { scalarCall } from './calls.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'

/**
 * to_char, to_date and to_timestamp by a format, which must be a constant.
 * @throws ValidationError UNSUPPORTED for a format that differs from row to row
 */
export function formatCall(
  env: Env,
  scalar: 'datetime_to_char' | 'text_to_date' | 'text_to_timestamp',
  name: string,
  operands: readonly Operand[],
  place: object,
): Expression {
  const [value, format, ...more] = operands
  if (value === undefined || format === undefined || more.length > 0) {
    return scalarCall(env.binding, scalar, name, operands, place)
  }
  const constant = format.kind === 'unknown' ? readUnknown(env.binding, format, STRING) : format
  if (constant.kind === 'literal') return scalarCall(env.binding, scalar, name, [value, constant], place)
  const message = `The format of ${name} must be a constant.`
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}
