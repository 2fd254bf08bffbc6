import type { AttemptRef } from '#core'

/** What the names of an attempt's parts begin with: no other attempt, and no other run of the query, has it. */
export function partPrefix(run: string, { fragment_id, split, attempt }: AttemptRef): string {
  return `r${run}-${fragment_id}-${split}-${attempt}-`
}
