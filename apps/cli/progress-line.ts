import type { QueryView } from './api-client.ts'

const BAR_WIDTH = 24

/** Draws a query's progress on one line of standard error while it runs; says nothing when that is not a terminal. */
export function progressLine(): { show(query: QueryView): void; clear(): void } {
  const terminal = process.stderr.isTTY
  let shown = false
  return {
    show(query) {
      if (!terminal) return
      shown = true
      process.stderr.write(`\r\u001b[2K${progressText(query)}`)
    },
    clear() {
      if (shown) process.stderr.write('\r\u001b[2K')
      shown = false
    },
  }
}

/** One line: state, bar, fragments, rows and bytes fetched; or the message of a query that waits. */
export function progressText(query: QueryView): string {
  if (query.message !== null) return `${query.state.toLowerCase()}: ${query.message}`
  const { progress } = query
  if (progress === null) return query.state.toLowerCase()
  const filled = Math.round(progress.fraction * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  const fragments = `${progress.fragments_done}/${progress.fragments_total} fragments`
  return `${query.state.toLowerCase().padEnd(9)} ${bar} ${fragments}, ${progress.rows} rows, ${(progress.bytes / 1e6).toFixed(1)} MB`
}
