import { InvalidPattern } from './fault.ts'
import type { RegexNode } from './node.ts'
import { parsePattern } from './parse-pattern.ts'

/** The pieces of an SQL regular expression, in PostgreSQL's syntax: what `#"` parts, or all of it. */
function pieces(pattern: string, escaping: string): readonly string[] {
  if (Array.from(escaping).length > 1) throw new InvalidPattern('invalid escape string', '22025')
  const found: string[] = []
  let piece = ''
  let inBracket = false
  const characters = Array.from(pattern)
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    if (character === escaping && escaping !== '') {
      at += 1
      const escaped = characters[at]
      if (escaped === undefined) piece += '\\\\'
      else if (escaped === '"' && !inBracket) {
        found.push(piece)
        piece = ''
      } else piece += /^[0-9A-Za-z]$/.test(escaped) ? escaped : `\\${escaped}`
    } else if (inBracket) {
      if (character === ']') inBracket = false
      piece += character === '\\' ? '\\\\' : character
    } else {
      inBracket = character === '['
      piece += translated(character)
      // A `]` or `^]` right behind the bracket does not close it.
      if (inBracket && characters[at + 1] === '^') piece += characters[++at]
      if (inBracket && characters[at + 1] === ']') piece += characters[++at]
    }
  }
  return [...found, piece]
}

function translated(character: string): string {
  switch (character) {
    case '%':
      return '.*'
    case '_':
      return '.'
    case '(':
      return '(?:'
    case '\\':
    case '.':
    case '^':
    case '$':
      return `\\${character}`
    default:
      return character
  }
}

/** SIMILAR TO's pattern, which must match the whole text. */
export function parseSimilar(pattern: string, escaping: string): RegexNode {
  return parsePattern(`^(?:${pieces(pattern, escaping).join('')})$`)
}

/**
 * The pattern of `substring(text SIMILAR pattern ESCAPE e)`: what stands between the two parting `e"` is captured as
 * group 1; the part before it matches as little as it can.
 */
export function parseSimilarSubstring(pattern: string, escaping: string): RegexNode {
  const [first = '', middle, last, ...more] = pieces(pattern, escaping)
  if (middle === undefined) return parsePattern(`^(${first})$`)
  if (more.length > 0)
    throw new InvalidPattern(
      'SQL regular expression may not contain more than two escape-double-quote separators',
      '2200C',
    )
  return parsePattern(`^(?:${lazy(first)})(${middle})(?:${last ?? ''})$`)
}

/** What `%` stands for taken from short to long. */
function lazy(piece: string): string {
  return piece.replaceAll('.*', '.*?')
}
