import type { Translation } from './input-dialect.ts'
import type { Token } from './lexed.ts'
import { refuse } from './translation.ts'
import type { Tree } from './tree.ts'

/** A name as PostgreSQL quotes it; unquoted names are taken as written. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The name the parser gives, its stand-in replaced. */
export function nameText(translation: Translation, name: string, node: Tree): string {
  const token = standIn(translation, name)
  if (token?.kind === 'name') return token.value
  if (token !== undefined || /^\d+$/.test(name)) refuse(translation, 'a string or parameter as a name', node)
  return name
}

/** The quoted name or parameter that a name stands for. */
export function standIn({ lexed }: Translation, name: string): Token | undefined {
  const { stem, tokens } = lexed
  const number = name.startsWith(stem) ? /^(\d+)x$/.exec(name.slice(stem.length))?.[1] : undefined
  return number === undefined ? undefined : tokens[Number(number) - 1]
}
