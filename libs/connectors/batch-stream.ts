import type { RecordBatch } from 'apache-arrow'
import { BatchBuilder, type Field } from '#arrow'
import { appendValue, type DriverValue } from './append-value.ts'
import { BatchQueue, type Flow } from './batch-queue.ts'
import { BATCH_ROWS } from './spi.ts'

/** Between a driver that pushes rows and a reader that pulls batches: bounded by pausing the driver. */
export class BatchStream {
  readonly #builder: BatchBuilder
  readonly #queue: BatchQueue

  constructor(source: string, fields: readonly Field[], flow: Flow) {
    this.#builder = new BatchBuilder(source, fields, BATCH_ROWS)
    this.#queue = new BatchQueue(flow)
  }

  /** One row. A value that does not fit fails the stream. */
  row(values: readonly DriverValue[]): void {
    if (this.#queue.closed) return
    try {
      this.#append(values)
    } catch (error) {
      this.fail(error)
    }
  }

  /** No more rows: what is left becomes the last batch. */
  end(): void {
    if (this.#queue.closed) return
    if (this.#builder.rows > 0) this.#queue.push(this.#builder.take())
    this.#queue.end()
  }

  /** The reader gets this error instead of any further batch. */
  fail(error: unknown): void {
    this.#queue.fail(error)
  }

  /** The next batch; undefined after the last. @throws what `fail` was given */
  next(): Promise<RecordBatch | undefined> {
    return this.#queue.next()
  }

  #append(values: readonly DriverValue[]): void {
    const { columns } = this.#builder
    for (const [index, column] of columns.entries()) {
      appendValue(column, values[index] ?? null)
    }
    this.#builder.endRow()
    if (this.#builder.full) this.#queue.push(this.#builder.take())
  }
}
