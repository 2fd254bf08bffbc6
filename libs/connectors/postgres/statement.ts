import type { RecordBatch } from 'apache-arrow'
import type { Connection, Submittable } from 'pg'
import { BatchQueue } from '../batch-queue.ts'
import type { ReadRequest } from '../spi.ts'
import { StreamLease } from '../stream-lease.ts'
import { ResultDecoder } from './result-decoder.ts'
import { sendStatement } from './send-statement.ts'

/** What a connection emits when the server has ended a statement, or the connection has. */
const LAST_EVENTS = ['readyForQuery', 'end'] as const

/**
 * One statement on one connection of `pg`, in the extended protocol: unnamed statement and portal, parameters under
 * their types, each column in its own format. The answer is read from the socket by a decoder of our own; ReadyForQuery,
 * and all before and after the statement, is the driver's. Backpressure pauses the socket.
 */
export class PostgresStatement implements Submittable {
  readonly #request: ReadRequest
  readonly #decoder: ResultDecoder
  readonly #queue: BatchQueue
  readonly #end = Promise.withResolvers<void>()
  #connection: Connection | undefined
  #lease: StreamLease | undefined
  #ended = false

  constructor(source: string, request: ReadRequest) {
    this.#request = request
    this.#queue = new BatchQueue({
      pause: () => this.#lease?.pause(),
      resume: () => this.#lease?.resume(),
    })
    this.#decoder = new ResultDecoder(
      { source, sql: request.sql, fields: request.fields },
      {
        batch: (batch, release) => this.#queue.push(batch, release),
        complete: () => this.#queue.end(),
        failed: (error) => this.#queue.fail(error),
        broken: (error) => this.#hangUp(error),
        ready: (rest) => this.#lease?.giveBack(rest),
      },
    )
  }

  /** Resolves when the server has ended the statement, well or not. */
  get ended(): Promise<void> {
    return this.#end.promise
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** The next batch; undefined after the last. @throws the server's error, the driver's, or one of ours */
  next(): Promise<RecordBatch | undefined> {
    return this.#queue.next()
  }

  /** Drops what is still to come; the reader gets `error`. */
  abandon(error: unknown): void {
    this.#decoder.skip()
    this.#queue.fail(error)
  }

  submit(connection: Connection): void {
    this.#connection = connection
    for (const event of LAST_EVENTS) connection.once(event, this.#finish)
    this.#lease = new StreamLease(connection.stream, (chunk) => this.#decoder.feed(chunk))
    sendStatement(connection, this.#request)
  }

  /** The connection is gone, or was before the statement could be sent. */
  handleError(error: unknown): void {
    this.#queue.fail(error)
    if (this.#connection === undefined) this.#finish()
  }

  /** The connection's own event has said it already. */
  handleReadyForQuery(): void {}

  #hangUp(error: Error): void {
    this.#queue.fail(error)
    this.#lease?.cut()
  }

  readonly #finish = (): void => {
    for (const event of LAST_EVENTS) this.#connection?.off(event, this.#finish)
    this.#lease?.giveBack(Buffer.alloc(0))
    this.#ended = true
    this.#end.resolve()
  }
}
