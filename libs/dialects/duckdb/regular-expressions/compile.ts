import { requireSameCaptures } from './captures.ts'
import { InvalidPattern, UnsupportedPattern } from './fault.ts'
import { requireSameLength } from './match-length.ts'
import { captureCount, isNullable, type RegexNode, someNode } from './node.ts'
import { printRe2 } from './print-re2.ts'

/** What is asked of a pattern: whether it matches, which text it matches, or what its groups capture too. */
export type PatternUse = 'test' | 'match' | 'captures'

/** A pattern of PostgreSQL that RE2 matches exactly as asked. */
export interface CompiledPattern {
  readonly kind: 'compiled'
  /** Without a quote in it. */
  readonly re2: string
  readonly node: RegexNode
  /** True when the empty text matches. */
  readonly isNullable: boolean
  /** True when it looks at what stands around a match. */
  readonly looksAround: boolean
}

export type PatternFault =
  | { readonly kind: 'invalid'; readonly sqlState: string; readonly message: string }
  | { readonly kind: 'unsupported'; readonly message: string }

/** The pattern that `parse` gives, in RE2's syntax, or why there is none. */
export function compilePattern(parse: () => RegexNode, use: PatternUse): CompiledPattern | PatternFault {
  try {
    const node = prepared(parse(), use)
    const looksAround = someNode(node, (part) => part.kind === 'assertion')
    return { kind: 'compiled', re2: printRe2(node), node, isNullable: isNullable(node), looksAround }
  } catch (error) {
    if (error instanceof InvalidPattern) {
      return { kind: 'invalid', sqlState: error.sqlState, message: error.message }
    }
    if (error instanceof UnsupportedPattern) return { kind: 'unsupported', message: error.message }
    throw error
  }
}

/** The expression, shown to match alike; alternatives whose order is of no account stand from long to short. */
function prepared(node: RegexNode, use: PatternUse): RegexNode {
  if (use === 'test') return node
  const ordered = captureCount(node) === 0 || use === 'match' ? longestFirst(node) : node
  requireSameLength(ordered)
  if (use === 'captures') requireSameCaptures(ordered)
  return ordered
}

function longestFirst(node: RegexNode): RegexNode {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return node
    case 'concat':
      return { ...node, parts: node.parts.map(longestFirst) }
    case 'alternation':
      return { ...node, branches: node.branches.map(longestFirst).sort((a, b) => leastLength(b) - leastLength(a)) }
    case 'repeat':
    case 'group':
      return { ...node, node: longestFirst(node.node) }
  }
}

function leastLength(node: RegexNode): number {
  switch (node.kind) {
    case 'set':
      return 1
    case 'assertion':
      return 0
    case 'concat':
      return node.parts.reduce((sum, part) => sum + leastLength(part), 0)
    case 'alternation':
      return Math.min(...node.branches.map(leastLength))
    case 'repeat':
      return node.min * leastLength(node.node)
    case 'group':
      return leastLength(node.node)
  }
}
