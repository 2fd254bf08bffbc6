import { advance, beginnings, closure, isMatch, type Letter, lettersOf, type Surrounding } from './closure.ts'
import { UnsupportedPattern } from './fault.ts'
import { explore, hasOneEnd } from './match-length.ts'
import { captureCount, childrenOf, isNullable, type RegexNode, someNode } from './node.ts'
import { compileProgram, type Program, type Step } from './program.ts'

/**
 * Passes where groups capture the same in PostgreSQL, which gives each part in turn the longest text it can have, and
 * in RE2, which tries alternatives in their order: where a text can be matched in one way only, or where the pattern
 * is a row of parts that both go through alike.
 * @throws UnsupportedPattern for others
 */
export function requireSameCaptures(node: RegexNode): void {
  if (captureCount(node) === 0) return
  if (someNode(node, capturesInRepeat)) throw differs()
  if (!isRow(node) && !isUnambiguous(node)) throw differs()
}

function differs(): UnsupportedPattern {
  return new UnsupportedPattern('its groups could capture a text in more than one way; use simpler groups')
}

/** A group that one turn of a repeat may leave unset keeps the text of an earlier turn in one engine only. */
function capturesInRepeat(node: RegexNode): boolean {
  if (node.kind !== 'repeat' || node.max === 1) return false
  const { node: body } = node
  return captureCount(body) > (body.kind === 'group' && body.capture !== null ? 1 : 0)
}

/** Parts one after the other whose ends are tried in the same order by both engines. */
function isRow(node: RegexNode): boolean {
  const parts = partsOf(node).filter((part) => part.kind !== 'assertion')
  return parts.every((part, index) => isPart(part, index === parts.length - 1))
}

function partsOf(node: RegexNode): readonly RegexNode[] {
  return node.kind === 'concat' ? node.parts : [node]
}

function isPart(node: RegexNode, isLast: boolean): boolean {
  if (node.kind === 'set') return true
  if (node.kind === 'repeat' && node.node.kind === 'set') return true
  if (node.kind === 'group') {
    const inner = partsOf(node.node)
    const [only] = inner
    if (inner.length === 1 && only !== undefined && isPart(only, isLast)) return true
    if (isLast && isRow(node.node)) return true
  }
  const settled = isLast || hasOneEnd(node)
  return settled && (insideCaptures(node) === 0 || isUnambiguous(node))
}

function insideCaptures(node: RegexNode): number {
  return childrenOf(node).reduce((count, child) => count + captureCount(child), 0)
}

/** True when no text can be matched in two ways. */
export function isUnambiguous(node: RegexNode): boolean {
  const program = compileProgram(node)
  const letters = lettersOf(program)
  let isSettled = true
  const start = beginnings(program).map((before): Pair => ({ at: [program.start, program.start, 0], before }))
  explore(start, ({ at: [left = 0, right = 0, differ = 0], before }, visit) => {
    for (const letter of letters) {
      const sides = [left, right].map((at) => everyWay(program, at, before, letter.as))
      const [a = [], b = []] = sides
      const ends = (side: readonly number[]): number => side.filter((at) => isMatch(program, at)).length
      if (differ === 1 ? ends(a) > 0 && ends(b) > 0 : ends(a) > 1) isSettled = false
      if (!isSettled) return
      for (const next of pairs(program, a, b, letter, differ)) visit({ at: next, before: letter.as })
    }
  })
  return isSettled
}

interface Pair {
  readonly at: readonly number[]
  readonly before: Surrounding
}

function pairs(
  program: Program,
  left: readonly number[],
  right: readonly number[],
  letter: Letter,
  differ: number,
): readonly (readonly number[])[] {
  return left.flatMap((a, i) => {
    const [afterA] = advance(program, [a], letter)
    if (afterA === undefined) return []
    return right.flatMap((b, j) => {
      const [afterB] = advance(program, [b], letter)
      if (afterB === undefined || (differ === 0 && j < i)) return []
      return [[afterA, afterB, differ === 1 || i !== j ? 1 : 0]]
    })
  })
}

/** Like closure, but a step that is reached in two ways is there twice. */
function everyWay(program: Program, from: number, before: Surrounding, after: Surrounding): readonly number[] {
  const step: Step | undefined = program.steps[from]
  if (step?.op === 'either') return step.next.flatMap((next) => everyWay(program, next, before, after))
  if (step?.op !== 'assertion') return [from]
  return closure(program, [from], before, after).length === 0 ? [] : everyWay(program, step.next, before, after)
}

/** Whether a group of that number is in every match, and whether what it captures can be empty. */
export function groupPresence(
  node: RegexNode,
  capture: number,
): { readonly always: boolean; readonly maybeEmpty: boolean } {
  let maybeEmpty = true
  someNode(node, (part) => {
    if (part.kind === 'group' && part.capture === capture) maybeEmpty = isNullable(part.node)
    return false
  })
  return { always: isAlwaysSet(node, capture), maybeEmpty }
}

function isAlwaysSet(node: RegexNode, capture: number): boolean {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return false
    case 'group':
      return node.capture === capture || isAlwaysSet(node.node, capture)
    case 'concat':
      return node.parts.some((part) => isAlwaysSet(part, capture))
    case 'alternation':
      return false
    case 'repeat':
      return node.min > 0 && isAlwaysSet(node.node, capture)
  }
}
