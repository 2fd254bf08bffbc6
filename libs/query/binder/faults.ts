import { type Problem, problemsOf, ValidationError } from '#core'

/** What becomes of a fault: it ends the binding, or it is noted while the rest is looked at. */
export interface Faults {
  /** Runs a part of the work; where faults are noted, `otherwise` stands for a part that failed. */
  attempt<Result>(part: () => Result, otherwise: () => Result): Result
  /** The part for every item; where faults are noted, items that fail are left out. */
  kept<Item, Result>(items: readonly Item[], part: (item: Item, index: number) => Result): readonly Result[]
  /** The part for every item; where faults are noted, all are tried before it fails. */
  each<Item, Result>(items: readonly Item[], part: (item: Item, index: number) => Result): readonly Result[]
  /** Binds a node; where faults are noted and it has one, `others` looks for those of its parts. */
  node<Result>(node: object, bind: () => Result, others: () => void): Result
}

/** A fault that has been noted already: whatever depends on it fails without a word. */
export class Noted extends Error {}

/** The first fault ends the binding. */
export const failFast: Faults = {
  attempt: (part) => part(),
  kept: (items, part) => items.map(part),
  each: (items, part) => items.map(part),
  node: (_node, bind) => bind(),
}

/** Faults that are noted, each once, in the order they are met. */
export interface NotedFaults extends Faults {
  readonly problems: readonly Problem[]
  note(problems: readonly Problem[]): void
  /** Notes an error that was met elsewhere. */
  fail(error: ValidationError): void
}

const MAX_PROBLEMS = 100

/** Starts with no fault. */
export function noteFaults(): NotedFaults {
  const problems = new Map<string, Problem>()
  const failedNodes = new WeakSet<object>()
  const note = (found: readonly Problem[]): void => {
    for (const problem of found) {
      if (problems.size < MAX_PROBLEMS) problems.set(JSON.stringify(problem), problem)
    }
  }
  const noteError = (error: unknown): void => {
    if (error instanceof ValidationError) note(problemsOf(error))
    else if (!(error instanceof Noted)) throw error
  }
  const attempt = <Result>(part: () => Result, otherwise: () => Result): Result => {
    try {
      return part()
    } catch (error) {
      noteError(error)
      return otherwise()
    }
  }
  const kept: Faults['kept'] = (items, part) =>
    items.flatMap((item, index) =>
      attempt(
        () => [part(item, index)],
        () => [],
      ),
    )
  return {
    get problems() {
      return [...problems.values()]
    },
    note,
    fail: noteError,
    attempt,
    kept,
    each(items, part) {
      const results = kept(items, part)
      if (results.length < items.length) throw new Noted()
      return results
    },
    node(node, bind, others) {
      // Each part of a faulty expression is visited once more; without this the work would double at every level.
      if (failedNodes.has(node)) throw new Noted()
      try {
        return bind()
      } catch (error) {
        noteError(error)
        failedNodes.add(node)
        others()
        throw new Noted()
      }
    },
  }
}
