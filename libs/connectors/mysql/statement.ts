import type { RecordBatch } from 'apache-arrow'
import type { PoolConnection, PrepareStatementInfo, TypedParameterValue } from 'mysql2'
import { QueryError } from '#core'
import { BatchQueue } from '../batch-queue.ts'
import type { ReadRequest } from '../spi.ts'
import { StreamLease } from '../stream-lease.ts'
import { boundParameter } from './types.ts'
import { Answer, type RowSink } from './wire/answer.ts'
import type { ColumnDefinition } from './wire/column-definition.ts'
import { closingPacket } from './wire/driver-packets.ts'
import { driverStream } from './wire/driver-stream.ts'
import { type RowDecoder, rowDecoder } from './wire/row-decoder.ts'

/** Longest row that is read: no exchange takes a larger batch. */
const MAX_ROW_BYTES = 256 * 1024 * 1024

/**
 * One prepared statement on one connection. The driver prepares and executes it; the answer is decoded here, from the
 * chunks of its socket into columns. Backpressure pauses the socket.
 */
export class MysqlStatement {
  readonly #source: string
  readonly #request: ReadRequest
  readonly #connection: PoolConnection
  readonly #queue: BatchQueue
  readonly #end = Promise.withResolvers<void>()
  #lease: StreamLease | undefined
  #answer: Answer | undefined
  #decoder: RowDecoder | undefined
  #ended = false

  constructor(source: string, connection: PoolConnection, request: ReadRequest) {
    this.#source = source
    this.#request = request
    this.#connection = connection
    this.#queue = new BatchQueue({
      pause: () => this.#lease?.pause(),
      resume: () => this.#lease?.resume(),
    })
  }

  /** Resolves when the server has ended the statement, well or not. */
  get ended(): Promise<void> {
    return this.#end.promise
  }

  get hasEnded(): boolean {
    return this.#ended
  }

  /** The next batch; undefined after the last. @throws the driver's error, WireFault, RowTooLarge, or QueryError DATA_ERROR */
  next(): Promise<RecordBatch | undefined> {
    return this.#queue.next()
  }

  /** Drops what is still to come; the reader gets `error`. */
  abandon(error: unknown): void {
    this.#queue.fail(error)
  }

  /** @throws QueryError UNSUPPORTED for a parameter that the server has no type for */
  run(): void {
    // A connection that breaks says so itself, too.
    const broken = (error: unknown): void => this.#failed(error)
    this.#connection.on('error', broken)
    void this.ended.then(() => this.#connection.off('error', broken))
    const values = this.#request.parameters.map(boundParameter)
    this.#connection.prepare(this.#request.sql, (error, statement) => {
      if (error !== null) this.#failed(error)
      else this.#execute(statement, values)
    })
  }

  #execute(statement: PrepareStatementInfo, values: readonly (TypedParameterValue | null)[]): void {
    this.#lease = new StreamLease(driverStream(this.#connection), (chunk) => this.#take(chunk))
    statement.execute([...values], (error) => {
      this.#lease?.giveBack(Buffer.alloc(0))
      if (error !== null) this.#failed(error)
      else this.#done()
    })
  }

  #take(chunk: Buffer): void {
    try {
      const { sequenceId } = this.#connection
      this.#answer ??= new Answer({ described: (columns) => this.#described(columns) }, sequenceId, MAX_ROW_BYTES)
      const end = this.#answer.take(chunk)
      if (end !== undefined) this.#lease?.giveBack(Buffer.concat([closingPacket(end.packet, sequenceId), end.rest]))
    } catch (error) {
      this.#cut(error)
    }
  }

  /** Where the rows of a result go: nowhere when it is not the one that was planned. */
  #described(columns: readonly ColumnDefinition[]): RowSink | undefined {
    const { fields } = this.#request
    const planned = columns.length === fields.length
    if (this.#decoder !== undefined || !planned) {
      this.#unplanned(planned ? 'more than one result' : `${columns.length} columns`)
      return undefined
    }
    const decoder = rowDecoder(this.#source, columns, fields, (batch, release) => this.#queue.push(batch, release))
    this.#decoder = decoder
    return (bytes, view, at, end) => {
      if (this.#queue.closed) return
      try {
        decoder.row(bytes, view, at, end)
      } catch (error) {
        this.#queue.fail(error)
      }
    }
  }

  #unplanned(what: string): void {
    const { fields, sql } = this.#request
    const message = `Source "${this.#source}" returned ${what} where ${fields.length} columns were planned.`
    this.#queue.fail(new QueryError('INTERNAL', message, { source: this.#source, sql }))
  }

  /** The server has ended the statement well. */
  #done(): void {
    if (this.#decoder === undefined) this.#unplanned('no rows')
    try {
      const last = this.#queue.closed ? undefined : this.#decoder?.finish()
      if (last !== undefined) this.#queue.push(last)
    } catch (error) {
      this.#queue.fail(error)
    }
    this.#queue.end()
    this.#finish()
  }

  #failed(error: unknown): void {
    this.#queue.fail(error)
    this.#finish()
  }

  #finish(): void {
    this.#ended = true
    this.#end.resolve()
  }

  /** What cannot be read leaves nothing on this connection that could be. */
  #cut(error: unknown): void {
    this.#queue.fail(error)
    this.#connection.destroy()
    this.#lease?.cut()
    this.#finish()
  }
}
