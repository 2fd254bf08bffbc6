import type { RecordBatch } from 'apache-arrow'
import type { Field } from '#arrow'
import type { Literal, SplitStatement, TableDescription, TableRef } from '#plan'

/** A statement to run at a source, and the columns its rows must become. */
export interface ReadRequest {
  readonly sql: string
  readonly parameters: readonly Literal[]
  /** One per result column, in order; names are column ids. Values decode to exactly these types or the read fails. */
  readonly fields: readonly Field[]
  /** Longest a statement may run at the source, in milliseconds. */
  readonly timeoutMs: number
  /** The id of a snapshot that someone holds, to be read instead of the statement's own. */
  readonly snapshot?: string
  /**
   * Statements that together give the rows of `sql`, in any order, where all of them see one state of the one table they
   * read. A reader that cannot have that runs `sql`.
   */
  readonly parts?: { readonly table: TableRef; readonly statements: readonly SplitStatement[] }
}

/** A snapshot that is kept for statements in other sessions. */
export interface HeldSnapshot {
  /** What a ReadRequest names it by, for as long as it is held. */
  readonly id: string
  /** Resolves when the source has dropped it before it was released. */
  readonly lost: Promise<void>
  release(): Promise<void>
}

/** What the configuration declares of a table's columns, by name, as engine types. */
export type DeclaredColumns = Readonly<Record<string, Field>>

/** One open source in a worker: its driver, pool and sessions. Sessions are read-only, in UTC. */
export interface SourceReader {
  /**
   * The table's columns, keys, collations and estimate, as the source knows them.
   * @returns undefined when the source has no such table
   * @throws ConnectionError, AuthenticationError, QueryError (SOURCE_REJECTED), all with the source's name
   */
  describe(ref: TableRef, declared: DeclaredColumns, signal: AbortSignal): Promise<TableDescription | undefined>
  /** Names of the tables that can be read, for catalogs and suggestions: `schema.table`, or `table` in the default one. */
  tables(signal: AbortSignal): Promise<readonly string[]>
  /**
   * The rows of a statement as batches of at most 131,072 rows, columns in the physical types of `fields`. The memory of
   * a batch may be written again once the next one is asked for.
   * Aborting cancels the statement at the source.
   * @throws ConnectionError, AuthenticationError, QueryError (SOURCE_REJECTED, DATA_ERROR), all with the source's name
   */
  read(request: ReadRequest, signal: AbortSignal): AsyncIterable<RecordBatch>
  /**
   * Takes a snapshot for others to read, and keeps the tables from being rewritten or emptied until it is released.
   * Absent where sessions of the source cannot share one.
   * @throws as `read`
   */
  holdSnapshot?(tables: readonly TableRef[], timeoutMs: number, signal: AbortSignal): Promise<HeldSnapshot>
  /** A round trip that proves the source answers; returns its product and version. */
  test(signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

/** Rows in one batch, at most: large enough to make per-batch costs vanish, small enough to stream. */
export const BATCH_ROWS = 131_072
