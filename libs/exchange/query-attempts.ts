import { type AttemptRef, QueryError, type StoredPart } from '#core'
import type { AttemptSink } from './port.ts'

type OnError = (error: Error) => void

interface Split {
  latest: number
  committed: boolean
  current: OpenAttempt | undefined
}

/**
 * The attempts of one query, on the receiving side: a later attempt of a split replaces an earlier one, one commits,
 * and each sink is ended exactly once, by `commit` or by `abort`.
 */
export class QueryAttempts {
  readonly #makeSink: (attempt: AttemptRef) => AttemptSink
  readonly #onError: OnError
  readonly #splits = new Map<string, Split>()
  #closed = false

  constructor(makeSink: (attempt: AttemptRef) => AttemptSink, onError: OnError) {
    this.#makeSink = makeSink
    this.#onError = onError
  }

  /**
   * Lets an attempt in; `reset` is called when it is stopped from this side.
   * @throws QueryError CONFLICT when its split has been committed (and only then), EXCHANGE_BROKEN when a later attempt
   *   has come, CANCELED when the query is over
   */
  async open(ref: AttemptRef, reset: (reason: QueryError) => void): Promise<OpenAttempt> {
    const split = this.#split(ref)
    this.#admit(ref, split, ref.attempt > split.latest)
    split.latest = ref.attempt
    await split.current?.replace(superseded(ref))
    this.#admit(ref, split, ref.attempt === split.latest)
    const attempt = new OpenAttempt(this.#makeSink(ref), reset, this.#onError, () => {
      split.committed = true
    })
    split.current = attempt
    return attempt
  }

  /** Resets every open attempt and resolves when all sinks have ended. */
  async close(): Promise<void> {
    this.#closed = true
    const current = [...this.#splits.values()].flatMap((split) => split.current ?? [])
    await Promise.all(current.map((attempt) => attempt.replace(over())))
  }

  #split({ fragment_id, split }: AttemptRef): Split {
    const key = `${fragment_id}/${split}`
    const known = this.#splits.get(key) ?? { latest: 0, committed: false, current: undefined }
    this.#splits.set(key, known)
    return known
  }

  #admit(ref: AttemptRef, split: Split, isLatest: boolean): void {
    if (this.#closed) throw over()
    if (split.committed) {
      throw new QueryError(
        'CONFLICT',
        `Another attempt of fragment ${ref.fragment_id}, split ${ref.split}, has been committed already.`,
      )
    }
    if (!isLatest) throw superseded(ref)
  }
}

/** One attempt that was let in. */
export class OpenAttempt {
  readonly #sink: AttemptSink
  readonly #reset: (reason: QueryError) => void
  readonly #onError: OnError
  readonly #onCommitted: () => void
  #state: 'open' | 'committing' | 'committed' | 'dropped' = 'open'
  #reason: Error = new QueryError('EXCHANGE_BROKEN', 'The stream has ended.', { retryable: true })
  #ended: Promise<void> = Promise.resolve()

  constructor(sink: AttemptSink, reset: (reason: QueryError) => void, onError: OnError, onCommitted: () => void) {
    this.#sink = sink
    this.#reset = reset
    this.#onError = onError
    this.#onCommitted = onCommitted
  }

  /** Hands a batch to the sink, as `AttemptSink.write`; rejects too when the attempt was stopped meanwhile. */
  async write(ipc: Uint8Array<ArrayBuffer>, rows: number): Promise<ArrayBuffer | undefined> {
    if (this.#state !== 'open') throw this.#reason
    const free = await this.#sink.write(ipc, rows)
    if (this.#state !== 'open') throw this.#reason
    return free
  }

  /** Tells the sink of a batch that is stored already, as `AttemptSink.adopt`. */
  async adopt(part: StoredPart): Promise<void> {
    if (this.#state !== 'open') throw this.#reason
    await this.#sink.adopt(part)
    if (this.#state !== 'open') throw this.#reason
  }

  /** Makes the attempt count; a commit the sink refuses drops it. */
  async commit(): Promise<void> {
    if (this.#state !== 'open') throw this.#reason
    this.#state = 'committing'
    const committing = this.#commitOrDrop()
    this.#ended = committing.catch(() => undefined)
    await committing
  }

  /** Drops what the attempt has written, unless it has ended or is just committing. */
  async drop(reason: Error): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'dropped'
      this.#reason = reason
      this.#ended = this.#abort()
    }
    await this.#ended
  }

  /** Drops the attempt and tells its sender; waits for a commit that is under way instead. */
  async replace(reason: QueryError): Promise<void> {
    const wasOpen = this.#state === 'open'
    const dropped = this.drop(reason)
    if (wasOpen) this.#reset(reason)
    await dropped
  }

  async #commitOrDrop(): Promise<void> {
    try {
      await this.#sink.commit()
    } catch (error) {
      this.#state = 'dropped'
      await this.#abort()
      throw error
    }
    this.#state = 'committed'
    this.#onCommitted()
  }

  async #abort(): Promise<void> {
    try {
      await this.#sink.abort()
    } catch (error) {
      this.#onError(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

function superseded({ fragment_id, split }: AttemptRef): QueryError {
  return new QueryError('EXCHANGE_BROKEN', `A later attempt of fragment ${fragment_id}, split ${split}, has begun.`, {
    retryable: true,
  })
}

function over(): QueryError {
  return new QueryError('CANCELED', 'The query was canceled or has ended.')
}
