import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Manifest } from '#results'

/** Of the queries that an engine answered, how many went which way. */
export interface Tally {
  readonly answered: number
  /** Those which fetched rows and computed something of them. */
  readonly computed: number
  /** Those with a table that was read in parts. */
  readonly split: number
  /** Those with rows that were filtered by the keys of others. */
  readonly filtered: number
  /** Those whose rows were divided among kernels. */
  readonly divided: number
  /** Those of `computed` for which any of these three holds. */
  readonly forced: number
}

export const NO_QUERIES: Tally = { answered: 0, computed: 0, split: 0, filtered: 0, divided: 0, forced: 0 }

/** Adds a query to a tally. One that failed counts for nothing. */
export function counted(tally: Tally, { statistics, state }: Pick<Manifest, 'statistics' | 'state'>): Tally {
  if (statistics === null || state !== 'SUCCEEDED') return tally
  const { fragments, kernel } = statistics
  const filters = fragments.flatMap(({ dynamic_filters = [] }) => dynamic_filters)
  const isSplit = fragments.some(({ splits }) => splits > 1)
  const isFiltered = filters.some(({ outcome }) => outcome === 'applied')
  const isDivided = (kernel?.partitions ?? 1) > 1
  const isComputed = kernel !== null && fragments.length > 0
  return {
    answered: tally.answered + 1,
    computed: tally.computed + Number(isComputed),
    split: tally.split + Number(isSplit),
    filtered: tally.filtered + Number(isFiltered),
    divided: tally.divided + Number(isDivided),
    forced: tally.forced + Number(isComputed && (isSplit || isFiltered || isDivided)),
  }
}

/** Adds the tally of an engine, with the test file it was of, as a line to the file that AJNA_TALLIES names. */
export function leaveTally(tally: Tally): void {
  const file = process.env['AJNA_TALLIES']
  if (file === undefined) return
  appendFileSync(file, `${JSON.stringify({ file: expect.getState().testPath ?? '', ...tally })}\n`)
}
