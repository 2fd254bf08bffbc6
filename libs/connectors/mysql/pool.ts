import { isIP } from 'node:net'
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  createPool,
  type Pool,
  type PoolConnection,
} from 'mysql2'
import type { MysqlSourceConfig } from '#config'
import { abortable, ConfigurationError } from '#core'
import type { TableRef } from '#plan'
import { SlabSocket } from '../slab-socket.ts'
import { type TlsChoice, tlsChoices } from '../tls.ts'
import { errorNumber, lacksTls } from './failures.ts'
import { takeOneState } from './same-state.ts'
import { execute, MysqlSession, type ServerKind } from './session.ts'

const IDLE_MS = 30_000
/** Prepared statements a connection keeps at the server for the next use. */
const MAX_PREPARED = 32
/** ER_SECURE_TRANSPORT_REQUIRED, and the refusal an account that asks for TLS gives. */
const WANTS_TLS: ReadonlySet<number> = new Set([3159, 1045])

interface Opened {
  readonly pool: Pool
  readonly options: ConnectionOptions
}

/** The connections of one source, at most `maxConnections`, with the kind of TLS that its server takes. */
export class MysqlPool {
  readonly #config: MysqlSourceConfig
  #opened: Promise<Opened> | undefined
  #server: ServerKind | undefined
  /** Who takes several connections does so alone: two that wait for each other's would never get them. */
  #taking: Promise<unknown> = Promise.resolve()

  constructor(config: MysqlSourceConfig) {
    this.#config = config
  }

  /** A session in its transaction; waits while all connections are in use. @throws the driver's error or the abort reason */
  async open(
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<{ readonly session: MysqlSession; readonly server: ServerKind }> {
    const { pool, options } = await abortable(this.#open(), signal)
    const connection = await abortable(take(pool), signal, (late) => late.release())
    const session = new MysqlSession(connection, (threadId) => kill(options, threadId), signal)
    try {
      this.#server ??= await serverKind(connection)
      await session.begin(this.#server, timeoutMs)
      return { session, server: this.#server }
    } catch (error) {
      await session.close()
      throw error
    }
  }

  /**
   * Sessions that see one state of a table, by a lock of a moment over one connection more; undefined where that is not
   * to be had. @throws as `open`
   */
  async openTogether(
    count: number,
    table: TableRef,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<readonly MysqlSession[] | undefined> {
    if (count > this.#config.maxConnections) return undefined
    const taken = this.#taking.then(() => this.#openAll(count, signal, timeoutMs))
    // Its failure is this caller's, who awaits it below; the next one only waits for its end.
    this.#taking = taken.catch(() => undefined)
    const sessions = await taken
    // Whatever keeps it from opening, one connection can still read all.
    const locker = await this.#locker(signal).catch(() => undefined)
    try {
      const connections = sessions.map(({ connection }) => connection)
      if (locker !== undefined && (await abortable(takeOneState(locker, connections, table), signal))) return sessions
    } catch (error) {
      await closeAll(sessions)
      throw error
    } finally {
      locker?.destroy()
    }
    await closeAll(sessions)
    return undefined
  }

  async #openAll(count: number, signal: AbortSignal, timeoutMs: number): Promise<readonly MysqlSession[]> {
    const sessions: MysqlSession[] = []
    try {
      while (sessions.length < count) sessions.push((await this.open(signal, timeoutMs)).session)
    } catch (error) {
      await closeAll(sessions)
      throw error
    }
    return sessions
  }

  async #locker(signal: AbortSignal): Promise<Connection> {
    const { options } = await abortable(this.#open(), signal)
    return abortable(connected(options), signal, (late) => late.destroy())
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened === undefined) return
    const { pool } = await opened
    await new Promise<void>((resolve) => {
      pool.end(() => resolve())
    })
  }

  #open(): Promise<Opened> {
    const opened = this.#opened ?? this.#create()
    this.#opened = opened
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = undefined
    })
    return opened
  }

  async #create(): Promise<Opened> {
    const { name, host, sslmode, sslrootcert, maxConnections } = this.#config
    if (sslmode === 'verify-full' && isIP(host) !== 0) throw namelessHost(name, host)
    const options = await this.#accepted(tlsChoices(name, sslmode, sslrootcert))
    const pool = createPool({ ...options, connectionLimit: maxConnections, idleTimeout: IDLE_MS })
    return { pool, options }
  }

  /** The first choice the server takes; a single one is left to the first real connection. */
  async #accepted(choices: readonly TlsChoice[]): Promise<ConnectionOptions> {
    for (const choice of choices.slice(0, -1)) {
      const options = this.#options(choice)
      try {
        await close(await connected(options))
        return options
      } catch (error) {
        if (!lacksTls(error) && !WANTS_TLS.has(errorNumber(error) ?? 0)) throw error
      }
    }
    return this.#options(choices.at(-1) ?? false)
  }

  #options(choice: TlsChoice): ConnectionOptions {
    const { host, port, database, username, password, connectTimeoutMs, applicationName, sslmode } = this.#config
    return {
      host,
      port,
      database,
      user: username,
      ...(password === null ? {} : { password }),
      ...(choice === false
        ? { stream: () => plainSocket(host, port) }
        : { ssl: { ...secured(choice), verifyIdentity: sslmode === 'verify-full' } }),
      connectTimeout: connectTimeoutMs,
      connectAttributes: { program_name: applicationName },
      charset: 'utf8mb4',
      timezone: 'Z',
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
      jsonStrings: true,
      multipleStatements: false,
      maxPreparedStatements: MAX_PREPARED,
      flags: ['-LOCAL_FILES'],
    }
  }
}

/** The socket of a connection without TLS; the driver sets these options on its own sockets only. */
function plainSocket(host: string, port: number): SlabSocket {
  const socket = new SlabSocket()
  socket.once('connect', () => socket.setKeepAlive(true))
  socket.setNoDelay(true)
  return socket.connect(port, host)
}

async function closeAll(sessions: readonly MysqlSession[]): Promise<void> {
  await Promise.all(sessions.map((session) => session.close()))
}

function secured(choice: Exclude<TlsChoice, false>): { readonly rejectUnauthorized: boolean; readonly ca?: string } {
  const { ca, rejectUnauthorized } = choice
  return { rejectUnauthorized: rejectUnauthorized ?? true, ...(typeof ca === 'string' ? { ca } : {}) }
}

function take(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error === null) resolve(connection)
      else reject(error)
    })
  })
}

function connected(options: ConnectionOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(options)
    connection.once('connect', () => resolve(connection))
    connection.on('error', reject)
  })
}

function close(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.end(() => resolve())
  })
}

/** A kill that does not get through leaves the statement to its timeout; its own connection is cut soon after. */
async function kill(options: ConnectionOptions, threadId: number): Promise<void> {
  try {
    const connection = await connected(options)
    await new Promise<void>((resolve) => {
      connection.query(`KILL QUERY ${threadId}`, () => resolve())
    })
    await close(connection)
  } catch {
    return
  }
}

/** The version as the server states it: MariaDB may prefix `5.5.5-`, and both may add the packager's own. */
async function serverKind(connection: PoolConnection): Promise<ServerKind> {
  const [row] = await execute(connection, 'SELECT VERSION(), @@version_comment')
  const text = String(row?.[0])
  const mariadb = /mariadb/i.test(`${text} ${String(row?.[1])}`)
  const number = /^(?:5\.5\.5-)?(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? text
  return { mariadb, version: `${mariadb ? 'MariaDB' : 'MySQL'} ${number}` }
}

/** The driver checks names only: for an address it would take a certificate of any name. */
function namelessHost(source: string, host: string): ConfigurationError {
  return new ConfigurationError(
    `Source "${source}": sslmode verify-full needs the server's name, and host is the address ${host}; give the name that its certificate bears.`,
    { source },
  )
}
