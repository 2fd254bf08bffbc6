import type { HeldSnapshot } from '#connectors'
import type { AttemptStream } from '#exchange'

/** The snapshots that a worker holds for queries of all coordinators. */
export class SnapshotHolders {
  readonly #held = new Set<Promise<void>>()

  /** Holds a snapshot until its stream ends, it is lost, or the deadline (epoch ms) has passed. */
  keep(held: HeldSnapshot, stream: AttemptStream, deadline: number): void {
    const released = hold(held, stream, deadline)
    this.#held.add(released)
    void released.then(() => this.#held.delete(released))
  }

  /** Resolves when none is held any more. */
  async drained(): Promise<void> {
    await Promise.all(this.#held)
  }
}

async function hold(held: HeldSnapshot, stream: AttemptStream, deadline: number): Promise<void> {
  const end = Promise.withResolvers<void>()
  const finish = (): void => end.resolve()
  if (stream.signal.aborted) finish()
  stream.signal.addEventListener('abort', finish, { once: true })
  const timer = setTimeout(finish, Math.min(Math.max(0, deadline - Date.now()), MAX_TIMER_MS))
  await Promise.race([end.promise, held.lost])
  clearTimeout(timer)
  stream.signal.removeEventListener('abort', finish)
  stream.abort()
  await held.release()
}

/** The longest time a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1
