import { type CharSet, complement, type Range } from './char-set.ts'
import { UnsupportedPattern } from './fault.ts'
import type { Assertion, RegexNode, Repeat } from './node.ts'

/** RE2 repeats nothing more often, the counts of nested repeats multiplied. */
const MAX_REPEAT = 1000

const ANCHORS: Readonly<Partial<Record<Assertion, string>>> = {
  'text start': '\\A',
  'text end': '\\z',
  'line start': '(?m:^)',
  'line end': '(?m:$)',
}

/**
 * The expression in RE2's syntax, every character that is not a letter or digit by its number: nothing in it needs a
 * quote. Groups capture as in PostgreSQL.
 * @throws UnsupportedPattern for boundaries of words, which RE2 knows in ASCII only
 */
export function printRe2(node: RegexNode): string {
  if (repeats(node) > MAX_REPEAT) throw new UnsupportedPattern('the repeats of the pattern are too many')
  return print(node)
}

function print(node: RegexNode): string {
  switch (node.kind) {
    case 'set':
      return printSet(node.set)
    case 'concat':
      return node.parts.map((part) => (part.kind === 'alternation' ? `(?:${print(part)})` : print(part))).join('')
    case 'alternation':
      return node.branches.map(print).join('|')
    case 'repeat':
      return printRepeat(node)
    case 'group': {
      const inner = print(node.node)
      // DuckDB takes a row of letters with an empty group for the whole text.
      return node.capture === null && inner === '' ? '' : `(${node.capture === null ? '?:' : ''}${inner})`
    }
    case 'assertion': {
      const anchor = ANCHORS[node.test]
      if (anchor !== undefined) return anchor
      throw new UnsupportedPattern('boundaries of words (\\m, \\M, \\y, \\Y) are not supported in this place')
    }
  }
}

function printRepeat({ node, min, max, prefers }: Repeat): string {
  const printed = print(node)
  if (printed === '') return ''
  const inner = node.kind === 'set' || node.kind === 'group' ? printed : `(?:${printed})`
  const suffix = prefers === 'few' ? '?' : ''
  if (max === null && min <= 1) return `${inner}${min === 0 ? '*' : '+'}${suffix}`
  if (max === 1 && min === 0) return `${inner}?${suffix}`
  const bounds = max === min ? `${min}` : `${min},${max ?? ''}`
  return `${inner}{${bounds}}${suffix}`
}

function printSet(set: CharSet): string {
  const [only] = set
  if (only === undefined) return '[^\\x{0}-\\x{10ffff}]'
  if (set.length === 1 && only[0] === only[1]) return printCode(only[0])
  const others = complement(set)
  if (others.length === 0) return '(?s:.)'
  return others.length < set.length
    ? `[^\\x{0}${others.map(printRange).join('')}]`
    : `[${set.map(printRange).join('')}]`
}

function printRange([first, last]: Range): string {
  return first === last ? printCode(first) : `${printCode(first)}-${printCode(last)}`
}

function printCode(code: number): string {
  const character = String.fromCodePoint(code)
  return /^[0-9A-Za-z]$/.test(character) ? character : `\\x{${code.toString(16)}}`
}

function repeats(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return 1
    case 'concat':
      return Math.max(1, ...node.parts.map(repeats))
    case 'alternation':
      return Math.max(1, ...node.branches.map(repeats))
    case 'group':
      return repeats(node.node)
    case 'repeat':
      return Math.max(1, node.min, node.max ?? 1) * repeats(node.node)
  }
}
