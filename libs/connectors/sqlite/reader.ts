import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordBatch } from 'apache-arrow'
import { BatchBuilder } from '#arrow'
import type { SqliteSourceConfig } from '#config'
import { QueryError, QueryTimeoutError, throwIfAborted } from '#core'
import type { TableDescription, TableRef } from '#plan'
import type { DriverValue } from '../append-value.ts'
import { BATCH_ROWS, type DeclaredColumns, type ReadRequest, type SourceReader } from '../spi.ts'
import { describeTable, listTables, sqliteVersion } from './describe.ts'
import { sqliteFailure } from './failures.ts'
import { appendStored, boundParameter } from './types.ts'

/** How long SQLite itself waits for a writer's lock. */
const BUSY_TIMEOUT_MS = 5_000
/** SQLite runs on this thread: the event loop gets a turn this often, so that a cancel is heard. */
const TURN_MS = 20
const ROWS_BETWEEN_LOOKS = 256

/** A SQLite database file, opened read-only for each use. */
export function createSqliteReader(config: SqliteSourceConfig): SourceReader {
  return new SqliteReader(config)
}

class SqliteReader implements SourceReader {
  readonly #config: SqliteSourceConfig

  constructor(config: SqliteSourceConfig) {
    this.#config = config
  }

  async describe(ref: TableRef, declared: DeclaredColumns, signal: AbortSignal): Promise<TableDescription | undefined> {
    return this.#use(signal, undefined, (database) => describeTable(database, ref, declared))
  }

  async tables(signal: AbortSignal): Promise<readonly string[]> {
    return this.#use(signal, undefined, listTables)
  }

  async test(signal: AbortSignal): Promise<string> {
    return this.#use(signal, undefined, (database) => {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      return sqliteVersion(database)
    })
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncIterable<RecordBatch> {
    throwIfAborted(signal)
    const database = this.#open()
    try {
      const builder = new BatchBuilder(this.#config.name, request.fields, BATCH_ROWS)
      const turns = this.#turns(request, signal)
      for (const row of this.#rows(database, request)) {
        this.#append(builder, row)
        if (builder.rows % ROWS_BETWEEN_LOOKS === 0) await turns.take()
        if (builder.full) yield builder.take()
      }
      throwIfAborted(signal)
      if (builder.rows > 0) yield builder.take()
    } finally {
      database.close()
    }
  }

  async close(): Promise<void> {}

  *#rows(database: DatabaseSync, request: ReadRequest): Iterable<readonly DriverValue[]> {
    try {
      const statement = database.prepare(request.sql)
      statement.setReadBigInts(true)
      statement.setReturnArrays(true)
      const columns = statement.columns().length
      if (columns !== request.fields.length) throw this.#otherColumns(columns, request)
      for (const row of statement.iterate(...request.parameters.map(boundParameter))) yield values(row)
    } catch (error) {
      throw sqliteFailure(error, this.#config, request.sql)
    }
  }

  #append(builder: BatchBuilder, row: readonly DriverValue[]): void {
    for (const [index, column] of builder.columns.entries()) appendStored(column, row[index] ?? null)
    builder.endRow()
  }

  /** Gives the event loop its turn when it is due, then looks whether the read should end. */
  #turns(request: ReadRequest, signal: AbortSignal): { take(): Promise<void> } {
    const started = performance.now()
    let last = started
    return {
      take: async () => {
        if (performance.now() - last >= TURN_MS) {
          await nextTurn()
          last = performance.now()
        }
        throwIfAborted(signal)
        if (performance.now() - started < request.timeoutMs) return
        const message = `Source "${this.#config.name}" did not finish the statement within ${request.timeoutMs} ms.`
        throw new QueryTimeoutError(message, { source: this.#config.name, sql: request.sql })
      },
    }
  }

  #otherColumns(columns: number, request: ReadRequest): QueryError {
    return new QueryError(
      'INTERNAL',
      `Source "${this.#config.name}" returned ${columns} columns where ${request.fields.length} were planned.`,
      { source: this.#config.name, sql: request.sql },
    )
  }

  #use<Result>(signal: AbortSignal, sql: string | undefined, work: (database: DatabaseSync) => Result): Result {
    throwIfAborted(signal)
    const database = this.#open()
    try {
      return work(database)
    } catch (error) {
      throw sqliteFailure(error, this.#config, sql)
    } finally {
      database.close()
    }
  }

  #open(): DatabaseSync {
    try {
      return new DatabaseSync(this.#config.path, { readOnly: true, timeout: BUSY_TIMEOUT_MS, allowExtension: false })
    } catch (error) {
      throw sqliteFailure(error, this.#config)
    }
  }
}

/** A row as node:sqlite hands it over once arrays are asked for; its type still says record. */
function values(row: unknown): readonly DriverValue[] {
  return Array.isArray(row) ? row : []
}
