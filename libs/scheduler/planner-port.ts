import type { DistributedPlan } from '#plan'
import type { Submission } from '#results'

/** Turns what was submitted into what runs where. */
export interface QueryPlanner {
  /**
   * Checks what can be checked without a source: form and syntax.
   * @throws ValidationError
   */
  check(submission: Pick<Submission, 'sql' | 'query'>): Promise<void>
  /**
   * @param asOf now() of the query, ISO 8601 in UTC
   * @throws ValidationError for names, types, limits; ConnectionError when a source cannot be described
   */
  plan(submission: Submission, asOf: string, signal: AbortSignal): Promise<DistributedPlan>
}
