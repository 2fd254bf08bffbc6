import type { RecordBatch } from 'apache-arrow'
import type { MysqlSourceConfig } from '#config'
import { abortReason, QueryTimeoutError, throwIfAborted } from '#core'
import type { TableDescription, TableRef } from '#plan'
import { merged } from '../merged.ts'
import type { DeclaredColumns, ReadRequest, SourceReader } from '../spi.ts'
import { describeTable, listTables } from './describe.ts'
import { errorNumber, INTERRUPTED, mysqlFailure, TIMED_OUT } from './failures.ts'
import { MysqlPool } from './pool.ts'
import type { MysqlSession, ServerKind } from './session.ts'
import { MysqlStatement } from './statement.ts'

/** Longest a look into the catalog may take. */
const CATALOG_TIMEOUT_MS = 60_000

/** A MySQL or MariaDB server; nothing is opened before the first use. */
export function createMysqlReader(config: MysqlSourceConfig): SourceReader {
  return new MysqlReader(config)
}

class MysqlReader implements SourceReader {
  readonly #config: MysqlSourceConfig
  readonly #pool: MysqlPool

  constructor(config: MysqlSourceConfig) {
    this.#config = config
    this.#pool = new MysqlPool(config)
  }

  describe(ref: TableRef, declared: DeclaredColumns, signal: AbortSignal): Promise<TableDescription | undefined> {
    return this.#look(signal, ({ connection }, server) => this.#described(connection, server, ref, declared))
  }

  tables(signal: AbortSignal): Promise<readonly string[]> {
    return this.#look(signal, ({ connection }) => listTables(connection))
  }

  test(signal: AbortSignal): Promise<string> {
    return this.#look(signal, (_session, { version }) => Promise.resolve(version))
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncIterable<RecordBatch> {
    throwIfAborted(signal)
    const stopped = new AbortController()
    const ended = AbortSignal.any([signal, stopped.signal])
    const { statements = [] } = request.parts ?? {}
    const sessions = await this.#together(request, ended)
    if (sessions === undefined) {
      yield* this.#rows(request, signal, async () => (await this.#pool.open(signal, request.timeoutMs)).session)
      return
    }
    const parts = statements.flatMap((statement, index) => {
      const session = sessions[index]
      return session === undefined ? [] : [this.#rows({ ...request, ...statement }, ended, async () => session)]
    })
    yield* merged(parts, () => stopped.abort())
  }

  /** A session for each part, all on one state of their table; undefined where there are no parts, or no such sessions. */
  async #together(
    { sql, timeoutMs, parts }: ReadRequest,
    signal: AbortSignal,
  ): Promise<readonly MysqlSession[] | undefined> {
    if (parts === undefined || !this.#config.snapshotLock) return undefined
    try {
      return await this.#pool.openTogether(parts.statements.length, parts.table, signal, timeoutMs)
    } catch (error) {
      throw this.#failure(error, signal, undefined, sql)
    }
  }

  /** The rows of one statement, on a session that is closed after them. */
  async *#rows(
    request: ReadRequest,
    signal: AbortSignal,
    open: () => Promise<MysqlSession>,
  ): AsyncGenerator<RecordBatch> {
    const started = performance.now()
    const failure = (error: unknown): Error => {
      const late = performance.now() - started >= request.timeoutMs
      return this.#failure(error, signal, late ? request.timeoutMs : undefined, request.sql)
    }
    const session = await open().catch((error: unknown) => {
      throw failure(error)
    })
    const statement = new MysqlStatement(this.#config.name, session.connection, request)
    const abandon = (): void => statement.abandon(abortReason(signal))
    signal.addEventListener('abort', abandon, { once: true })
    let running = false
    try {
      throwIfAborted(signal)
      statement.run()
      running = true
      for (let batch = await statement.next(); batch !== undefined; batch = await statement.next()) yield batch
    } catch (error) {
      throw failure(error)
    } finally {
      signal.removeEventListener('abort', abandon)
      statement.abandon(undefined)
      if (running && !statement.hasEnded) await session.stop(statement.ended)
      await session.close()
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  /** Its parts are read together only where the source says so. */
  async #described(...asked: Parameters<typeof describeTable>): Promise<TableDescription | undefined> {
    const description = await describeTable(...asked)
    return description === undefined || this.#config.snapshotLock
      ? description
      : { ...description, readsTogether: false }
  }

  async #look<Result>(
    signal: AbortSignal,
    work: (session: MysqlSession, server: ServerKind) => Promise<Result>,
  ): Promise<Result> {
    const failure = (error: unknown): Error => this.#failure(error, signal, undefined)
    const { session, server } = await this.#pool.open(signal, CATALOG_TIMEOUT_MS).catch((error: unknown) => {
      throw failure(error)
    })
    try {
      return await work(session, server)
    } catch (error) {
      throw failure(error)
    } finally {
      await session.close()
    }
  }

  /** `timeoutMs` is given when that much time has passed: then a canceled statement is one that took too long. */
  #failure(error: unknown, signal: AbortSignal, timeoutMs: number | undefined, sql?: string): Error {
    if (signal.aborted) return abortReason(signal)
    const number = errorNumber(error) ?? 0
    if (TIMED_OUT.has(number) || (timeoutMs !== undefined && number === INTERRUPTED)) {
      const message = `Source "${this.#config.name}" did not finish the statement within its time limit.`
      return new QueryTimeoutError(message, { source: this.#config.name, ...(sql === undefined ? {} : { sql }) })
    }
    return mysqlFailure(error, this.#config, sql)
  }
}
