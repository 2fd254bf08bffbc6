import type { Field } from '#arrow'
import type { FragmentId } from '#core'
import type { DynamicFilters } from './dynamic-filter.ts'
import type { Literal } from './expression.ts'
import type { Partitioning } from './partitioning.ts'
import type { RefusalCode } from './pushdown.ts'
import type { Residual } from './residual.ts'
import type { TableRef } from './table.ts'

/** Something a fragment's source could have done and did not. */
export interface NotPushed {
  readonly what: string
  readonly reason: RefusalCode
}

/** What gives the rows of one part of a table. */
export interface SplitStatement {
  readonly sql: string
  readonly parameters: readonly Literal[]
}

/** One statement that one connection runs; its rows go to the exchange. JSON-safe. */
export interface Fragment {
  readonly fragment_id: FragmentId
  /** A source whose connection runs it. */
  readonly source: string
  readonly source_type: string
  readonly connection: string
  /** The tables it reads, as `source.schema.table`. */
  readonly tables: readonly string[]
  readonly sql: string
  readonly parameters: readonly Literal[]
  /** The statements that together give the rows of `sql`, when they are worth more than that one; else none. */
  readonly splits: readonly SplitStatement[]
  /** Present where one fetch runs all splits, over sessions that see one state of this table, or else `sql` alone. */
  readonly together?: TableRef
  readonly fields: readonly Field[]
  readonly estimated_rows: number | null
  /** The bytes of those rows in the engine's columns; null where the rows are unknown. */
  readonly estimated_bytes: number | null
  /** The work the source does, for people: `filter`, `join`, `aggregate`, `limit`. */
  readonly pushed: readonly string[]
  readonly not_pushed: readonly NotPushed[]
  /** Filters on the keys that other fragments bring; absent where there are none. */
  readonly dynamic_filters?: DynamicFilters
}

/** How many fetches bring a fragment's rows, as planned. */
export function fetchesOf({ splits, together }: Pick<Fragment, 'splits' | 'together'>): number {
  return together === undefined ? Math.max(1, splits.length) : 1
}

/** One snapshot that all fragments of a connection read; whoever holds it keeps the tables as they are. JSON-safe. */
export interface SharedSnapshot {
  /** Names its holder's stream in the exchange. */
  readonly snapshot_id: FragmentId
  /** A source whose connection holds it. */
  readonly source: string
  readonly connection: string
  readonly tables: readonly TableRef[]
}

/** A planned query: what runs where. Kept in the manifest, so that another coordinator can run it again. JSON-safe. */
export interface DistributedPlan {
  readonly fragments: readonly Fragment[]
  /** At most one for each connection, and none where one statement is all that a connection runs. */
  readonly snapshots: readonly SharedSnapshot[]
  /** Null when one fragment is the whole query: its rows are the result. */
  readonly residual: Residual | null
  /** The residual in parts for several kernels; absent where one is enough, or they would not give its answer. */
  readonly partitioning?: Partitioning
  /** The result's columns under the names the user gave them; same order as the residual's or fragment's fields. */
  readonly fields: readonly Field[]
  /** Set when `default_limit` cut the query: the plan returns one row more than this, which only proves there were more. */
  readonly default_limit: number | null
  /** The LIMIT of a fragment that is the whole query, which its parts may exceed together; absent where it has none. */
  readonly row_limit?: number
}
