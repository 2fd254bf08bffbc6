import type { RecordBatch } from 'apache-arrow'

/** How a driver's socket is told to stop and go on. */
export interface Flow {
  pause(): void
  resume(): void
}

/** Batches that may wait for their reader before the source is paused. */
const MAX_WAITING = 2

/** Between a source that pushes batches and a reader that pulls them: bounded by pausing the source. */
export class BatchQueue {
  readonly #flow: Flow
  readonly #waiting: RecordBatch[] = []
  #paused = false
  #closed = false
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  constructor(flow: Flow) {
    this.#flow = flow
  }

  /** True once no further batch is wanted. */
  get closed(): boolean {
    return this.#closed
  }

  push(batch: RecordBatch): void {
    if (this.#closed) return
    this.#waiting.push(batch)
    if (this.#waiting.length >= MAX_WAITING && !this.#paused) {
      this.#paused = true
      this.#flow.pause()
    }
    this.#wakeUp()
  }

  /** No more batches after those that wait. */
  end(): void {
    if (!this.#closed) this.#close()
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
