import type { Node, ParseResult } from 'libpg-query'
import { type ParserError, parseTree, scanTokens } from './parser.ts'

/** A syntax tree, and where HAVING in it was written as QUALIFY (UTF-8 byte offsets). */
export interface QualifiedTree {
  readonly tree: ParseResult | ParserError
  readonly qualifies: ReadonlySet<number>
}

const WORD = 'qualify'
/** As long as the word, so that no location changes. */
const STAND_IN = 'HAVING '

/**
 * The tree of text that may hold QUALIFY, which PostgreSQL's parser does not know: where the text is no SQL as it stands,
 * the word is read as HAVING. A query that has both is a syntax error.
 */
export function parseQualified(text: string): QualifiedTree {
  const tree = parseTree(text)
  if (!('cursor' in tree) || !/qualify/i.test(text)) return { tree, qualifies: new Set() }
  const bytes = Buffer.from(text)
  const words = (scanTokens(text) ?? []).filter(
    ({ start, end }) => bytes.toString('utf8', start, end).toLowerCase() === WORD,
  )
  for (const { start } of words) bytes.write(STAND_IN, start)
  const again = parseTree(bytes.toString('utf8'))
  if (words.length === 0 || 'cursor' in again) return { tree, qualifies: new Set() }
  return { tree: again, qualifies: new Set(words.map(({ start }) => start)) }
}

/** True when the condition of a HAVING was written after QUALIFY. */
export function isQualify(text: string, qualifies: ReadonlySet<number>, condition: Node): boolean {
  if (qualifies.size === 0) return false
  const bytes = Buffer.from(text)
  const first = firstLocation(condition)
  return [...qualifies].some((start) => {
    const between = start < first ? bytes.toString('utf8', start + WORD.length, first) : undefined
    return between !== undefined && /^[\s(]*$/.test(between)
  })
}

/** Where the leftmost part of a node was written. */
function firstLocation(value: unknown): number {
  if (typeof value !== 'object' || value === null) return Number.POSITIVE_INFINITY
  return Object.entries(value).reduce((least, [key, part]) => {
    const own = key === 'location' && typeof part === 'number' && part >= 0 ? part : firstLocation(part)
    return Math.min(least, own)
  }, Number.POSITIVE_INFINITY)
}
