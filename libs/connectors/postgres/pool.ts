import pg from 'pg'
import type { PostgresSourceConfig } from '#config'
import { abortable } from '../abortable.ts'
import { property } from '../source-failure.ts'
import { type TlsChoice, tlsChoices } from '../tls.ts'
import { NO_TLS } from './failures.ts'
import { PostgresSession } from './session.ts'

const IDLE_MS = 30_000

/** The connections of one source, at most `maxConnections`, with the kind of TLS that its server takes. */
export class PostgresPool {
  readonly #config: PostgresSourceConfig
  #pool: Promise<pg.Pool> | undefined

  constructor(config: PostgresSourceConfig) {
    this.#config = config
  }

  /** A session in its transaction; waits while all connections are in use. @throws the driver's error or the abort reason */
  async open(signal: AbortSignal, timeoutMs: number): Promise<PostgresSession> {
    const pool = await abortable(this.#opened(), signal, () => undefined)
    const client = await abortable(pool.connect(), signal, (late) => late.release())
    const session = new PostgresSession(client, this.#config, signal)
    try {
      await session.begin(timeoutMs)
      return session
    } catch (error) {
      await session.close()
      throw error
    }
  }

  async close(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    if (pool !== undefined) await (await pool).end()
  }

  #opened(): Promise<pg.Pool> {
    const pool = this.#pool ?? this.#create()
    this.#pool = pool
    pool.catch(() => {
      if (this.#pool === pool) this.#pool = undefined
    })
    return pool
  }

  async #create(): Promise<pg.Pool> {
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
    const pool = new pg.Pool({ Client, max: this.#config.maxConnections, idleTimeoutMillis: IDLE_MS })
    pool.on('error', () => undefined)
    return pool
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
