import type duckdb from '@duckdb/node-bindings'
import type { PhysicalColumn } from '#arrow'

/** A vector of a chunk; it can be read as long as the chunk is held. */
export interface Piece {
  readonly vector: duckdb.Vector
  readonly count: number
}

/** The values of a column as Arrow lays them out. */
export interface ColumnValues {
  readonly values: Uint8Array<ArrayBuffer>
  readonly offsets: Int32Array<ArrayBuffer> | null
  /** The values of all arrays; null but for arrays. */
  readonly elements: PhysicalColumn | null
}
