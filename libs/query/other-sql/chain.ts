import type { Translation } from './input-dialect.ts'
import { refuse } from './translation.ts'
import { child, type Tree, text } from './tree.ts'

/** An operand, or an operator over the two sides it has by the precedence of SQL. */
export type Operation =
  | { readonly operand: Tree }
  | { readonly operator: string; readonly node: Tree; readonly left: Operation; readonly right: Operation }

const LEVELS: Readonly<Record<string, number>> = {
  OR: 1,
  AND: 2,
  '||': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  MOD: 6,
  DIV: 6,
}
const COMPARISON_LEVEL = 3

/**
 * A chain of operators without brackets, grouped anew: the parser's own grouping is not SQL's (it reads `a OR b AND c`
 * from left to right).
 */
export function grouped(translation: Translation, node: Tree): Operation {
  const chain = flattened(node, 'whole')
  return climb(translation, { first: chain.first, rest: [...chain.rest] }, 0)
}

interface Step {
  readonly operator: string
  readonly node: Tree
  readonly operand: Tree
}

interface Chain {
  readonly first: Tree
  readonly rest: Step[]
}

/** The operands of a chain in the order they were written; brackets end it, but for those around the whole. */
function flattened(node: Tree, place: 'whole' | 'part'): Chain {
  const left = child(node, 'left')
  const right = child(node, 'right')
  const ends = node['parentheses'] === true && place === 'part'
  if (node['type'] !== 'binary_expr' || left === undefined || right === undefined || ends)
    return { first: node, rest: [] }
  const before = flattened(left, 'part')
  const after = flattened(right, 'part')
  const step = { operator: (text(node, 'operator') ?? '').toUpperCase(), node, operand: after.first }
  return { first: before.first, rest: [...before.rest, step, ...after.rest] }
}

function climb(translation: Translation, chain: Chain, least: number): Operation {
  let left: Operation = { operand: chain.first }
  for (let next = chain.rest[0]; next !== undefined && levelOf(next.operator) >= least; next = chain.rest[0]) {
    chain.rest.shift()
    const right = climb(translation, { first: next.operand, rest: chain.rest }, levelOf(next.operator) + 1)
    check(translation, next, left, right)
    left = { operator: next.operator, node: next.node, left, right }
  }
  return left
}

function levelOf(operator: string): number {
  return LEVELS[operator] ?? COMPARISON_LEVEL
}

/** Dialects group these otherwise than PostgreSQL, or the parser does. */
function check(translation: Translation, { operator: mark, node }: Step, left: Operation, right: Operation): void {
  const level = levelOf(mark)
  for (const side of [left, right]) {
    if ('operand' in side) {
      const isNot = side.operand['operator'] === 'NOT' && side.operand['parentheses'] !== true
      if (isNot && level >= COMPARISON_LEVEL) refuse(translation, 'NOT inside an operator without brackets', node)
      continue
    }
    const inner = levelOf(side.operator)
    const chained = level === COMPARISON_LEVEL && inner === COMPARISON_LEVEL
    const mixed = (mark === '||' && inner > 4) || (side.operator === '||' && level > 4)
    if (chained || mixed) refuse(translation, `a chain of ${side.operator} and ${mark} without brackets`, node)
  }
}
