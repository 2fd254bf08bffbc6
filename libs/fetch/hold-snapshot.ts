import type { HeldSnapshot } from '#connectors'
import { type AttemptRef, abortReason, QueryError } from '#core'
import type { AttemptStream } from '#exchange'
import type { SnapshotTask, WorkerTaskResult } from '#queue'
import type { TaskProcessorOptions } from './task-processor.ts'

/**
 * Runs a snapshot task: opens the exchange stream first, takes the snapshot and sends its id. It is held in the
 * background until the coordinator closes the stream; when the source drops it, the stream breaks.
 * @throws AjnaError of the source, or EXCHANGE_BROKEN, CANCELED, TIMEOUT
 */
export async function holdSnapshot(
  task: SnapshotTask,
  attempt: number,
  signal: AbortSignal,
  options: TaskProcessorOptions,
): Promise<WorkerTaskResult> {
  const ref: AttemptRef = { query_id: task.query_id, fragment_id: task.snapshot_id, split: 0, attempt }
  const stream = await options.sender.open(task.exchange, task.exchange_token, ref)
  try {
    const held = await takeSnapshot(task, AbortSignal.any([signal, stream.signal]), options)
    await sendId(held, stream)
    options.holders.keep(held, stream, task.deadline)
  } catch (error) {
    stream.abort()
    if (stream.signal.aborted) throw abortReason(stream.signal)
    if (signal.aborted) throw abortReason(signal)
    throw error
  }
  return { kind: 'snapshot', worker_id: options.workerId, attempt }
}

async function takeSnapshot(
  task: SnapshotTask,
  signal: AbortSignal,
  { readers }: TaskProcessorOptions,
): Promise<HeldSnapshot> {
  const { reader } = await readers.reader(task.source)
  if (reader.holdSnapshot === undefined) {
    throw new QueryError('INTERNAL', `Source "${task.source}" was asked for a snapshot, which it has not.`, {
      source: task.source,
    })
  }
  return reader.holdSnapshot(task.tables, Math.max(1, task.deadline - Date.now()), signal)
}

async function sendId(held: HeldSnapshot, stream: AttemptStream): Promise<void> {
  try {
    await stream.send(new TextEncoder().encode(held.id), 1)
  } catch (error) {
    await held.release()
    throw error
  }
}

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
