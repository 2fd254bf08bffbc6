import { type EngineType, FLOAT64, INT64, INTERVAL, isFloat, isInteger } from '#arrow'
import { columnsOf, type Expression, type FrameBound, isNullable, type SortKey, typeOf, type WindowFrame } from '#plan'
import type { FrameBoundSpecification, FrameSpecification } from '../query-request.ts'
import { coerce, coerceToKind } from './coerce.ts'
import type { Env } from './env.ts'

const ORDER: Readonly<Record<FrameBound['kind'], number>> = {
  unbounded_preceding: 0,
  preceding: 1,
  current_row: 2,
  following: 3,
  unbounded_following: 4,
}

/** The frame of a window over its sort keys. @throws ValidationError 42P20 for bounds PostgreSQL refuses */
export function bindFrame(env: Env, frame: FrameSpecification, keys: readonly SortKey[], place: object): WindowFrame {
  const refuse = (message: string) => env.binding.error('VALIDATION_ERROR', message, '42P20', place)
  const start = bound(env, frame, frame.start, keys, place)
  const end = bound(env, frame, frame.end, keys, place)
  if (start.kind === 'unbounded_following') throw refuse('A frame cannot start at UNBOUNDED FOLLOWING.')
  if (end.kind === 'unbounded_preceding') throw refuse('A frame cannot end at UNBOUNDED PRECEDING.')
  if (ORDER[start.kind] > ORDER[end.kind]) throw refuse('A frame cannot end before it starts.')
  if (frame.unit === 'groups' && keys.length === 0) throw refuse('GROUPS needs an ORDER BY in the window.')
  const hasOffset = 'offset' in start || 'offset' in end
  if (frame.unit === 'range' && hasOffset && keys.length !== 1) {
    throw refuse('RANGE with an offset needs exactly one ORDER BY column.')
  }
  return { unit: frame.unit, start, end, exclude: frame.exclude ?? 'no_others' }
}

function bound(
  env: Env,
  frame: FrameSpecification,
  written: FrameBoundSpecification,
  keys: readonly SortKey[],
  place: object,
): FrameBound {
  if (typeof written === 'string') return { kind: written }
  const node = 'preceding' in written ? written.preceding : written.following
  const operand = env.operand(node)
  const type = offsetType(frame, keys)
  const offset =
    type.kind === 'decimal'
      ? coerceToKind(env.binding, operand, 'decimal', node)
      : coerce(env.binding, operand, type, node)
  checkOffset(env, offset, node, place)
  return { kind: 'preceding' in written ? 'preceding' : 'following', offset }
}

/** ROWS and GROUPS count; RANGE measures in the type of its key, dates and times in intervals. */
function offsetType(frame: FrameSpecification, keys: readonly SortKey[]): EngineType {
  const [key] = keys
  if (frame.unit !== 'range' || key === undefined) return INT64
  const type = typeOf(key.expression)
  if (isInteger(type)) return INT64
  if (isFloat(type)) return FLOAT64
  return type.kind === 'decimal' ? type : INTERVAL
}

function checkOffset(env: Env, offset: Expression, node: object, place: object): void {
  if (columnsOf(offset).size > 0) {
    throw env.binding.error('VALIDATION_ERROR', 'The offset of a frame cannot use columns.', '42P10', node)
  }
  const isNegative = offset.kind === 'literal' && offset.value !== null && /(^| )-/.test(offset.value)
  if (!isNegative && !isNullable(offset)) return
  throw env.binding.error('VALIDATION_ERROR', 'The offset of a frame must not be negative or NULL.', '22013', place)
}
