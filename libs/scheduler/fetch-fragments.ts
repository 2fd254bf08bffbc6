import { type AjnaError, abortable, delay, fromFailure, toFailure } from '#core'
import type { Fragment } from '#plan'
import type { FetchTask, SnapshotTask, WorkerTaskResult } from '#queue'
import type { FragmentStatistics } from '#results'
import type { FetchRun } from './fetch-run.ts'
import { fetchTasks, fragmentStatistics } from './fetch-tasks.ts'
import type { OrderedStatement } from './fragment-order.ts'
import { isSnapshotLost, SharedSnapshots } from './shared-snapshots.ts'

/** How long a canceled query waits for its sources to confirm, in milliseconds. */
const CANCEL_CONFIRM_MS = 30_000

/**
 * Fetches all fragments, each as soon as its turn comes, and resolves when all have landed. When it throws, every fetch
 * has been told to stop, and either its end was confirmed or 30 s have passed.
 * @throws AjnaError of the first fetch that failed; the signal's reason when it aborts
 */
export async function fetchFragments(fetchRun: FetchRun, signal: AbortSignal): Promise<readonly FragmentStatistics[]> {
  const { plan, landing, record, exchange } = fetchRun
  const snapshots = new SharedSnapshots(plan.snapshots)
  const doors = exchange.receive(
    record.manifest.query_id,
    (attempt) => snapshots.open(attempt) ?? landing.open(attempt),
  )
  const holders = snapshots.tasks(fetchRun, doors)
  const started: FetchTask[] = []
  const stop = new AbortController()
  const combined = AbortSignal.any([signal, stop.signal])
  try {
    for (const task of holders) void snapshots.take(task, fetchRun, combined)
    const fetched = plan.fragments.map(async (fragment) => {
      const [statement, snapshot] = await Promise.all([
        fetchRun.order.statement(fragment, combined),
        abortable(snapshots.idFor(fragment), combined),
      ])
      const tasks = fetchTasks(fragment, statement, snapshot, fetchRun, doors)
      started.push(...tasks)
      return fetchOne(fragment, statement, tasks, fetchRun, combined)
    })
    return await Promise.race([Promise.all(fetched), snapshots.lost])
  } catch (error) {
    stop.abort()
    snapshots.close()
    await doors.close()
    const tasks = [...holders, ...started]
    await (isSnapshotLost(error) ? withdraw(tasks, fetchRun) : confirmStopped(tasks, fetchRun))
    throw error
  } finally {
    snapshots.close()
    await doors.close()
  }
}

/** Fetches all splits of a fragment at once. */
async function fetchOne(
  fragment: Fragment,
  statement: OrderedStatement,
  tasks: readonly FetchTask[],
  fetchRun: FetchRun,
  signal: AbortSignal,
): Promise<FragmentStatistics> {
  const { landing, onFragment, order, progress } = fetchRun
  const results = await Promise.all(tasks.map((task) => fetchSplit(task, fetchRun, signal)))
  await onFragment(fragment)
  order.landed(fragment)
  progress.fragmentDone(fragment.fragment_id)
  progress.report(landing)
  return fragmentStatistics(fragment, statement, fetchRun, results)
}

async function fetchSplit(
  task: FetchTask,
  { record, tasks }: FetchRun,
  signal: AbortSignal,
): Promise<WorkerTaskResult> {
  await tasks.enqueue(task, record.manifest.submission.priority)
  const outcome = await tasks.outcome(task, signal)
  if (outcome.status === 'failed') throw withSource(fromFailure(outcome.failure), task)
  return outcome.result
}

type RunTask = FetchTask | SnapshotTask

async function withdraw(fetches: readonly RunTask[], { tasks }: FetchRun): Promise<void> {
  await Promise.allSettled(fetches.map((task) => tasks.withdraw(task)))
}

/** Takes waiting fetches back and waits for the running ones to end; says which sources did not confirm in time. */
async function confirmStopped(fetches: readonly RunTask[], fetchRun: FetchRun): Promise<void> {
  const { record, tasks } = fetchRun
  await withdraw(fetches, fetchRun)
  const patience = new AbortController()
  const unconfirmed = new Set(fetches.map((task) => task.source))
  const ended = fetches.map(async (task) => {
    await tasks.outcome(task, patience.signal)
    unconfirmed.delete(task.source)
  })
  // The wait ends with the race: its timer would keep a process alive that has drained.
  await Promise.race([Promise.allSettled(ended), delay(CANCEL_CONFIRM_MS, patience.signal)])
  patience.abort()
  await Promise.allSettled(ended)
  if (unconfirmed.size === 0) return
  const sources = [...unconfirmed].join(', ')
  await record.change({ message: `cancel_unconfirmed: ${sources} did not say that the statement stopped.` })
}

function withSource(error: AjnaError, { source }: FetchTask): AjnaError {
  const failure = toFailure(error)
  return failure.source === undefined ? fromFailure({ ...failure, source }) : error
}
