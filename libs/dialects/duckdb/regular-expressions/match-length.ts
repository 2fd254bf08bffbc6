import { advance, beginnings, closure, isMatch, type Letter, lettersOf, type Surrounding } from './closure.ts'
import { UnsupportedPattern } from './fault.ts'
import type { RegexNode } from './node.ts'
import { compileProgram, type Program } from './program.ts'

const MAX_STATES = 3000

/** The places a matcher may be at, the preferred first, and what it read last. */
interface State {
  readonly at: readonly number[]
  readonly before: Surrounding
}

/**
 * PostgreSQL takes the longest match (the shortest, where the first repeat is lazy), RE2 the first that backtracking
 * would find. Passes where the two are the same for every text: all states the matcher can be in are gone through.
 * @throws UnsupportedPattern where they are not, or not shown to be within a bound
 */
export function requireSameLength(node: RegexNode): void {
  const program = compileProgram(node)
  const letters = lettersOf(program)
  const wanted = prefersShort(node) ? 'shortest' : 'longest'
  const start = beginnings(program).map((before): State => ({ at: [program.start], before }))
  explore(start, (state, visit) => {
    for (const letter of letters) {
      const here = closure(program, state.at, state.before, letter.as)
      const found = here.findIndex((at) => isMatch(program, at))
      const preferred = found < 0 ? here : here.slice(0, found)
      const next: State = { at: unique(advance(program, preferred, letter)), before: letter.as }
      if (found >= 0 && wanted === 'shortest' && canMatch(program, next, letters)) throw differs()
      if (found >= 0 && wanted === 'longest') {
        const cut: State = { at: unique(advance(program, here.slice(found + 1), letter)), before: letter.as }
        if (!covers(program, next, cut, letters)) throw differs()
      }
      if (next.at.length > 0) visit(next)
    }
  })
}

function differs(): UnsupportedPattern {
  return new UnsupportedPattern(
    'its longest match could not be told from its first; order alternatives from long to short, or write repeats that do not overlap',
  )
}

/** The preference of the whole: that of its first repeat, and greedy for alternatives. */
export function prefersShort(node: RegexNode): boolean {
  return preference(node) === 'short'
}

function preference(node: RegexNode): 'long' | 'short' | undefined {
  switch (node.kind) {
    case 'set':
    case 'assertion':
      return undefined
    case 'alternation':
      return 'long'
    case 'group':
      return preference(node.node)
    case 'repeat':
      if (node.max === 0) return undefined
      if (node.prefers === 'nothing') return preference(node.node)
      return node.prefers === 'few' ? 'short' : 'long'
    case 'concat': {
      for (const part of node.parts) {
        const found = preference(part)
        if (found !== undefined) return found
      }
      return undefined
    }
  }
}

/** Whether every text that one set of places goes on to match is one the other matches too. */
function covers(program: Program, large: State, small: State, letters: readonly Letter[]): boolean {
  if (small.at.length === 0) return true
  let isCovered = true
  const pair = { at: [...large.at, -1, ...small.at], before: small.before }
  explore([pair], (state, visit) => {
    const border = state.at.indexOf(-1)
    const sides = [state.at.slice(0, border), state.at.slice(border + 1)]
    for (const letter of letters) {
      const [a = [], b = []] = sides.map((side) => closure(program, side, state.before, letter.as))
      if (b.some((at) => isMatch(program, at)) && !a.some((at) => isMatch(program, at))) isCovered = false
      const [left = [], right = []] = [a, b].map((side) => unique(advance(program, side, letter)).sort(ascending))
      if (isCovered && right.length > 0) visit({ at: [...left, -1, ...right], before: letter.as })
    }
  })
  return isCovered
}

function canMatch(program: Program, from: State, letters: readonly Letter[]): boolean {
  return !covers(program, { at: [], before: from.before }, from, letters)
}

/** Whether a text and a longer one that begins with it can both match: then the end of a match is not settled. */
export function hasOneEnd(node: RegexNode): boolean {
  const program = compileProgram(node)
  const letters = lettersOf(program)
  let isSettled = true
  const start = beginnings(program).map((before): State => ({ at: [program.start], before }))
  explore(start, (state, visit) => {
    for (const letter of letters) {
      const here = closure(program, state.at, state.before, letter.as)
      const next: State = { at: unique(advance(program, here, letter)).sort(ascending), before: letter.as }
      if (here.some((at) => isMatch(program, at)) && canMatch(program, next, letters)) isSettled = false
      if (isSettled && next.at.length > 0) visit(next)
    }
  })
  return isSettled
}

/** Goes through all states that are reached from the first ones, each once. */
export function explore<S extends { readonly at: readonly number[]; readonly before: string }>(
  start: readonly S[],
  step: (state: S, visit: (next: S) => void) => void,
): void {
  const seen = new Set<string>()
  const waiting: S[] = []
  const visit = (state: S): void => {
    const key = `${state.before} ${state.at.join(' ')}`
    if (seen.has(key)) return
    if (seen.size >= MAX_STATES) throw new UnsupportedPattern('the pattern is too large for its matches to be found')
    seen.add(key)
    waiting.push(state)
  }
  for (const state of start) visit(state)
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) step(state, visit)
}

function unique(places: readonly number[]): number[] {
  return [...new Set(places)]
}

function ascending(a: number, b: number): number {
  return a - b
}
