import type { Manifest, QueryProgress, ResultStore } from '#results'

/** Milliseconds between two writes of mere progress. */
const PROGRESS_INTERVAL_MS = 1000

/**
 * The manifest of a query this coordinator runs: the live copy, written to the store one write after the other, each
 * as the manifest is when its turn comes. A change is durable when `change` resolves; what a later one replaces anyway
 * is noted without waiting, and progress is written now and then.
 */
export class QueryRecord {
  readonly #store: ResultStore
  readonly #listeners = new Set<() => void>()
  #manifest: Manifest
  #writing: Promise<void> = Promise.resolve()
  /** The write that waits for its turn. */
  #next: Promise<void> | null = null
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
    return this.#write().finally(() => this.#notify())
  }

  /** Applies a change on the way to another: known here at once, stored soon. */
  note(patch: Partial<Manifest>): void {
    this.#manifest = { ...this.#manifest, ...patch }
    this.#notify()
    // The next change carries it and reports the store's failure.
    this.#write().catch(() => undefined)
  }

  /** Applies progress at once for readers here, and stores it at most once a second. */
  progress(progress: QueryProgress): void {
    this.#manifest = { ...this.#manifest, progress }
    this.#notify()
    if (Date.now() - this.#lastWrite < PROGRESS_INTERVAL_MS) return
    // A lost write of progress costs nothing: the next change of state carries it and reports the store's failure.
    this.#write().catch(() => undefined)
  }

  /** Calls back after each change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #write(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = null
      this.#lastWrite = Date.now()
      return this.#store.replace(this.#manifest)
    })
    this.#writing = this.#next.catch(() => undefined)
    return this.#next
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
