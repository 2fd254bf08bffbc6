import type { RecordBatch } from 'apache-arrow'
import type { PostgresSourceConfig } from '#config'
import { type AjnaError, abortReason, QueryTimeoutError, throwIfAborted } from '#core'
import type { TableDescription, TableRef } from '#plan'
import { property } from '../source-failure.ts'
import type { DeclaredColumns, HeldSnapshot, ReadRequest, SourceReader } from '../spi.ts'
import { describeTable, listTables, serverVersion } from './describe.ts'
import { postgresFailure } from './failures.ts'
import { PostgresPool } from './pool.ts'
import type { PostgresSession } from './session.ts'
import { heldSnapshot, snapshotInTheWay } from './snapshot.ts'
import { PostgresStatement } from './statement.ts'

/** Longest a look into the catalog may take. */
const CATALOG_TIMEOUT_MS = 60_000
const QUERY_CANCELED = '57014'
const LOCK_NOT_AVAILABLE = '55P03'

/** A PostgreSQL server; nothing is opened before the first use. */
export function createPostgresReader(config: PostgresSourceConfig): SourceReader {
  return new PostgresReader(config)
}

class PostgresReader implements SourceReader {
  readonly #config: PostgresSourceConfig
  readonly #pool: PostgresPool

  constructor(config: PostgresSourceConfig) {
    this.#config = config
    this.#pool = new PostgresPool(config)
  }

  describe(ref: TableRef, declared: DeclaredColumns, signal: AbortSignal): Promise<TableDescription | undefined> {
    return this.#look(signal, ({ client }) => describeTable(client, ref, declared))
  }

  tables(signal: AbortSignal): Promise<readonly string[]> {
    return this.#look(signal, ({ client }) => listTables(client))
  }

  test(signal: AbortSignal): Promise<string> {
    return this.#look(signal, ({ client }) => serverVersion(client))
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncIterable<RecordBatch> {
    throwIfAborted(signal)
    const started = performance.now()
    const failure = (error: unknown): Error => {
      const late = performance.now() - started >= request.timeoutMs
      if (request.snapshot !== undefined && property(error, 'code') === LOCK_NOT_AVAILABLE) {
        return snapshotInTheWay(this.#config.name)
      }
      return this.#failure(error, signal, late ? request.timeoutMs : undefined, request.sql)
    }
    const session = await this.#pool.open(signal, request.timeoutMs, request.snapshot).catch((error: unknown) => {
      throw failure(error)
    })
    const statement = new PostgresStatement(this.#config.name, request)
    const abandon = (): void => statement.abandon(abortReason(signal))
    signal.addEventListener('abort', abandon, { once: true })
    let complete = false
    try {
      throwIfAborted(signal)
      session.client.query(statement)
      for (let batch = await statement.next(); batch !== undefined; batch = await statement.next()) yield batch
      await statement.ended
      complete = true
    } catch (error) {
      throw failure(error)
    } finally {
      signal.removeEventListener('abort', abandon)
      if (!complete) statement.abandon(undefined)
      if (!complete && !statement.hasEnded) await session.stop(statement.ended)
      await session.close()
    }
  }

  async holdSnapshot(tables: readonly TableRef[], timeoutMs: number, signal: AbortSignal): Promise<HeldSnapshot> {
    const { session, id } = await this.#pool.hold(tables, timeoutMs, signal).catch((error: unknown) => {
      throw this.#failure(error, signal, undefined)
    })
    return heldSnapshot(id, session)
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #look<Result>(signal: AbortSignal, work: (session: PostgresSession) => Promise<Result>): Promise<Result> {
    const failure = (error: unknown): Error => this.#failure(error, signal, undefined)
    const session = await this.#pool.open(signal, CATALOG_TIMEOUT_MS).catch((error: unknown) => {
      throw failure(error)
    })
    try {
      return await work(session)
    } catch (error) {
      throw failure(error)
    } finally {
      await session.close()
    }
  }

  /** `timeoutMs` is given when that much time has passed: then a canceled statement is one that took too long. */
  #failure(error: unknown, signal: AbortSignal, timeoutMs: number | undefined, sql?: string): Error | AjnaError {
    if (signal.aborted) return abortReason(signal)
    if (timeoutMs !== undefined && property(error, 'code') === QUERY_CANCELED) {
      const message = `Source "${this.#config.name}" did not finish the statement within ${timeoutMs} ms.`
      return new QueryTimeoutError(message, { source: this.#config.name, ...(sql === undefined ? {} : { sql }) })
    }
    return postgresFailure(error, this.#config, sql)
  }
}
