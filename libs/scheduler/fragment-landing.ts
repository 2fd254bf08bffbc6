import type { AttemptRef, FragmentId } from '#core'
import { QueryError, type StoredPart } from '#core'
import type { AttemptSink } from '#exchange'

/** What has arrived for one fragment so far. */
export interface FragmentCounts {
  rows: number
  bytes: number
  attempts: number
}

/** Where the rows of a query's fragments land: tables of a kernel, or parts of the result. */
export interface FragmentLanding {
  open(attempt: AttemptRef): AttemptSink
  counts(fragment: FragmentId): Readonly<FragmentCounts>
}

/** Stores the rows of one attempt; `CommitLedger` decides which attempts count. */
export interface AttemptStore {
  /** As `AttemptSink.write`. */
  write(ipc: Uint8Array<ArrayBuffer>, rows: number): Promise<ArrayBuffer | undefined>
  /** As `AttemptSink.adopt`; absent where rows do not go to the result store. */
  adopt?(part: StoredPart): Promise<void>
  /** Everything written is in place. */
  finish(): Promise<void>
  drop(): Promise<void>
}

/**
 * Lets exactly one attempt of each split count: rows of others are dropped, and a second commit is refused.
 * The counts of a fragment are those of its live and committed attempts.
 */
export class CommitLedger<Store extends AttemptStore> implements FragmentLanding {
  readonly #make: (attempt: AttemptRef) => Store
  readonly #onProgress: () => void
  readonly #committed = new Map<string, Store>()
  readonly #counts = new Map<FragmentId, FragmentCounts>()

  constructor(make: (attempt: AttemptRef) => Store, onProgress: () => void) {
    this.#make = make
    this.#onProgress = onProgress
  }

  open(attempt: AttemptRef): AttemptSink {
    const key = splitKey(attempt.fragment_id, attempt.split)
    if (this.#committed.has(key)) throw alreadyCommitted(attempt)
    const store = this.#make(attempt)
    const counts = this.#countsOf(attempt.fragment_id)
    const own = { rows: 0, bytes: 0 }
    counts.attempts++
    const landed = (rows: number, bytes: number): void => {
      own.rows += rows
      own.bytes += bytes
      counts.rows += rows
      counts.bytes += bytes
      this.#onProgress()
    }
    return {
      write: async (ipc, rows) => {
        const bytes = ipc.byteLength
        const free = await store.write(ipc, rows)
        landed(rows, bytes)
        return free
      },
      adopt: async (part) => {
        if (store.adopt === undefined) throw strayPart(attempt)
        await store.adopt(part)
        landed(part.rows, part.bytes)
      },
      commit: async () => {
        await store.finish()
        if (this.#committed.has(key)) throw alreadyCommitted(attempt)
        this.#committed.set(key, store)
      },
      abort: async () => {
        counts.rows -= own.rows
        counts.bytes -= own.bytes
        await store.drop()
      },
    }
  }

  counts(fragment: FragmentId): Readonly<FragmentCounts> {
    return this.#countsOf(fragment)
  }

  /** The committed attempt of each split of a fragment, in split order. */
  committed(fragment: FragmentId): readonly Store[] {
    const prefix = `${fragment}/`
    return [...this.#committed.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
      .map(([, store]) => store)
  }

  #countsOf(fragment: FragmentId): FragmentCounts {
    const known = this.#counts.get(fragment)
    if (known !== undefined) return known
    const counts = { rows: 0, bytes: 0, attempts: 0 }
    this.#counts.set(fragment, counts)
    return counts
  }
}

function splitKey(fragment: FragmentId, split: number): string {
  return `${fragment}/${split}`
}

function strayPart({ fragment_id }: AttemptRef): QueryError {
  return new QueryError('EXCHANGE_BROKEN', `Rows of fragment ${fragment_id} were stored where nobody looks for them.`)
}

function alreadyCommitted(attempt: AttemptRef): QueryError {
  return new QueryError(
    'CONFLICT',
    `Another attempt of fragment ${attempt.fragment_id}, split ${attempt.split}, has been committed already.`,
  )
}
