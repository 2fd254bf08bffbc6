import type { RecordBatch } from 'apache-arrow'

/** How a driver's socket is told to stop and go on. */
export interface Flow {
  pause(): void
  resume(): void
}

/** Batches that may wait for their reader before the source is paused. */
const MAX_WAITING = 2

interface Waiting {
  readonly batch: RecordBatch
  readonly release: () => void
}

/**
 * Between a source that pushes batches and a reader that pulls them: bounded by pausing the source. The memory of a
 * batch goes back to the source when the reader asks for the next one.
 */
export class BatchQueue {
  readonly #flow: Flow
  readonly #waiting: Waiting[] = []
  #releaseLast: () => void = () => undefined
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

  /** `release` lets the batch's memory be written again. */
  push(batch: RecordBatch, release: () => void = () => undefined): void {
    if (this.#closed) return
    this.#waiting.push({ batch, release })
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
    this.#releaseLast()
    this.#releaseLast = () => undefined
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        this.#releaseLast = next.release
        this.#resume()
        return next.batch
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
