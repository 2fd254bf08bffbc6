import type { DistributedPlan } from '#plan'
import type { FragmentLanding } from './fragment-landing.ts'
import type { QueryRecord } from './query-record.ts'

/** The share of a query that fetching stands for; the rest is computing. */
const FETCH_SHARE = 0.9

/** Tells a record how far the fetches of its plan have come. */
export class FetchProgress {
  readonly #plan: DistributedPlan
  readonly #record: QueryRecord
  readonly #done = new Set<string>()

  constructor(plan: DistributedPlan, record: QueryRecord) {
    this.#plan = plan
    this.#record = record
  }

  fragmentDone(fragmentId: string): void {
    this.#done.add(fragmentId)
  }

  /** Everything has been fetched; `fraction` of the rest has been computed. */
  computing(landing: FragmentLanding, fraction: number): void {
    this.#report(landing, FETCH_SHARE + (1 - FETCH_SHARE) * fraction)
  }

  report(landing: FragmentLanding): void {
    this.#report(landing, FETCH_SHARE * this.#fraction(landing))
  }

  #report(landing: FragmentLanding, fraction: number): void {
    let rows = 0
    let bytes = 0
    for (const { fragment_id } of this.#plan.fragments) {
      const counts = landing.counts(fragment_id)
      rows += counts.rows
      bytes += counts.bytes
    }
    this.#record.progress({
      fragments_total: this.#plan.fragments.length,
      fragments_done: this.#done.size,
      rows,
      bytes,
      fraction,
    })
  }

  /** By estimated rows, fragment by fragment; one without an estimate counts when it is done. */
  #fraction(landing: FragmentLanding): number {
    const { fragments } = this.#plan
    if (fragments.length === 0) return 1
    const shares = fragments.map(({ fragment_id, estimated_rows }) => {
      if (this.#done.has(fragment_id)) return 1
      if (estimated_rows === null || estimated_rows === 0) return 0
      return Math.min(0.99, landing.counts(fragment_id).rows / estimated_rows)
    })
    return shares.reduce((sum, share) => sum + share, 0) / fragments.length
  }
}
