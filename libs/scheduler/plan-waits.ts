import type { FragmentId } from '#core'
import type { DistributedPlan, DynamicFilter, Fragment } from '#plan'
import type { DynamicFilterMode } from './dynamic-filter.ts'
import { fetchCost, filteredCost, keptRows, uselessCost } from './fragment-cost.ts'

/** How long a fragment waits for the keys of one of its filters. */
export interface Wait {
  /** Milliseconds after which it runs without; 0 where waiting does not pay. */
  readonly patienceMs: number
  /** Rows of the fragment with the keys at which they are too many, whatever is still to come. */
  readonly mostRows: number
}

export const NO_WAIT: Wait = Object.freeze({ patienceMs: 0, mostRows: 0 })
const FOREVER: Wait = Object.freeze({ patienceMs: Number.POSITIVE_INFINITY, mostRows: Number.POSITIVE_INFINITY })
const LONGEST_WAIT_MS = 3_600_000
/** Estimates err: so many times the keys that a filter takes may be expected, or have come, before it is given up. */
const ERROR_OF_ESTIMATES = 4
/** A guess is tried with this part of the keys it names: if it is right, no more than the wait is lost. */
const PART_OF_GUESS = 0.01
/** A busy or a distant source takes many times what is expected of it, and the filtered one then does too. */
const PATIENCE = 20

/** A filter of a fragment, which may be waited for. */
interface Edge {
  readonly target: Fragment
  readonly position: number
  readonly filter: DynamicFilter
}

/** Of each fragment with filters, in their order. */
export type Waits = ReadonlyMap<FragmentId, readonly Wait[]>

/** Which fragments of a plan wait for keys of others, and what is believed to come of it. */
export interface PlannedWaits {
  readonly waits: Waits
  /** The rows of all fragments together that are left to fetch; one without an estimate counts as none. */
  readonly expectedRows: number
}

/**
 * How long each fragment waits for the keys of its filters: where what comes first and the filtered rest are believed
 * to take less than both at once. Filters that save more are chosen first, and none by which a fragment would wait for
 * itself.
 */
export function planWaits({ fragments }: DistributedPlan, mode: DynamicFilterMode): PlannedWaits {
  const rows = new Map(fragments.map(({ fragment_id, estimated_rows }) => [fragment_id, estimated_rows]))
  const waits = new Map<FragmentId, Wait[]>()
  const sources = new Map<FragmentId, Set<FragmentId>>()
  const open = new Set(mode === 'off' ? [] : fragments.flatMap(edgesOf))
  for (const { target } of open) waits.set(target.fragment_id, target.dynamic_filters?.filters.map(() => NO_WAIT) ?? [])

  for (;;) {
    const [best] = [...open]
      .filter(({ target, filter }) => !reaches(sources, filter.source, target.fragment_id))
      .map((edge) => ({ edge, saved: mode === 'force' ? forcedOrder(edge, rows) : savings(edge, rows) }))
      .filter(({ saved }) => saved > 0)
      .sort((a, b) => b.saved - a.saved)
    if (best === undefined) return { waits, expectedRows: sumOf(rows) }
    const { target, position, filter } = best.edge
    open.delete(best.edge)
    const id = target.fragment_id
    const own = waits.get(id)
    if (own !== undefined) own[position] = mode === 'force' ? FOREVER : waitFor(filter, best.saved)
    sources.set(id, (sources.get(id) ?? new Set()).add(filter.source))
    rows.set(id, rowsLeft(filter, rows, id))
  }
}

function sumOf(rows: Rows): number {
  return [...rows.values()].reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

function edgesOf(target: Fragment): readonly Edge[] {
  return (target.dynamic_filters?.filters ?? []).map((filter, position) => ({ target, position, filter }))
}

/** True when a fragment is another one, or waits for it, whether directly or not. */
function reaches(sources: ReadonlyMap<FragmentId, ReadonlySet<FragmentId>>, from: FragmentId, to: FragmentId): boolean {
  return from === to || [...(sources.get(from) ?? [])].some((source) => reaches(sources, source, to))
}

type Rows = ReadonlyMap<FragmentId, number | null>

/** Any order will do: the fewest keys first. */
function forcedOrder({ filter }: Edge, rows: Rows): number {
  return 1 / (1 + (rows.get(filter.source) ?? Number.MAX_SAFE_INTEGER))
}

/** Microseconds that waiting for the keys is believed to save; 0 or less where it does not pay. */
function savings({ target, filter }: Edge, rows: Rows): number {
  const own = rows.get(target.fragment_id) ?? null
  const keys = expectedKeys(filter, rows)
  if (own === null || keys === null || filter.source_rows === null) return 0
  if (keys > filter.max_keys * ERROR_OF_ESTIMATES) return 0
  const used = Math.min(keys, filter.max_keys)
  const first = sourceCost(filter)
  const together =
    Math.max(fetchCost(own, filter.target_scanned), first) + uselessCost(own - keptRows(own, filter, used))
  return together - first - filteredCost(own, filter, used)
}

function expectedKeys({ source, source_distinct, source_guessed }: DynamicFilter, rows: Rows): number | null {
  const brought = rows.get(source) ?? null
  if (brought === null) return null
  return Math.min(source_guessed ? brought * PART_OF_GUESS : brought, source_distinct ?? brought)
}

function sourceCost({ source_rows, source_scanned, source_guessed }: DynamicFilter): number {
  const rows = source_rows ?? 0
  return fetchCost(source_guessed ? rows * PART_OF_GUESS : rows, source_scanned)
}

function rowsLeft(filter: DynamicFilter, rows: Rows, target: FragmentId): number | null {
  const own = rows.get(target) ?? null
  const keys = expectedKeys(filter, rows)
  return own === null || keys === null ? own : keptRows(own, filter, keys)
}

/** The rows with the keys are needed anyway: waiting for them in vain costs no more than the fragment itself does. */
function waitFor(filter: DynamicFilter, saved: number): Wait {
  const { source_distinct, max_keys } = filter
  const fewKeys = source_distinct !== null && source_distinct <= max_keys
  return {
    patienceMs: Math.min(LONGEST_WAIT_MS, (PATIENCE * (sourceCost(filter) + saved)) / 1000),
    mostRows: fewKeys ? Number.POSITIVE_INFINITY : max_keys * ERROR_OF_ESTIMATES,
  }
}
