import type duckdb from '@duckdb/node-bindings'
import type { PhysicalColumn } from '#arrow'

/** Gathers the vectors of one result column until a batch is full. */
export interface ColumnCollector {
  /** Bytes of variable length gathered so far. */
  readonly textBytes: number
  /** Adds `count` rows of a flat vector. */
  add(vector: duckdb.Vector, count: number): void
  /** The rows gathered, over this collector's memory; valid until the next `add`. */
  column(): PhysicalColumn
  reset(): void
}
