import { STRING } from '#arrow'
import { type Expression, isNullable } from '#plan'
import { callOf, noFunction } from './calls.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { asNullableLiteral } from './quoted-text.ts'
import { countLiteral, shownText, textLiteral } from './shown-text.ts'

/** `%`, position, flags, width and type; what is missing is an empty text. */
const SPECIFIER = /%(?:(\d+)\$)?(-*)(\d+|\*(?:\d+\$)?)?(.|$)/su
const MAX_WIDTH = 100_000

/** The argument that comes next, counted from 0. */
interface Cursor {
  next: number
}

/**
 * format() with a constant format: its pieces joined, each value as its specifier says.
 * @throws ValidationError 22023 as PostgreSQL does, UNSUPPORTED for a format that is not constant
 */
export function formatText(env: Env, operands: readonly Operand[], place: object): Expression {
  const [first, ...values] = operands
  if (first === undefined) throw noFunction(env.binding, 'format', operands, place)
  const format = asExpression(env.binding, first)
  if (format.kind !== 'literal') {
    throw env.binding.error('UNSUPPORTED', 'The first argument of format() must be a constant.', '0A000', place)
  }
  if (format.value === null) return textLiteral(null)
  const cursor: Cursor = { next: 0 }
  const pieces: Expression[] = []
  let rest = format.value
  for (let found = SPECIFIER.exec(rest); found !== null; found = SPECIFIER.exec(rest)) {
    pieces.push(textLiteral(rest.slice(0, found.index)), specified(env, found, values, cursor, place))
    rest = rest.slice(found.index + found[0].length)
  }
  return callOf('concat', [...pieces, textLiteral(rest)], STRING)
}

function specified(
  env: Env,
  [, position, flags = '', width = '', type = '']: RegExpExecArray,
  values: readonly Operand[],
  cursor: Cursor,
  place: object,
): Expression {
  if (type === '') throw invalid(env, 'unterminated format() type specifier', place)
  if (type === '%' && position === undefined && flags === '' && width === '') return textLiteral('%')
  const columns = widthOf(env, width, values, cursor, place)
  if (position === '0') throw invalid(env, 'format specifies argument 0, but arguments are numbered from 1', place)
  if (position !== undefined) cursor.next = Number(position) - 1
  if (type === '%') return textLiteral('%')
  if (!['s', 'I', 'L'].includes(type)) throw invalid(env, `unrecognized format() type specifier "${type}"`, place)
  const text = converted(env, type, shownText(env, taken(env, values, cursor, place)), place)
  return padded(text, flags === '' ? columns : -Math.abs(columns))
}

function taken(env: Env, values: readonly Operand[], cursor: Cursor, place: object): Operand {
  const value = values[cursor.next]
  if (value === undefined) throw invalid(env, 'too few arguments for format()', place)
  cursor.next += 1
  return value
}

/** The least number of characters; negative to stand at the left. */
function widthOf(env: Env, width: string, values: readonly Operand[], cursor: Cursor, place: object): number {
  if (width === '') return 0
  if (!width.startsWith('*')) return checkedWidth(env, Number(width), place)
  const position = /\d+/.exec(width)?.[0]
  if (position !== undefined) cursor.next = Number(position) - 1
  const value = asExpression(env.binding, taken(env, values, cursor, place))
  if (value.kind === 'literal') return checkedWidth(env, Number(value.value ?? 0), place)
  throw env.binding.error(
    'UNSUPPORTED',
    'A width that format() takes from an argument must be constant.',
    '0A000',
    place,
  )
}

function checkedWidth(env: Env, width: number, place: object): number {
  if (Math.abs(width) <= MAX_WIDTH) return width
  throw env.binding.error('LIMIT_EXCEEDED', `A width of format() may be ${MAX_WIDTH} at most.`, '54000', place)
}

function converted(env: Env, type: string, text: Expression, place: object): Expression {
  if (type === 's') return text
  if (type === 'L') return asNullableLiteral(text)
  if (!isNullable(text)) return callOf('quote_ident', [text], STRING)
  const message = 'What %I of format() prints could be NULL, which no name can be; wrap it in COALESCE.'
  throw env.binding.error('UNSUPPORTED', message, '0A000', place)
}

function padded(text: Expression, width: number): Expression {
  if (width === 0) return text
  const known = callOf('coalesce', [text, textLiteral('')], STRING)
  const length = callOf('length', [known], { kind: 'int32' })
  const columns = callOf('greatest', [length, countLiteral(Math.abs(width))], { kind: 'int32' })
  return callOf(width < 0 ? 'rpad' : 'lpad', [known, columns, textLiteral(' ')], STRING)
}

function invalid(env: Env, message: string, place: object): Error {
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  return env.binding.error('VALIDATION_ERROR', sentence, '22023', place)
}
