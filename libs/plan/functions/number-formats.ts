import { decimal, type EngineType, STRING } from '#arrow'
import type { Expression } from '../expression.ts'
import { parseNumberFormat } from '../number-format.ts'
import { INVALID_TEXT_REPRESENTATION, signature, strict } from './record.ts'

const printed = ['int32', 'int64', 'decimal', 'float64'] as const
const MAX_DIGITS = 38

/** As many digits as the format has. */
function typeOfFormat([, format]: readonly Expression[]): EngineType {
  const parsed = format?.kind === 'literal' ? parseNumberFormat(format.value ?? '') : undefined
  if (parsed === undefined) return decimal(MAX_DIGITS, 0)
  return decimal(Math.min(parsed.digits + parsed.places, MAX_DIGITS), parsed.places)
}

/** Numbers as texts and back, by a constant format. */
export const NUMBER_FORMAT_FUNCTIONS = {
  number_to_char: strict(printed.map((kind) => signature([kind, 'string'], STRING))),
  text_to_number: strict([signature(['string', 'string'], typeOfFormat)], [INVALID_TEXT_REPRESENTATION]),
} as const

/** PostgreSQL's name; to_char is that of dates too, and the binder tells them apart. */
export const NUMBER_FORMAT_SQL_NAMES = { to_number: 'text_to_number' } as const
