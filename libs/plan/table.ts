import type { EngineType } from '#arrow'
import type { ColumnId } from './column-id.ts'
import type { TableStatistics } from './statistics.ts'

/**
 * A table as its source knows it. `connection` is the same for all sources on the same server, database and user:
 * work over one connection can be pushed together.
 */
export interface TableRef {
  /** The name of the source in the configuration: what errors and explain call it. */
  readonly source: string
  readonly connection: string
  /** Names the dialect and the reader: `postgres`, `mysql`, `sqlite`, `file`. */
  readonly sourceType: string
  readonly schema: string | null
  readonly table: string
}

/** How a source compares a text column. Only `binary` agrees with the engine: bytes, case and trailing spaces count. */
export type TextComparison = 'binary' | 'binary_pad' | 'locale' | 'case_insensitive'

/** One column of a table as `describe` found it, joined with what the configuration declares. */
export interface TableColumn {
  readonly name: string
  /** The column's type in the engine: the declared one where there is one, else the native one. */
  readonly type: EngineType
  /** What the source's own type maps to; differs from `type` only where the configuration declares otherwise. */
  readonly nativeType: EngineType
  /** The source's own name of the type: `numeric(15,2)`, `tinyint(1)`. */
  readonly sourceType: string
  readonly nullable: boolean
  /** Null for columns that are not text. */
  readonly comparison: TextComparison | null
}

/** A TableColumn under an id of the plan. */
export interface ScanColumn extends TableColumn {
  readonly id: ColumnId
}

/**
 * Positions by which the rows of a table can be told apart, so that several statements read a part each: values of a
 * key column, or places in storage. Rows may lie beyond both ends, so the first and the last part stay open.
 */
export interface TableSplitting {
  /** An integer column that is never null; null for places in storage. */
  readonly column: string | null
  /** Decimal integers. */
  readonly first: string
  readonly last: string
}

/** The rows of a table from a position to just before another; null is an open end. */
export interface TablePart {
  readonly column: string | null
  readonly from: string | null
  readonly to: string | null
}

/** What is known of a table before a query is planned. */
export interface TableDescription {
  readonly ref: TableRef
  readonly columns: readonly TableColumn[]
  readonly primaryKey: readonly string[]
  readonly estimatedRows: number | null
  /** Absent where the source keeps none. */
  readonly statistics?: TableStatistics
  /** The source's own product and version: `PostgreSQL 15.18`, `MariaDB 10.11.19`. A dialect may depend on it. */
  readonly serverVersion: string
  /** True where statements over different sessions can read one snapshot. */
  readonly sharesSnapshots?: boolean
  /** True where one fetch can read parts of the table over several sessions that see one state of it. */
  readonly readsTogether?: boolean
  /** Absent where the table cannot be read in parts. */
  readonly splitting?: TableSplitting
}
