import type { DynamicFilter } from '#plan'

/**
 * Microseconds of one row and one key, as measured over databases of one machine (docs/decisions). They only order
 * alternatives: what counts is their ratio.
 */
const READ_A_ROW = 0.1
const FETCH_A_ROW = 0.5
/** Landing and joining a row here. */
const USE_A_ROW = 0.1
const FIND_A_KEY = 6
/** A key on its way: read from the kernel, carried by the task, read by the source. */
const SEND_A_KEY = 0.5
/** Testing a row against all keys, where no index leads to them. */
const TEST_A_ROW = 0.1
/** A round trip, and reading the keys. */
const FILTER = 3_000

/** Microseconds that fetching so many rows out of those its tables hold is believed to take. */
export function fetchCost(rows: number, scanned: number | null): number {
  return (scanned ?? rows) * READ_A_ROW + rows * (FETCH_A_ROW + USE_A_ROW)
}

/** Microseconds of using rows that a filter would have kept away: landing and joining them, and what fetching took from others. */
export function uselessCost(rows: number): number {
  return rows * (FETCH_A_ROW / 2 + USE_A_ROW)
}

/** Microseconds for what so many keys are believed to leave of the rows of a fragment. */
export function filteredCost(rows: number, filter: DynamicFilter, keys: number): number {
  const scanned = filter.target_scanned ?? rows
  const byScan = scanned * (READ_A_ROW + TEST_A_ROW)
  const finding = filter.indexed ? Math.min(byScan, keys * FIND_A_KEY) : byScan
  return FILTER + keys * SEND_A_KEY + finding + keptRows(rows, filter, keys) * (FETCH_A_ROW + USE_A_ROW)
}

/**
 * Rows that so many keys are believed to leave: of a column of which nothing is known, as many as of the column that it
 * is joined with; without statistics of either, a key is taken to have ten.
 */
export function keptRows(rows: number, { target_distinct, source_distinct }: DynamicFilter, keys: number): number {
  return rows * Math.min(1, keys / Math.max(1, target_distinct ?? source_distinct ?? rows / 10))
}
