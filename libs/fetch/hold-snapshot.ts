import type { HeldSnapshot } from '#connectors'
import { type AttemptRef, abortReason, QueryError } from '#core'
import type { AttemptStream } from '#exchange'
import type { SnapshotTask, WorkerTaskResult } from '#queue'
import type { TaskProcessorOptions } from './task-processor-options.ts'

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
    await stream.send([new TextEncoder().encode(held.id)], 1)
  } catch (error) {
    await held.release()
    throw error
  }
}
