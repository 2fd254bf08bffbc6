import { encodeBatchParts, ipcBytes } from '#arrow'
import { AjnaError, type AttemptRef, abortReason } from '#core'
import type { FetchTask, WorkerTaskResult } from '#queue'
import { BatchSender } from './batch-sender.ts'
import type { TaskProcessorOptions } from './task-processor-options.ts'

interface Counts {
  rows: number
  bytes: number
  /** Milliseconds spent waiting for the source. */
  sourceMs: number
}

/**
 * Runs one attempt of a fetch task: opens the exchange stream first, so that a cancel can reach it, then streams the
 * statement's rows as batches and commits. An attempt that finds its split committed by another one counts as done.
 * @throws AjnaError of the source, or EXCHANGE_BROKEN, CANCELED, TIMEOUT
 */
export function fetchRows(
  task: FetchTask,
  attempt: number,
  signal: AbortSignal,
  options: TaskProcessorOptions,
): Promise<WorkerTaskResult> {
  const { telemetry, workerId } = options
  return telemetry.tracer.span(
    'fetch',
    async (span) => {
      span.set('ajna.source', task.source)
      span.set('ajna.attempt', attempt)
      const started = performance.now()
      const counts: Counts = { rows: 0, bytes: 0, sourceMs: 0 }
      const fetched = (outcome: 'completed' | 'failed'): void =>
        telemetry.metrics.fetchFinished(
          task.source,
          outcome,
          (performance.now() - started) / 1000,
          counts.rows,
          counts.bytes,
        )
      try {
        await unlessCommitted(() => attemptFetch(task, attempt, signal, options, counts))
      } catch (error) {
        fetched('failed')
        throw error
      }
      fetched('completed')
      return {
        kind: 'fetch',
        rows: counts.rows,
        bytes: counts.bytes,
        worker_id: workerId,
        attempt,
        elapsed_ms: Math.round(performance.now() - started),
        source_ms: Math.round(counts.sourceMs),
      }
    },
    task.traceparent,
  )
}

async function unlessCommitted(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AjnaError && error.code === 'CONFLICT') return
    throw error
  }
}

async function attemptFetch(
  task: FetchTask,
  attempt: number,
  signal: AbortSignal,
  options: TaskProcessorOptions,
  counts: Counts,
): Promise<void> {
  const ref: AttemptRef = {
    query_id: task.query_id,
    fragment_id: task.fragment_id,
    split: task.split,
    attempt,
  }
  const stream = await options.sender.open(task.exchange, task.exchange_token, ref)
  const batches = new BatchSender(stream, ref, task.store, options.openParts)
  try {
    await copyRows(task, batches, AbortSignal.any([signal, stream.signal]), options, counts)
    // From here on the parts may count, whatever comes back: the receiver drops them if they do not.
    batches.handOver()
    await stream.commit()
  } catch (error) {
    stream.abort()
    await batches.drop()
    if (stream.signal.aborted) throw abortReason(stream.signal)
    if (signal.aborted) throw abortReason(signal)
    throw error
  }
}

async function copyRows(
  task: FetchTask,
  batches: BatchSender,
  signal: AbortSignal,
  options: TaskProcessorOptions,
  counts: Counts,
): Promise<void> {
  const { reader } = await options.readers.reader(task.source)
  const request = {
    sql: task.sql,
    parameters: task.parameters,
    fields: task.fields,
    timeoutMs: Math.max(1, task.deadline - Date.now()),
    ...(task.snapshot === null ? {} : { snapshot: task.snapshot }),
    ...(task.parts === null ? {} : { parts: task.parts }),
  }
  let waitingSince = performance.now()
  for await (const batch of reader.read(request, signal)) {
    counts.sourceMs += performance.now() - waitingSince
    const ipc = encodeBatchParts(batch)
    counts.rows += batch.numRows
    counts.bytes += ipcBytes(ipc)
    await batches.send(ipc, batch.numRows)
    waitingSince = performance.now()
  }
  counts.sourceMs += performance.now() - waitingSince
}
