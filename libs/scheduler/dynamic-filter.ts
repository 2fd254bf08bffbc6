import { type DynamicFilter, type FilterKeys, type Fragment, keyForms } from '#plan'
import { fetchCost, filteredCost } from './fragment-cost.ts'
import { normalizedKeys, shareOfRange } from './key-values.ts'

/** Whether filters are used where they pay; wherever they leave the answer as it is, for tests; or never. */
export type DynamicFilterMode = 'auto' | 'force' | 'off'

/** Reads the keys that a fragment has brought, once all its rows have landed. */
export interface KeyReader {
  /** The distinct keys, at most one more than `filter.max_keys`. */
  keys(filter: DynamicFilter): Promise<readonly string[]>
  /** The least and the greatest key; undefined when there is none. */
  range(filter: DynamicFilter): Promise<readonly [string, string] | undefined>
}

/** Why a filter was not applied to a fragment. */
export type FilterVerdict = 'applied' | 'not_worth_waiting' | 'late' | 'not_selective' | 'unusual_key'

/** What became of one dynamic filter. */
export interface FilterOutcome {
  readonly verdict: FilterVerdict
  /** Null when it is not applied. */
  readonly filter: FilterKeys | null
  /** Distinct keys; null when they were not counted, or were too many to. */
  readonly keys: number | null
}

export const NOT_APPLIED: FilterOutcome = Object.freeze({ verdict: 'not_selective', filter: null, keys: null })

/**
 * How the keys that really arrived go into the fragment's statement: in the first form that takes as many, else by
 * their range, if that saves more than it costs.
 */
export async function chooseFilter(
  fragment: Fragment,
  position: number,
  reader: KeyReader,
  mode: DynamicFilterMode,
): Promise<FilterOutcome> {
  const filter = fragment.dynamic_filters?.filters[position]
  if (filter === undefined) return NOT_APPLIED
  const found = await reader.keys(filter)
  if (found.length > filter.max_keys) return byRange(fragment, position, filter, reader, mode)
  const keys = normalizedKeys(found, filter.kind)
  if (keys === undefined) return { ...NOT_APPLIED, verdict: 'unusual_key', keys: found.length }
  const template = fragment.dynamic_filters?.template
  const forms = template === undefined ? [] : keyForms(template, position)
  const form = forms.find(({ max_keys }) => max_keys !== null && keys.length <= max_keys)
  if (form === undefined) return byRange(fragment, position, filter, reader, mode)
  if (mode === 'auto' && !saves(fragment, filter, keys.length)) return { ...NOT_APPLIED, keys: keys.length }
  return { verdict: 'applied', filter: { form: form.form, keys }, keys: keys.length }
}

function saves({ estimated_rows: rows }: Fragment, filter: DynamicFilter, keys: number): boolean {
  if (keys === 0) return true
  return rows !== null && filteredCost(rows, filter, keys) < fetchCost(rows, filter.target_scanned)
}

/** A range is nearly free to test, and is worth it where it leaves out a part of the values. */
async function byRange(
  fragment: Fragment,
  position: number,
  filter: DynamicFilter,
  reader: KeyReader,
  mode: DynamicFilterMode,
): Promise<FilterOutcome> {
  const template = fragment.dynamic_filters?.template
  if (template === undefined || !keyForms(template, position).some(({ form }) => form === 'range')) return NOT_APPLIED
  const ends = await reader.range(filter)
  const keys = ends === undefined ? [] : normalizedKeys(ends, filter.kind)
  if (keys === undefined || (ends !== undefined && keys.length < ends.length))
    return { ...NOT_APPLIED, verdict: 'unusual_key' }
  if (mode === 'auto' && shareOfRange(keys, filter) > LARGEST_RANGE) return NOT_APPLIED
  return { verdict: 'applied', filter: { form: 'range', keys }, keys: null }
}

/** The largest part of the filtered column's values that a range may span to be used. */
const LARGEST_RANGE = 0.8
