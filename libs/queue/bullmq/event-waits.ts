import { setTimeout as sleep } from 'node:timers/promises'
import type { JobOutcome } from '../port.ts'
import type { BullEvents, OnError } from './backend.ts'
import { failureFromText } from './failure-text.ts'

/** What an event says of a job: how it ended, or only that its state is worth reading. */
export type Notice = { readonly ended: JobOutcome<string> } | 'changed'

type Listener = (notice: Notice) => void

const REOPEN_MS = 1_000

/** Listens to a queue's events for those who wait for jobs, and reopens the stream when it fails. */
export class EventWaits {
  readonly #open: () => BullEvents
  readonly #onError: OnError
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #closing = new AbortController()
  readonly #loop: Promise<void>

  constructor(open: () => BullEvents, onError: OnError) {
    this.#open = open
    this.#onError = onError
    this.#loop = this.#listen()
  }

  /** Calls `listener` for each event of the job until the returned function is called. */
  listen(jobId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(jobId) ?? new Set()
    this.#listeners.set(jobId, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(jobId) === listeners) this.#listeners.delete(jobId)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#loop
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const events = this.#open()
      this.#attach(events)
      const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      await Promise.race([this.#run(events), closed])
      await events.close().catch(this.#onError)
      if (!signal.aborted) await sleep(REOPEN_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  async #run(events: BullEvents): Promise<void> {
    try {
      await events.run()
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#onError(asError(error))
    }
  }

  #attach(events: BullEvents): void {
    events.on('completed', ({ jobId, returnvalue }) => {
      this.#tell(jobId, { ended: { status: 'completed', result: String(returnvalue) } })
    })
    events.on('failed', ({ jobId, failedReason }) => {
      this.#tell(jobId, { ended: { status: 'failed', failure: failureFromText(failedReason, jobId) } })
    })
    events.on('removed', ({ jobId }) => this.#tell(jobId, 'changed'))
  }

  #tell(jobId: string, notice: Notice): void {
    for (const listener of this.#listeners.get(jobId) ?? []) listener(notice)
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
