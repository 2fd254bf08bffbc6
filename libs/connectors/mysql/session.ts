import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, PoolConnection } from 'mysql2'

/** How long a canceled statement may take to end before its connection is cut. */
const CANCEL_TIMEOUT_MS = 30_000
const MAX_TIMEOUT_MS = 4_294_967_295

/** What the pool knows of its server. */
export interface ServerKind {
  readonly mariadb: boolean
  /** `MySQL 8.4.2`, `MariaDB 10.11.19`. */
  readonly version: string
}

/** A connection inside a read-only transaction with pinned settings. Close it, whatever happened. */
export class MysqlSession {
  readonly connection: PoolConnection
  readonly #kill: (threadId: number) => Promise<void>
  readonly #signal: AbortSignal
  readonly #onAbort = (): void => this.cancel()
  #killed: Promise<void> | undefined

  constructor(connection: PoolConnection, kill: (threadId: number) => Promise<void>, signal: AbortSignal) {
    this.connection = connection
    this.#kill = kill
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Opens the transaction; statements in it run for at most `timeoutMs`. */
  async begin(server: ServerKind, timeoutMs: number): Promise<void> {
    await execute(this.connection, `SET ${settings(server, timeoutMs).join(', ')}`)
    await execute(this.connection, 'START TRANSACTION READ ONLY')
  }

  /** Ends what runs here with KILL QUERY over another connection; this one is not used again, the kill may come late. */
  cancel(): void {
    this.#killed ??= this.#kill(this.connection.threadId)
  }

  /** Cancels what runs and waits until the server has ended it; a server that does not answer is hung up on. */
  async stop(ended: Promise<void>): Promise<void> {
    this.cancel()
    const patience = new AbortController()
    await Promise.race([ended, sleep(CANCEL_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
    patience.abort()
  }

  /** Ends the transaction and gives the connection back, or closes it when it cannot be trusted any more. */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#killed !== undefined) {
      await this.#killed
      this.connection.destroy()
      return
    }
    try {
      await execute(this.connection, 'ROLLBACK')
      this.connection.release()
    } catch {
      // A connection that cannot end its transaction is of no more use; what failed before has been reported.
      this.connection.destroy()
    }
  }
}

/**
 * What values and answers depend on. Text that has no column's collation is compared by bytes; group_concat is not cut;
 * a paused reader is not hung up on. MariaDB remembers what a subquery gave for a value of its column's collation, to
 * which 'a' and 'A' are one.
 */
function settings({ mariadb }: ServerKind, timeoutMs: number): readonly string[] {
  const milliseconds = Math.min(Math.max(1, Math.ceil(timeoutMs)), MAX_TIMEOUT_MS)
  return [
    `time_zone = '+00:00'`,
    `sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION'`,
    'character_set_client = utf8mb4',
    'character_set_results = utf8mb4',
    `collation_connection = ${mariadb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'}`,
    'group_concat_max_len = 1073741824',
    'sql_select_limit = 18446744073709551615',
    'net_write_timeout = 3600',
    mariadb ? `max_statement_time = ${milliseconds / 1000}` : `max_execution_time = ${milliseconds}`,
    ...(mariadb ? [`optimizer_switch = 'subquery_cache=off'`] : []),
  ]
}

/** Runs a statement whose rows are few. @throws the driver's error */
export function execute(
  connection: Connection,
  sql: string,
  values: readonly (string | null)[] = [],
): Promise<unknown[][]> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, rows: unknown): void => {
      if (error !== null) reject(error)
      else resolve(Array.isArray(rows) ? rows : [])
    }
    connection.query({ sql, rowsAsArray: true, values: [...values] }, done)
  })
}
