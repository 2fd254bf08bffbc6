import { charClass } from './char-classes.ts'
import { contains, representatives } from './char-set.ts'
import type { Assertion } from './node.ts'
import type { Program, Step } from './program.ts'

/** What a matcher tells apart in the character before or after a place. */
export type Surrounding = 'edge' | 'newline' | 'word' | 'other'

const SURROUNDINGS: readonly Surrounding[] = ['edge', 'newline', 'word', 'other']

/** One character of every kind a program tells apart, with what it is to its neighbours; `code` null is the end. */
export interface Letter {
  readonly code: number | null
  readonly as: Surrounding
}

/** The letters of a program, its end included. */
export function lettersOf({ steps }: Program): readonly Letter[] {
  const sets = steps.flatMap((step) => (step.op === 'character' ? [step.set] : []))
  const words = steps.some((step) => step.op === 'assertion' && step.test.includes('word'))
  const lines = steps.some((step) => step.op === 'assertion' && step.test.startsWith('line'))
  const word = words ? (charClass('word') ?? []) : []
  const extra = [...(words ? [word] : []), ...(lines ? [[[0x0a, 0x0a]] as const] : [])]
  const letters = representatives([...sets, ...extra]).map((code): Letter => {
    if (lines && code === 0x0a) return { code, as: 'newline' }
    return { code, as: contains(word, code) ? 'word' : 'other' }
  })
  return [{ code: null, as: 'edge' }, ...letters]
}

/** What may stand before the place where a match begins. */
export function beginnings({ steps }: Program): readonly Surrounding[] {
  return steps.some((step) => step.op === 'assertion') ? SURROUNDINGS : ['other']
}

/** What is reached without a character: steps that read one, and the match; in the matcher's order, each once. */
export function closure(
  program: Program,
  from: readonly number[],
  before: Surrounding,
  after: Surrounding,
): readonly number[] {
  const seen = new Set<number>()
  const reached: number[] = []
  const visit = (at: number): void => {
    if (seen.has(at)) return
    seen.add(at)
    const step = program.steps[at]
    if (step === undefined) return
    if (step.op === 'either') for (const next of step.next) visit(next)
    else if (step.op !== 'assertion') reached.push(at)
    else if (holds(step.test, before, after)) visit(step.next)
  }
  for (const at of from) visit(at)
  return reached
}

function holds(test: Assertion, before: Surrounding, after: Surrounding): boolean {
  const wordBefore = before === 'word'
  const wordAfter = after === 'word'
  switch (test) {
    case 'text start':
      return before === 'edge'
    case 'text end':
      return after === 'edge'
    case 'line start':
      return before === 'edge' || before === 'newline'
    case 'line end':
      return after === 'edge' || after === 'newline'
    case 'word start':
      return !wordBefore && wordAfter
    case 'word end':
      return wordBefore && !wordAfter
    case 'word boundary':
      return wordBefore !== wordAfter
    case 'no word boundary':
      return wordBefore === wordAfter
  }
}

/** The steps that follow those which read the letter, in their order. */
export function advance(program: Program, at: readonly number[], letter: Letter): readonly number[] {
  return at.flatMap((index) => {
    const step = program.steps[index]
    return step !== undefined && reads(step, letter) ? [step.next] : []
  })
}

function reads(step: Step, letter: Letter): step is Extract<Step, { op: 'character' }> {
  return step.op === 'character' && letter.code !== null && contains(step.set, letter.code)
}

/** True for the step that ends a match. */
export function isMatch({ steps }: Program, at: number): boolean {
  return steps[at]?.op === 'match'
}
