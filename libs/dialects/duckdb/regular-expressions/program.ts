import type { CharSet } from './char-set.ts'
import { UnsupportedPattern } from './fault.ts'
import { type Assertion, isNullable, type RegexNode, type Repeat } from './node.ts'

/** One step of matching; numbers are the steps that follow, the preferred one first. */
export type Step =
  | { readonly op: 'character'; readonly set: CharSet; readonly next: number }
  | { readonly op: 'either'; readonly next: readonly number[] }
  | { readonly op: 'assertion'; readonly test: Assertion; readonly next: number }
  | { readonly op: 'match' }

/** A pattern as steps; matching begins at `start`. */
export interface Program {
  readonly steps: readonly Step[]
  readonly start: number
}

const MAX_STEPS = 1500

/** The steps a backtracking matcher takes, in its order. @throws UnsupportedPattern for one with too many */
export function compileProgram(node: RegexNode): Program {
  const steps: Step[] = []
  const add = (step: Step): number => {
    if (steps.length >= MAX_STEPS) throw new UnsupportedPattern('the pattern is too large for its matches to be found')
    return steps.push(step) - 1
  }

  const compile = (part: RegexNode, next: number): number => {
    switch (part.kind) {
      case 'set':
        return add({ op: 'character', set: part.set, next })
      case 'concat':
        return part.parts.reduceRight((following, each) => compile(each, following), next)
      case 'alternation':
        return add({ op: 'either', next: part.branches.map((branch) => compile(branch, next)) })
      case 'group':
        return compile(part.node, next)
      case 'assertion':
        return add({ op: 'assertion', test: part.test, next })
      case 'repeat':
        return repeat(part, next)
    }
  }

  const repeat = ({ node: body, min, max, prefers }: Repeat, next: number): number => {
    const choice = (again: number): Step => ({
      op: 'either',
      next: prefers === 'few' ? [next, again] : [again, next],
    })
    let following = next
    if (max === null) {
      if (isNullable(body)) throw new UnsupportedPattern('a repeat of what can be empty is not supported here')
      const loop = steps.length
      add({ op: 'either', next: [] })
      const again = compile(body, loop)
      steps[loop] = choice(again)
      following = loop
    } else {
      for (let count = min; count < max; count += 1) following = add(choice(compile(body, following)))
    }
    for (let count = 0; count < min; count += 1) following = compile(body, following)
    return following
  }

  const match = add({ op: 'match' })
  return { start: compile(node, match), steps }
}
