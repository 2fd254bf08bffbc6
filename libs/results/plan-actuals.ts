import type { PlanActuals } from '#plan'
import type { Manifest } from './manifest.ts'

/** What the parts of a query's plan really did; undefined until it has run. */
export function planActuals({ statistics }: Manifest): PlanActuals | undefined {
  if (statistics === null) return undefined
  const { fragments, kernel, rows, compute_ms } = statistics
  return {
    fragments: fragments.map(({ fragment_id, rows: fetched, bytes, elapsed_ms, dynamic_filters = [] }) => ({
      fragment_id,
      rows: fetched,
      bytes,
      duration_ms: elapsed_ms,
      dynamic_filters: dynamic_filters.map(({ outcome, form, keys }) => ({ outcome, form, keys })),
    })),
    residual: kernel === null ? null : { rows, duration_ms: compute_ms },
  }
}
