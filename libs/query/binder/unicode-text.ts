import { BOOLEAN, STRING } from '#arrow'
import { type Expression, typeOf } from '#plan'
import { noFunction } from './calls.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { textLiteral } from './shown-text.ts'

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD']

/** normalize() of a constant. @throws ValidationError UNSUPPORTED for any other text */
export function normalizeText(env: Env, operands: readonly Operand[], place: object): Expression {
  const [text, form] = constants(env, 'normalize', operands, place)
  return textLiteral(text === null ? null : text.normalize(form))
}

/** IS NORMALIZED of a constant. @throws ValidationError UNSUPPORTED for any other text */
export function isNormalized(env: Env, operands: readonly Operand[], place: object): Expression {
  const [text, form] = constants(env, 'is_normalized', operands, place)
  return { kind: 'literal', value: text === null ? null : String(text === text.normalize(form)), type: BOOLEAN }
}

function constants(env: Env, name: string, operands: readonly Operand[], place: object): [string | null, string] {
  const [text, form = { kind: 'literal', value: 'NFC', type: STRING } as const, ...more] = operands
  if (text === undefined || more.length > 0) throw noFunction(env.binding, name, operands, place)
  const wanted = asExpression(env.binding, form)
  const known = wanted.kind === 'literal' ? (wanted.value ?? '').toUpperCase() : ''
  if (!FORMS.includes(known)) {
    throw env.binding.error('VALIDATION_ERROR', `Invalid normalization form: ${known}.`, '22023', place)
  }
  return [constantText(env, name, text, place), known]
}

function constantText(env: Env, name: string, operand: Operand, place: object): string | null {
  const text = asExpression(env.binding, operand)
  if (typeOf(text).kind !== 'string') throw noFunction(env.binding, name, [operand], place)
  if (text.kind === 'literal') return text.value
  throw env.binding.error('UNSUPPORTED', `The text of ${name}() must be a constant.`, '0A000', place)
}

const ESCAPE = /\\(?:\\|([0-9a-fA-F]{4})|u([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8})|)/g

/** unistr() of a constant: `\0061`, `\u0061`, `\+000061`, `\U00000061`, and `\\`. */
export function unescapedText(env: Env, operands: readonly Operand[], place: object): Expression {
  const [only, ...more] = operands
  if (only === undefined || more.length > 0) throw noFunction(env.binding, 'unistr', operands, place)
  const text = constantText(env, 'unistr', only, place)
  if (text === null) return textLiteral(null)
  const unescaped = text.replace(ESCAPE, (all, ...groups: readonly (string | undefined)[]) => {
    if (all === '\\\\') return '\\'
    const digits = groups.slice(0, 4).find((group) => group !== undefined)
    const code = digits === undefined ? 0 : Number.parseInt(digits, 16)
    if (digits === undefined) throw invalidEscape(env, 'Invalid Unicode escape.', '42601', place)
    if (code === 0 || code > 0x10ffff) throw invalidEscape(env, 'Invalid Unicode escape value.', '42601', place)
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code)
  })
  if (unescaped.isWellFormed()) return textLiteral(unescaped)
  throw invalidEscape(env, 'Invalid Unicode surrogate pair.', '42601', place)
}

function invalidEscape(env: Env, message: string, sqlState: string, place: object): Error {
  return env.binding.error('VALIDATION_ERROR', message, sqlState, place)
}
