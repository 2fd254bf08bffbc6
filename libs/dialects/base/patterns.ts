/** A LIKE pattern in pieces: text that stands for itself, `%` and `_`. */
export type PatternPart = { readonly text: string } | { readonly wildcard: '%' | '_' }

/**
 * The pieces of a LIKE pattern.
 * @returns undefined for a pattern that ends in its escape character, which PostgreSQL refuses when it gets there
 */
export function parsePattern(pattern: string, escaping: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = []
  const characters = [...pattern]
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    if (character === escaping) {
      at += 1
      const escaped = characters[at]
      if (escaped === undefined) return undefined
      parts.push({ text: escaped })
    } else if (character === '%' || character === '_') parts.push({ wildcard: character })
    else parts.push({ text: character })
  }
  return parts
}

/** The pattern written anew with another escape character. */
export function printPattern(parts: readonly PatternPart[], escaping: string): string {
  return parts
    .map((part) => {
      if ('wildcard' in part) return part.wildcard
      return part.text === '%' || part.text === '_' || part.text === escaping ? escaping + part.text : part.text
    })
    .join('')
}

/**
 * For a pattern that ends in its escape character, which PostgreSQL notices only when it gets there: the pattern of
 * the texts with which it does.
 */
export function patternToItsEnd(pattern: string, escaping: string): string {
  const before = Array.from(pattern).slice(0, -1).join('')
  const parts = parsePattern(before, escaping) ?? []
  const lastAny = parts.findLastIndex((part) => 'wildcard' in part && part.wildcard === '%')
  const behind = parts.slice(lastAny + 1)
  const isOpen = lastAny >= 0 && behind.length > 0 && behind.every((part) => 'wildcard' in part)
  return isOpen ? `${before}%` : `${before}_%`
}
