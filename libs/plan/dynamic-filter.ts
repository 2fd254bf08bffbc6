import type { FragmentId } from '#core'
import type { Residual } from './residual.ts'
import type { StatementTemplate } from './statement-template.ts'

/** What the keys are to the filtered column: numbers of any exact type, or values of one type. */
export type KeyKind = 'int16' | 'int32' | 'int64' | 'uint64' | 'decimal' | 'string' | 'date' | 'timestamp' | 'uuid'

/** The join that makes rows without a key worthless to the answer. */
export type FilteringJoin = 'inner' | 'left' | 'right' | 'semi'

/**
 * A filter that may be put into a fragment when it runs: of its rows only those count whose value is among the distinct
 * values that another fragment has brought. JSON-safe.
 */
export interface DynamicFilter {
  /** The fragment whose rows give the keys. */
  readonly source: FragmentId
  /** For people, `table.column` where it is a table's. */
  readonly source_column: string
  readonly target_column: string
  readonly join: FilteringJoin
  readonly kind: KeyKind
  /** The kernel's statement for the distinct keys, as text, none of them NULL: at most `max_keys` and one more. */
  readonly keys: Residual
  readonly max_keys: number
  /** The kernel's statement for the least and the greatest key, as text; null for kinds whose order is not the source's. */
  readonly range: Residual | null
  /** True when the filtered column is the first of an index that is known. */
  readonly indexed: boolean
  /** Different values that the filtered column, and the column of the keys, are believed to have in their tables, or null. */
  readonly target_distinct: number | null
  readonly source_distinct: number | null
  /** The least and the greatest value that the filtered column is believed to have, or null. */
  readonly target_bounds: readonly [string, string] | null
  /** Rows that the fragment with the keys is believed to bring by itself; null when unknown. */
  readonly source_rows: number | null
  /** True when that is a guess which can be wrong by any factor. */
  readonly source_guessed: boolean
  /** Rows in the tables below the filtered fragment and below the one that gives the keys; null when unknown. */
  readonly target_scanned: number | null
  readonly source_scanned: number | null
}

/** The dynamic filters of a fragment and its statement with a place for each; a slot names a filter by its position. */
export interface DynamicFilters {
  readonly filters: readonly DynamicFilter[]
  readonly template: StatementTemplate
}
