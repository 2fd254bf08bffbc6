interface ExplainedFragment {
  readonly fragment_id: string
  readonly source: string
  readonly source_type: string
  readonly sql: string
  readonly pushed: readonly string[]
  readonly not_pushed: readonly { readonly what: string; readonly reason: string }[]
}

export interface ExplainedPlan {
  readonly fragments: readonly ExplainedFragment[]
}

export interface Timings {
  readonly queued_ms: number
  readonly planning_ms: number
  readonly fetch_ms: number
  readonly compute_ms: number
  readonly total_ms: number
  readonly fragments: readonly {
    readonly fragment_id: string
    readonly rows: number
    readonly bytes: number
    readonly elapsed_ms: number
  }[]
}

/** What each source did, and where the time went. */
export function reportText(plan: ExplainedPlan, timings: Timings): string {
  const fragments = plan.fragments.map((fragment) => {
    const actual = timings.fragments.find(({ fragment_id }) => fragment_id === fragment.fragment_id)
    const pushed = fragment.pushed.length === 0 ? 'nothing but its columns' : fragment.pushed.join(', ')
    const kept = fragment.not_pushed.map(({ what, reason }) => `    kept here: ${what} (${reason})\n`).join('')
    return (
      `  ${fragment.source} (${fragment.source_type}) ran: ${pushed}\n${kept}` +
      `    ${actual?.rows ?? 0} rows, ${((actual?.bytes ?? 0) / 1e6).toFixed(1)} MB in ${actual?.elapsed_ms ?? 0} ms\n` +
      `    ${fragment.sql.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`
    )
  })
  return (
    `What was pushed down\n${fragments.join('')}\nWhere the time went\n` +
    `  waited ${timings.queued_ms} ms, planned ${timings.planning_ms} ms, fetched ${timings.fetch_ms} ms, ` +
    `joined and aggregated ${timings.compute_ms} ms, ${timings.total_ms} ms in all\n`
  )
}
