import type { RecordBatch } from 'apache-arrow'
import { BatchBuilder, type Field } from '#arrow'
import { appendValue, type DriverValue } from './append-value.ts'
import { BATCH_ROWS } from './spi.ts'

/** How a driver's socket is told to stop and go on. */
export interface Flow {
  pause(): void
  resume(): void
}

/** Batches that may wait for their reader before the source is paused. */
const MAX_WAITING = 2

/** Between a driver that pushes rows and a reader that pulls batches: bounded by pausing the driver. */
export class BatchStream {
  readonly #builder: BatchBuilder
  readonly #flow: Flow
  readonly #waiting: RecordBatch[] = []
  #paused = false
  #closed = false
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  constructor(source: string, fields: readonly Field[], flow: Flow) {
    this.#builder = new BatchBuilder(source, fields, BATCH_ROWS)
    this.#flow = flow
  }

  /** True once no further row is wanted. */
  get closed(): boolean {
    return this.#closed
  }

  /** One row. A value that does not fit fails the stream. */
  row(values: readonly DriverValue[]): void {
    if (this.#closed) return
    try {
      this.#append(values)
    } catch (error) {
      this.fail(error)
    }
  }

  /** No more rows: what is left becomes the last batch. */
  end(): void {
    if (this.#closed) return
    if (this.#builder.rows > 0) this.#waiting.push(this.#builder.take())
    this.#close()
  }

  /** The reader gets this error instead of any further batch. */
  fail(error: unknown): void {
    if (this.#closed) return
    this.#failure = { error }
    this.#waiting.length = 0
    this.#close()
  }

  /** The next batch; undefined after the last. @throws what `fail` was given */
  async next(): Promise<RecordBatch | undefined> {
    for (;;) {
      const batch = this.#waiting.shift()
      if (batch !== undefined) {
        this.#resume()
        return batch
      }
      if (this.#failure !== undefined) throw this.#failure.error
      if (this.#closed) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #append(values: readonly DriverValue[]): void {
    const { columns } = this.#builder
    for (const [index, column] of columns.entries()) {
      appendValue(column, values[index] ?? null)
    }
    this.#builder.endRow()
    if (!this.#builder.full) return
    this.#waiting.push(this.#builder.take())
    if (this.#waiting.length >= MAX_WAITING && !this.#paused) {
      this.#paused = true
      this.#flow.pause()
    }
    this.#wakeUp()
  }

  #close(): void {
    this.#closed = true
    this.#resume()
    this.#wakeUp()
  }

  #resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#flow.resume()
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
