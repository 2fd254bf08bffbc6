import type { DistributedPlan, ResultOrder } from '#plan'
import type { Submission } from '#results'

/** The other way to answer a query, to compare with. */
export interface Verification {
  readonly plan: DistributedPlan
  readonly order: ResultOrder
}

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
  /** The same query without pushdown, or with it where it was submitted without. Throws as `plan`. */
  verification(submission: Submission, asOf: string, signal: AbortSignal): Promise<Verification>
}
