import type { RecordBatch } from 'apache-arrow'
import type { Connection, Submittable } from 'pg'
import { QueryError } from '#core'
import { BatchStream } from '../batch-stream.ts'
import type { ReadRequest } from '../spi.ts'
import { boundParameter } from './types.ts'

/** pg_type oid of char(n): its padding is no part of the value (a cast to text drops it). */
const BPCHAR_OID = 1042
const PADDING = / +$/

/** What a connection emits when the server has ended a statement, or the connection has. */
const LAST_EVENTS = ['readyForQuery', 'end'] as const

interface RowDescription {
  readonly fields: readonly { readonly dataTypeID: number }[]
}

/**
 * One statement on one connection, in the extended protocol (unnamed statement and portal, text results, parameters
 * under their types). `pg` calls the handle* methods; backpressure pauses the socket.
 */
export class PostgresStatement implements Submittable {
  readonly #source: string
  readonly #request: ReadRequest
  readonly #stream: BatchStream
  readonly #padded: number[] = []
  #connection: Connection | undefined
  readonly #end = Promise.withResolvers<void>()
  #ended = false

  constructor(source: string, request: ReadRequest) {
    this.#source = source
    this.#request = request
    this.#stream = new BatchStream(source, request.fields, {
      pause: () => this.#connection?.stream.pause(),
      resume: () => this.#connection?.stream.resume(),
    })
  }

  /** Resolves when the server has ended the statement, well or not. */
  get ended(): Promise<void> {
    return this.#end.promise
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** The next batch; undefined after the last. @throws the driver's error, or QueryError DATA_ERROR */
  next(): Promise<RecordBatch | undefined> {
    return this.#stream.next()
  }

  /** Drops what is still to come; the reader gets `error`. */
  abandon(error: unknown): void {
    this.#stream.fail(error)
  }

  submit(connection: Connection): void {
    this.#connection = connection
    // After an error the client no longer speaks to this statement, yet only ReadyForQuery says that the server is done.
    for (const event of LAST_EVENTS) connection.once(event, this.#finish)
    const parameters = this.#request.parameters.map(boundParameter)
    connection.stream.cork()
    connection.parse({ name: '', text: this.#request.sql, types: parameters.map(({ oid }) => String(oid)) }, true)
    connection.bind({ portal: '', statement: '', values: parameters.map(({ text }) => text) }, true)
    connection.describe({ type: 'P', name: '' }, true)
    connection.execute({ portal: '' }, true)
    connection.sync()
    connection.stream.uncork()
  }

  handleRowDescription({ fields }: RowDescription): void {
    if (fields.length !== this.#request.fields.length) {
      this.#stream.fail(
        new QueryError(
          'INTERNAL',
          `Source "${this.#source}" returned ${fields.length} columns where ${this.#request.fields.length} were planned.`,
          { source: this.#source, sql: this.#request.sql },
        ),
      )
    }
    for (const [index, { dataTypeID }] of fields.entries()) if (dataTypeID === BPCHAR_OID) this.#padded.push(index)
  }

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    for (const index of this.#padded) fields[index] = fields[index]?.replace(PADDING, '') ?? null
    this.#stream.row(fields)
  }

  handleCommandComplete(): void {
    this.#stream.end()
  }

  handleEmptyQuery(): void {
    this.#stream.end()
  }

  handlePortalSuspended(): void {
    this.#stream.fail(new Error('a portal without a row limit was suspended'))
  }

  handleError(error: unknown): void {
    this.#stream.fail(error)
  }

  /** Called for a statement without an error; the connection's own event has said it already. */
  handleReadyForQuery(): void {}

  readonly #finish = (): void => {
    for (const event of LAST_EVENTS) this.#connection?.off(event, this.#finish)
    this.#ended = true
    this.#end.resolve()
  }
}
