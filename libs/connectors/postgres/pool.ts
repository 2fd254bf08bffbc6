import pg from 'pg'
import type { PostgresSourceConfig } from '#config'
import { abortable } from '#core'
import type { TableRef } from '#plan'
import { SlabSocket } from '../slab-socket.ts'
import { property } from '../source-failure.ts'
import { type TlsChoice, tlsChoices } from '../tls.ts'
import { NO_TLS } from './failures.ts'
import { PostgresSession } from './session.ts'
import { exportSnapshot } from './snapshot.ts'

const IDLE_MS = 30_000

interface Pools {
  readonly fetches: pg.Pool
  /** Apart from the others: a snapshot is held while fetches wait for a connection. */
  readonly holders: pg.Pool
}

/** As many as a server may have: one for each query that shares a snapshot, never waited for. */
const MAX_HOLDERS = 1000

/**
 * The connections of one source, at most `maxConnections` and one for each snapshot that is held, with the kind of TLS
 * that its server takes.
 */
export class PostgresPool {
  readonly #config: PostgresSourceConfig
  #pools: Promise<Pools> | undefined

  constructor(config: PostgresSourceConfig) {
    this.#config = config
  }

  /**
   * A session in its transaction, on the shared snapshot if there is one; waits while all connections are in use.
   * @throws the driver's error, the abort reason, or QueryError SNAPSHOT_LOST
   */
  async open(signal: AbortSignal, timeoutMs: number, snapshot?: string): Promise<PostgresSession> {
    const { fetches } = await abortable(this.#opened(), signal)
    return this.#begun(fetches, signal, (session) => session.begin(timeoutMs, snapshot))
  }

  /** A session that holds a snapshot and a lock on each table. Throws as `open`. */
  async hold(
    tables: readonly TableRef[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{ readonly session: PostgresSession; readonly id: string }> {
    const { holders } = await abortable(this.#opened(), signal)
    let id = ''
    const session = await this.#begun(holders, signal, async ({ client }) => {
      id = await exportSnapshot(client, tables, timeoutMs)
    })
    return { session, id }
  }

  async close(): Promise<void> {
    const pools = this.#pools
    this.#pools = undefined
    if (pools === undefined) return
    const { fetches, holders } = await pools
    await Promise.all([fetches.end(), holders.end()])
  }

  async #begun(
    pool: pg.Pool,
    signal: AbortSignal,
    begin: (session: PostgresSession) => Promise<void>,
  ): Promise<PostgresSession> {
    const client = await abortable(pool.connect(), signal, (late) => late.release())
    const session = new PostgresSession(client, this.#config, signal)
    try {
      await begin(session)
      return session
    } catch (error) {
      await session.close()
      throw error
    }
  }

  #opened(): Promise<Pools> {
    const pools = this.#pools ?? this.#create()
    this.#pools = pools
    pools.catch(() => {
      if (this.#pools === pools) this.#pools = undefined
    })
    return pools
  }

  async #create(): Promise<Pools> {
    const { name, sslmode, sslrootcert } = this.#config
    const ssl = await this.#accepted(tlsChoices(name, sslmode, sslrootcert))
    const options = this.#clientOptions(ssl)
    // The pool's own time limit would also count the wait for a free connection; each client has its own instead.
    class Client extends pg.Client {
      constructor() {
        super(options)
        // A connection that breaks fails the statement that runs on it; idle ones are replaced when next needed.
        this.on('error', () => undefined)
      }
    }
    const pool = (max: number): pg.Pool =>
      new pg.Pool({ Client, max, idleTimeoutMillis: IDLE_MS }).on('error', () => undefined)
    return { fetches: pool(this.#config.maxConnections), holders: pool(MAX_HOLDERS) }
  }

  /** The first choice the server takes; a single one is left to the first real connection. */
  async #accepted(choices: readonly TlsChoice[]): Promise<TlsChoice> {
    for (const choice of choices.slice(0, -1)) {
      const client = new pg.Client(this.#clientOptions(choice))
      client.on('error', () => undefined)
      try {
        await client.connect()
        return choice
      } catch (error) {
        if (!refusesChoice(error)) throw error
      } finally {
        await client.end()
      }
    }
    return choices.at(-1) ?? false
  }

  #clientOptions(ssl: TlsChoice): pg.ClientConfig {
    const { host, port, database, username, password, applicationName, connectTimeoutMs } = this.#config
    return {
      host,
      port,
      database,
      user: username,
      ...(password === null ? {} : { password }),
      ssl,
      ...(ssl === false ? { stream: () => new SlabSocket() } : {}),
      application_name: applicationName,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
    }
  }
}

/** True when the server wants the other of plain text and TLS: it offers no TLS, or its pg_hba.conf asks for it. */
function refusesChoice(error: unknown): boolean {
  return property(error, 'message') === NO_TLS || property(error, 'code') === '28000'
}
