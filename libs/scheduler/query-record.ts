import type { Manifest, QueryProgress, ResultStore } from '#results'

/** Milliseconds between two writes of mere progress. */
const PROGRESS_INTERVAL_MS = 1000

/**
 * The manifest of a query this coordinator runs: the live copy, written to the store in order. A change of state is
 * durable when `change` resolves; progress is written now and then.
 */
export class QueryRecord {
  readonly #store: ResultStore
  readonly #listeners = new Set<() => void>()
  #manifest: Manifest
  #writing: Promise<void> = Promise.resolve()
  #lastWrite = Date.now()

  constructor(manifest: Manifest, store: ResultStore) {
    this.#manifest = manifest
    this.#store = store
  }

  get manifest(): Manifest {
    return this.#manifest
  }

  /** Applies a change and resolves when it is stored. */
  change(patch: Partial<Manifest>): Promise<void> {
    this.#manifest = { ...this.#manifest, ...patch }
    const written = this.#write(this.#manifest)
    return written.finally(() => this.#notify())
  }

  /** Applies progress at once for readers here, and stores it at most once a second. */
  progress(progress: QueryProgress): void {
    this.#manifest = { ...this.#manifest, progress }
    this.#notify()
    if (Date.now() - this.#lastWrite < PROGRESS_INTERVAL_MS) return
    // A lost write of progress costs nothing: the next change of state carries it and reports the store's failure.
    this.#write(this.#manifest).catch(() => undefined)
  }

  /** Calls back after each change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #write(manifest: Manifest): Promise<void> {
    this.#lastWrite = Date.now()
    const next = this.#writing.then(() => this.#store.replace(manifest))
    this.#writing = next.catch(() => undefined)
    return next
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
