/**
 * What a source itself keeps of a table's values. It guides choices and never an answer: it may be old. JSON-safe;
 * null is unknown. Values are text in the form of literals, of numbers, dates, timestamps and short text only.
 */
export interface TableStatistics {
  /** Bytes the table takes at the source. */
  readonly bytes: number | null
  /** By the column's name; a column without an entry is unknown. */
  readonly columns: Readonly<Record<string, ColumnStatistics>>
  readonly indexes: readonly TableIndex[]
}

export interface ColumnStatistics {
  /** Different values, NULL not counted. */
  readonly distinct: number | null
  /** The share of rows that are NULL, from 0 to 1. */
  readonly nullFraction: number | null
  /** Bytes of one value at the source, on average. */
  readonly averageBytes: number | null
  /** The most frequent values, with the share of all rows that have each. */
  readonly commonValues: readonly CommonValue[]
  /**
   * Bounds in ascending order that cut the values which are not common into equal shares: from the least to the
   * greatest. Two bounds are the least and the greatest value; none are unknown.
   */
  readonly histogram: readonly string[]
  /** How far the order on disk follows the order of values: 1 the same, -1 the reverse, 0 not at all. */
  readonly correlation: number | null
}

export interface CommonValue {
  readonly value: string
  readonly fraction: number
}

/** An index that finds rows by equality and by range of its leading columns. */
export interface TableIndex {
  /** Plain columns that lead it, in order. */
  readonly columns: readonly string[]
  readonly unique: boolean
  /** True for one in whose order the rows themselves lie. */
  readonly clustered: boolean
  /** Different values of the leading column, of the first two, and so on, as far as the source counts them. */
  readonly distinct: readonly (number | null)[]
}

export const UNKNOWN_COLUMN: ColumnStatistics = Object.freeze({
  distinct: null,
  nullFraction: null,
  averageBytes: null,
  commonValues: Object.freeze([]),
  histogram: Object.freeze([]),
  correlation: null,
})

/** True when an index starts with the column, so that the source finds a few of its values without reading the table. */
export function leadsIndex(statistics: TableStatistics | undefined, column: string): boolean {
  return statistics?.indexes.some(({ columns }) => columns[0] === column) ?? false
}
