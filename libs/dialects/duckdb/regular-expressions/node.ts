import type { CharSet } from './char-set.ts'

/** A regular expression of PostgreSQL, its options already applied: cases are in the sets, anchors say what they test. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'concat'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'alternation'; readonly branches: readonly RegexNode[] }
  | Repeat
  /** `capture` counts from 1; null for a group that captures nothing. */
  | { readonly kind: 'group'; readonly capture: number | null; readonly node: RegexNode }
  | { readonly kind: 'assertion'; readonly test: Assertion }

/** `max` null is without end. A count that is fixed prefers nothing: `{2}` and `{2}?` are the same. */
export interface Repeat {
  readonly kind: 'repeat'
  readonly node: RegexNode
  readonly min: number
  readonly max: number | null
  readonly prefers: 'many' | 'few' | 'nothing'
}

export type Assertion =
  | 'text start'
  | 'text end'
  | 'line start'
  | 'line end'
  | 'word start'
  | 'word end'
  | 'word boundary'
  | 'no word boundary'

/** What stands between the brackets of a repeat or group; nothing for others. */
export function childrenOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return []
    case 'concat':
      return node.parts
    case 'alternation':
      return node.branches
    case 'repeat':
    case 'group':
      return [node.node]
  }
}

/** True when the empty text matches. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'assertion':
      return true
    case 'concat':
      return node.parts.every(isNullable)
    case 'alternation':
      return node.branches.some(isNullable)
    case 'repeat':
      return node.min === 0 || isNullable(node.node)
    case 'group':
      return isNullable(node.node)
  }
}

/** True when the node or one within it passes the test. */
export function someNode(node: RegexNode, test: (part: RegexNode) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => someNode(child, test))
}

/** How many groups capture. */
export function captureCount(node: RegexNode): number {
  const own = node.kind === 'group' && node.capture !== null ? 1 : 0
  return childrenOf(node).reduce((count, child) => count + captureCount(child), own)
}
