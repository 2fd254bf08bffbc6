import type { Translation } from './input-dialect.ts'
import { refuse } from './translation.ts'
import type { Tree } from './tree.ts'

/** A text constant of PostgreSQL. */
export function textLiteral(value: string): string {
  return value.includes('\\')
    ? `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${value.replaceAll("'", "''")}'`
}

/** The digits of a number as the user wrote them. */
export function numberText(translation: Translation, value: unknown, node: Tree): string {
  const index = Number(value)
  const token = translation.lexed.tokens[Math.abs(index) - 1]
  if (token?.kind !== 'number') refuse(translation, 'this number', node)
  return index < 0 ? `-${token.value}` : token.value
}

/** What a string of the user says. */
export function stringText(translation: Translation, value: unknown, node: Tree): string {
  const token = typeof value === 'string' ? translation.lexed.tokens[Number(value) - 1] : undefined
  if (token?.kind !== 'string') refuse(translation, 'this string', node)
  return token.value
}
