import type { Refusal, RefusalCode } from '#plan'

/** Ends the rendering of a plan from any depth; caught where rendering began and answered as a Refusal. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(code: RefusalCode, what: string) {
    super(`${code}: ${what}`)
    this.refusal = { refused: code, what }
  }
}

/** What `render` gives, or the refusal it met. */
export function orRefusal<Answer>(render: () => Answer): Answer | Refusal {
  try {
    return render()
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}
