import type { Field } from '#arrow'
import type { Literal } from '#plan'

/** One statement for a kernel, over the tables landed in it. */
export interface KernelQuery {
  readonly sql: string
  /** Tried first, where present: it gives the same answer, or fails before its first row as out of range. */
  readonly short_sql?: string
  readonly parameters: readonly Literal[]
  /** One per result column, in order, of exactly these types. */
  readonly fields: readonly Field[]
}

export interface KernelStatistics {
  readonly landed_rows: number
  readonly land_ms: number
  readonly run_ms: number
  readonly spilled_bytes: number
}

/** Which of the rows that land in a table a kernel takes: those whose key falls to it, `index` of `count` kernels. */
export interface RowShare {
  /** The position of the key among the table's fields. */
  readonly column: number
  readonly index: number
  readonly count: number
}

/** A DuckDB instance in a thread of its own, for one query. Locked: no files, no network, no settings. */
export interface Kernel {
  /**
   * Makes an empty table; its columns are the fields' names, NOT NULL ignored. With a share it takes only that of what
   * lands in it.
   */
  createTable(table: string, fields: readonly Field[], share?: RowShare): Promise<void>
  /** Appends one Arrow IPC stream to a table. The whole buffer behind it is transferred, and comes back in the end. */
  land(table: string, ipc: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined>
  /** Makes `view` stand for all rows of the tables (all of the same fields). */
  createUnionView(view: string, tables: readonly string[], fields: readonly Field[]): Promise<void>
  dropTable(table: string): Promise<void>
  /**
   * All rows of a statement over views, as one Arrow IPC stream, while other tables still take rows. For results that
   * are small beside what lands.
   */
  collect(query: KernelQuery): Promise<Uint8Array<ArrayBuffer>>
  /** Runs a statement; yields Arrow IPC streams of at most 131,072 rows each, in order; at least one, empty if need be. */
  run(query: KernelQuery): AsyncIterable<Uint8Array<ArrayBuffer>>
  /** Calls back with how much of the running statement is done, 0 to 1 and never less than before, as DuckDB guesses. */
  onProgress(listener: (fraction: number) => void): void
  /** Stops what runs and refuses what comes but `dropTable` and `close`; it fails with QueryError CANCELED. */
  interrupt(): void
  /** Frees the thread and its temp folder; what still runs fails with CANCELED. May be called again. */
  close(): Promise<KernelStatistics>
}

export interface KernelPoolOptions {
  /** Threads over all kernels (`max_parallel_workers`). */
  readonly maxThreads: number
  /** Megabytes over all kernels (`max_memory_mb`). */
  readonly maxMemoryMb: number
  /** Megabytes over all kernels that may be spilled (`max_spill_mb`); null for as much as the disk takes. */
  readonly maxSpillMb: number | null
  readonly tempFolder: string
}

/** The Piscina pool. */
export interface KernelPool {
  /**
   * A fresh kernel of `threads` slots, for about so many rows; waits while the pool is full. @throws the abort reason
   */
  open(threads: number, signal: AbortSignal, expectedRows?: number): Promise<Kernel>
  /**
   * `count` fresh kernels of one slot each, for one query; waits until there are as many slots at the same time, and
   * gives them back when the last is closed. @throws the abort reason
   */
  openTogether(count: number, signal: AbortSignal, expectedRows?: number): Promise<readonly Kernel[]>
  /** The bytes of one Parquet file with all rows of the batches: Arrow IPC streams of these fields. Takes one slot. */
  writeParquet(
    fields: readonly Field[],
    batches: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>
  /** Slots in use and in all. */
  usage(): { readonly used: number; readonly total: number }
  close(): Promise<void>
}
