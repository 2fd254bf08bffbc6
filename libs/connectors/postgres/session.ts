import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { ServerPlace } from '../source-failure.ts'
import { importSnapshot } from './snapshot.ts'
import { statementTimeout } from './statement-timeout.ts'

/** How long a canceled statement may take to end before its connection is cut. */
const CANCEL_TIMEOUT_MS = 30_000
const CANCEL_REQUEST_CODE = 80_877_102

/** Everything a value's text form depends on, set for this transaction only, so that poolers in between do no harm. */
const SETTINGS = [
  `TimeZone = 'UTC'`,
  `DateStyle = 'ISO, YMD'`,
  `IntervalStyle = 'iso_8601'`,
  'extra_float_digits = 1',
  `bytea_output = 'hex'`,
  'standard_conforming_strings = on',
]

/** A connection inside a read-only transaction with pinned settings. Close it, whatever happened. */
export class PostgresSession {
  readonly client: pg.PoolClient
  readonly #place: ServerPlace
  readonly #signal: AbortSignal
  readonly #onAbort = (): void => this.cancel()
  #spent = false

  constructor(client: pg.PoolClient, place: ServerPlace, signal: AbortSignal) {
    this.client = client
    this.#place = place
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  /**
   * Opens the transaction, on a snapshot that another session holds if one is named; statements in it run for at most
   * `timeoutMs`.
   * @throws the driver's error, or QueryError SNAPSHOT_LOST when the snapshot is not held any more
   */
  async begin(timeoutMs: number, snapshot?: string): Promise<void> {
    const settings = [...SETTINGS, statementTimeout(timeoutMs)].map((setting) => `SET LOCAL ${setting}`)
    if (snapshot === undefined) await this.client.query(['BEGIN READ ONLY', ...settings].join('; '))
    else await importSnapshot(this.client, this.#place.name, snapshot, settings)
  }

  /**
   * Asks the server to end what runs here, over a connection of its own (CancelRequest of the protocol). The request
   * may arrive late, so this session's connection is not used again.
   */
  cancel(): void {
    if (this.#spent) return
    this.#spent = true
    sendCancelRequest(this.#place, this.client)
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
    if (this.#spent) {
      this.client.release(true)
      return
    }
    try {
      await this.client.query('ROLLBACK')
      this.client.release()
    } catch {
      // A connection that cannot end its transaction is of no more use; what failed before has been reported.
      this.client.release(true)
    }
  }
}

function sendCancelRequest(place: ServerPlace, client: pg.PoolClient): void {
  const processId: unknown = Reflect.get(client, 'processID')
  const secretKey: unknown = Reflect.get(client, 'secretKey')
  if (typeof processId !== 'number' || typeof secretKey !== 'number') return
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4)
  message.writeInt32BE(processId, 8)
  message.writeInt32BE(secretKey, 12)
  const socket = connect(place.port, place.host, () => socket.end(message))
  // The server answers with silence; when it cannot be reached, the statement's own connection tells.
  socket.on('error', () => socket.destroy())
}
