import { fromFailure } from '#core'
import {
  type JobOutcome,
  type JobQueue,
  type SignedTask,
  signTask,
  type WorkerTask,
  type WorkerTaskResult,
} from '#queue'

/** The fetch queue as the scheduler sees it: a task goes in, its result comes out. */
export interface TaskDispatcher {
  /** Puts a task on the queue. Describes, listings and tests go before fetches of the same moment. */
  enqueue(task: WorkerTask, priority: number): Promise<void>
  /** How a task ended; rejects only when the signal aborts. */
  outcome(task: WorkerTask, signal: AbortSignal): Promise<JobOutcome<WorkerTaskResult>>
  /** Takes a task that has not started off the queue. */
  withdraw(task: WorkerTask): Promise<void>
  /**
   * Runs a task to its end.
   * @throws AjnaError what the task failed with
   */
  run(task: WorkerTask, signal: AbortSignal): Promise<WorkerTaskResult>
}

/** How often a task may end in a retryable failure before its query fails. */
const MAX_FAILURES = 3
const INTERACTIVE_PRIORITY = 9

/** The queue that a task waits in. */
export type QueueOf = (task: WorkerTask) => JobQueue<SignedTask<WorkerTask>, WorkerTaskResult>

export function createTaskDispatcher(queueOf: QueueOf, clusterKey: string): TaskDispatcher {
  const enqueue = (task: WorkerTask, priority: number): Promise<void> =>
    queueOf(task).add(task.task_id, signTask(task, clusterKey), { priority, maxFailures: MAX_FAILURES })
  const outcome = (task: WorkerTask, signal: AbortSignal): Promise<JobOutcome<WorkerTaskResult>> =>
    queueOf(task).outcome(task.task_id, signal)
  return {
    enqueue,
    outcome,
    withdraw: (task) => queueOf(task).remove(task.task_id),
    async run(task, signal) {
      await enqueue(task, INTERACTIVE_PRIORITY)
      const ended = await outcome(task, signal)
      if (ended.status === 'failed') throw fromFailure(ended.failure)
      return ended.result
    },
  }
}
