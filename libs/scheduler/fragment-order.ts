import { delay, type FragmentId, throwIfAborted } from '#core'
import { type DynamicFilter, type FilterKeys, type Fragment, fillTemplate, type Statement } from '#plan'
import type { AppliedFilter } from '#results'
import {
  chooseFilter,
  type DynamicFilterMode,
  type FilterOutcome,
  type KeyReader,
  NOT_APPLIED,
} from './dynamic-filter.ts'
import { NO_WAIT, type Wait, type Waits } from './plan-waits.ts'

/** What a fragment runs, and what became of its dynamic filters. */
export interface OrderedStatement extends Statement {
  readonly filters: readonly AppliedFilter[]
}

/** Milliseconds between two looks at how many rows have come. */
const LOOK_MS = 10

/** When the fragments of a query run: all at once, but one waits for the keys of another where that is believed to pay. */
export class FragmentOrder {
  readonly #waits: Waits
  readonly #landed = new Set<FragmentId>()
  readonly #onLanded = new Map<FragmentId, PromiseWithResolvers<void>>()
  readonly #keys: KeyReader
  readonly #rows: (id: FragmentId) => number
  readonly #mode: DynamicFilterMode

  /** @param rows how many rows of a fragment have come so far */
  constructor(waits: Waits, keys: KeyReader, rows: (id: FragmentId) => number, mode: DynamicFilterMode) {
    this.#waits = waits
    this.#keys = keys
    this.#rows = rows
    this.#mode = mode
  }

  /** All rows of a fragment are there to be read. */
  landed({ fragment_id }: Fragment): void {
    this.#landed.add(fragment_id)
    this.#landing(fragment_id).resolve()
  }

  /**
   * The statement of a fragment, once it is to run.
   * @throws the signal's reason when it aborts; AjnaError of the kernel that reads the keys
   */
  async statement(fragment: Fragment, signal: AbortSignal): Promise<OrderedStatement> {
    const { dynamic_filters: dynamic, sql, parameters } = fragment
    if (dynamic === undefined || this.#mode === 'off') return { sql, parameters, filters: [] }
    const outcomes = await Promise.all(
      dynamic.filters.map((filter, position) => this.#outcome(fragment, filter, position, signal)),
    )
    throwIfAborted(signal)
    const used = new Map<number, FilterKeys>()
    for (const [position, { filter }] of outcomes.entries()) if (filter !== null) used.set(position, filter)
    const statement = used.size === 0 ? { sql, parameters } : fillTemplate(dynamic.template, used)
    return { ...statement, filters: dynamic.filters.map((filter, position) => applied(filter, outcomes[position])) }
  }

  async #outcome(
    fragment: Fragment,
    filter: DynamicFilter,
    position: number,
    signal: AbortSignal,
  ): Promise<FilterOutcome> {
    const wait = this.#waits.get(fragment.fragment_id)?.[position] ?? NO_WAIT
    if (wait.patienceMs === 0) return { ...NOT_APPLIED, verdict: 'not_worth_waiting' }
    const end = await this.#wait(filter.source, wait, signal)
    return end === 'landed'
      ? chooseFilter(fragment, position, this.#keys, this.#mode)
      : { ...NOT_APPLIED, verdict: end }
  }

  #landing(id: FragmentId): PromiseWithResolvers<void> {
    const landing = this.#onLanded.get(id) ?? Promise.withResolvers<void>()
    this.#onLanded.set(id, landing)
    return landing
  }

  async #wait(source: FragmentId, wait: Wait, signal: AbortSignal): Promise<'landed' | 'late' | 'not_selective'> {
    const landed = this.#landing(source).promise
    const started = performance.now()
    for (;;) {
      if (this.#landed.has(source)) return 'landed'
      if (this.#rows(source) > wait.mostRows) return 'not_selective'
      const left = wait.patienceMs - (performance.now() - started)
      if (left <= 0) return 'late'
      await within(landed, Math.min(left, LOOK_MS), signal)
    }
  }
}

/** Waits for the promise, so long at most. @throws the signal's reason when it aborts */
async function within(promise: Promise<void>, milliseconds: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race([promise, delay(milliseconds, AbortSignal.any([signal, over.signal]))])
  } finally {
    over.abort()
  }
  throwIfAborted(signal)
}

function applied(filter: DynamicFilter, outcome: FilterOutcome | undefined): AppliedFilter {
  return {
    source: filter.source,
    column: filter.target_column,
    outcome: outcome?.verdict ?? 'not_worth_waiting',
    form: outcome?.filter?.form ?? null,
    keys: outcome?.keys ?? null,
  }
}
