import type { RecordBatch } from 'apache-arrow'
import type { FieldPacket, PoolConnection } from 'mysql2'
import { QueryError } from '#core'
import type { DriverValue } from '../append-value.ts'
import { BatchStream } from '../batch-stream.ts'
import type { ReadRequest } from '../spi.ts'
import { boundParameter } from './types.ts'

/** Column types of the protocol that carry a fraction of a second: TIMESTAMP, DATETIME. */
const WITH_FRACTION: ReadonlySet<number> = new Set([7, 12])

/**
 * One prepared statement on one connection: binary results as arrays, integers of 64 bits, decimals and times as text.
 * Backpressure pauses the socket.
 */
export class MysqlStatement {
  readonly #source: string
  readonly #request: ReadRequest
  readonly #stream: BatchStream
  readonly #end = Promise.withResolvers<void>()
  #wholeSeconds: readonly number[] = []
  #ended = false

  constructor(source: string, connection: PoolConnection, request: ReadRequest) {
    this.#source = source
    this.#request = request
    this.#stream = new BatchStream(source, request.fields, {
      pause: () => connection.pause(),
      resume: () => connection.resume(),
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

  run(connection: PoolConnection): void {
    // A connection that breaks says so itself, not on the command.
    const broken = (error: unknown): void => this.#failed(error)
    connection.on('error', broken)
    void this.ended.then(() => connection.off('error', broken))
    const values = this.#request.parameters.map(boundParameter)
    const command = connection.execute({ sql: this.#request.sql, rowsAsArray: true }, values)
    command.on('fields', (fields: readonly FieldPacket[]) => this.#described(fields))
    command.on('result', (row: DriverValue[]) => this.#row(row))
    command.on('error', (error: unknown) => this.#failed(error))
    command.on('end', () => this.#finish())
  }

  #described(fields: readonly FieldPacket[]): void {
    if (fields.length !== this.#request.fields.length) {
      this.#stream.fail(
        new QueryError(
          'INTERNAL',
          `Source "${this.#source}" returned ${fields.length} columns where ${this.#request.fields.length} were planned.`,
          { source: this.#source, sql: this.#request.sql },
        ),
      )
    }
    this.#wholeSeconds = fields.flatMap(({ columnType, decimals }, index) =>
      WITH_FRACTION.has(columnType ?? 0) && decimals === 0 ? [index] : [],
    )
  }

  #row(row: DriverValue[]): void {
    for (const index of this.#wholeSeconds) this.#checkWhole(row[index])
    this.#stream.row(row)
  }

  /** The driver cannot read a fraction that the column says it has not; no server should send one. */
  #checkWhole(value: DriverValue | undefined): void {
    if (typeof value !== 'string' || !value.includes('.')) return
    const message = `Source "${this.#source}" sent "${value}" in a column of whole seconds.`
    this.#stream.fail(new QueryError('DATA_ERROR', message, { source: this.#source }))
  }

  #failed(error: unknown): void {
    this.#stream.fail(error)
    this.#finish()
  }

  #finish(): void {
    this.#stream.end()
    this.#ended = true
    this.#end.resolve()
  }
}
