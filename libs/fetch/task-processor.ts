import { QueryTimeoutError, unreachable, withDeadline } from '#core'
import type { Delivery, DescribeTask, SignedTask, TablesTask, TestTask, WorkerTask, WorkerTaskResult } from '#queue'
import { verifyTask } from '#queue'
import { fetchRows } from './fetch-rows.ts'
import { holdSnapshot } from './hold-snapshot.ts'
import type { ReaderPool } from './reader-pool.ts'
import type { TaskProcessorOptions } from './task-processor-options.ts'

/** Runs deliveries of the fetch queue. */
export type TaskProcessor = (delivery: Delivery<SignedTask<WorkerTask>>) => Promise<WorkerTaskResult>

/**
 * The handler of the fetch queue. A task that is not signed, or past its deadline, is not run.
 * @throws AjnaError whatever the task ends in; retryable ones are delivered again by the queue
 */
export function createTaskProcessor(options: TaskProcessorOptions): TaskProcessor {
  return async (delivery) => {
    const task = verifyTask(delivery.payload, options.clusterKey)
    const remaining = task.deadline - Date.now()
    const expired = `The deadline of the query passed before source "${task.source}" had answered.`
    if (remaining <= 0) throw new QueryTimeoutError(expired, { source: task.source })
    const deadline = withDeadline([delivery.signal], remaining, expired)
    try {
      return await run(task, delivery.attempt, deadline.signal, options)
    } finally {
      deadline.clear()
    }
  }
}

function run(
  task: WorkerTask,
  attempt: number,
  signal: AbortSignal,
  options: TaskProcessorOptions,
): Promise<WorkerTaskResult> {
  switch (task.kind) {
    case 'fetch':
      return fetchRows(task, attempt, signal, options)
    case 'snapshot':
      return holdSnapshot(task, attempt, signal, options)
    case 'describe':
      return describe(task, signal, options.readers)
    case 'tables':
      return tables(task, signal, options.readers)
    case 'test':
      return test(task, signal, options.readers)
    default:
      return unreachable(task)
  }
}

async function describe(task: DescribeTask, signal: AbortSignal, readers: ReaderPool): Promise<WorkerTaskResult> {
  const { reader, config } = await readers.reader(task.source)
  const declared = config.declared[task.table.table]?.columns ?? {}
  const description = await reader.describe(task.table, declared, signal)
  return { kind: 'describe', description: description ?? null }
}

async function tables(task: TablesTask, signal: AbortSignal, readers: ReaderPool): Promise<WorkerTaskResult> {
  const { reader } = await readers.reader(task.source)
  return { kind: 'tables', tables: await reader.tables(signal) }
}

async function test(task: TestTask, signal: AbortSignal, readers: ReaderPool): Promise<WorkerTaskResult> {
  const started = performance.now()
  const { reader } = await readers.reader(task.source)
  const server = await reader.test(signal)
  return { kind: 'test', server, elapsed_ms: Math.round(performance.now() - started) }
}
