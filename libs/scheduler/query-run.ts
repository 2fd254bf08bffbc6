import { decodeBatches } from '#arrow'
import { delay, fetchTaskId, fromFailure, QueryError, type QueryId, toFailure } from '#core'
import type { ExchangeReceiver } from '#exchange'
import type { Kernel, KernelPool, KernelStatistics } from '#kernels'
import type { DistributedPlan, Fragment } from '#plan'
import type { FetchTask, JobOutcome, WorkerTaskResult } from '#queue'
import type { FragmentStatistics, ResultStore } from '#results'
import type { Telemetry } from '#telemetry'
import type { FragmentLanding } from './fragment-landing.ts'
import { KernelLanding } from './kernel-landing.ts'
import type { QueryRecord } from './query-record.ts'
import { landInStore, PartWriter, type StoredResult } from './result-parts.ts'
import type { TaskDispatcher } from './task-dispatcher.ts'

export interface QueryRunOptions {
  readonly exchange: ExchangeReceiver
  readonly kernels: KernelPool
  readonly tasks: TaskDispatcher
  readonly store: ResultStore
  readonly telemetry: Telemetry
  /** Threads one kernel asks for, given what the pool has free. */
  readonly kernelThreads: () => number
}

/** What running a plan gave, and where the time went (milliseconds). */
export interface QueryOutcome {
  readonly result: StoredResult
  readonly fragments: readonly FragmentStatistics[]
  readonly fetchMs: number
  readonly computeMs: number
  readonly kernel: KernelStatistics | null
}

/** How long a canceled query waits for its sources to confirm, in milliseconds. */
const CANCEL_CONFIRM_MS = 30_000

/**
 * Runs a plan: fetches all fragments at once, lets the kernel compute the residual, stores the result's parts.
 * When it throws, every fetch has been told to stop, and either its end was confirmed or 30 s have passed.
 * @param run counts how often this query has been started, from 1; keeps the runs' tasks and parts apart
 * @throws AjnaError of a source, a kernel or the store; the signal's reason when it aborts
 */
export async function runPlan(
  plan: DistributedPlan,
  record: QueryRecord,
  run: number,
  signal: AbortSignal,
  options: QueryRunOptions,
): Promise<QueryOutcome> {
  if (plan.residual === null) return runWhole(plan, record, run, signal, options)
  return runResidual(plan, plan.residual, record, run, signal, options)
}

async function runWhole(
  plan: DistributedPlan,
  record: QueryRecord,
  run: number,
  signal: AbortSignal,
  options: QueryRunOptions,
): Promise<QueryOutcome> {
  const [fragment] = plan.fragments
  if (fragment === undefined) throw new QueryError('INTERNAL', 'The plan of this query has nothing to run.')
  const ledger = landInStore(options.store, run, plan.default_limit, () => report(record, plan, ledger, new Set()))
  const started = performance.now()
  const fragments = await fetchFragments(plan, ledger, record, run, signal, options, () => Promise.resolve())
  const [landed] = ledger.committed(fragment.fragment_id)
  if (landed === undefined) throw notCommitted(fragment)
  return {
    result: landed.result(),
    fragments,
    fetchMs: Math.round(performance.now() - started),
    computeMs: 0,
    kernel: null,
  }
}

async function runResidual(
  plan: DistributedPlan,
  residual: NonNullable<DistributedPlan['residual']>,
  record: QueryRecord,
  run: number,
  signal: AbortSignal,
  options: QueryRunOptions,
): Promise<QueryOutcome> {
  const kernel = await options.kernels.open(options.kernelThreads(), signal)
  const interrupt = (): void => kernel.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  let statistics: KernelStatistics | null = null
  try {
    const landing: KernelLanding = new KernelLanding(kernel, plan.fragments, () =>
      report(record, plan, landing.ledger, new Set()),
    )
    const started = performance.now()
    const fragments = await fetchFragments(plan, landing.ledger, record, run, signal, options, (fragment) =>
      landing.publish(fragment),
    )
    const fetched = performance.now()
    signal.throwIfAborted()
    const result = await options.telemetry.tracer.span('compute', () =>
      storeResidual(kernel, residual, record.manifest.query_id, `r${run}`, plan.default_limit, options.store),
    )
    const computed = performance.now()
    statistics = await kernel.close()
    return {
      result,
      fragments,
      fetchMs: Math.round(fetched - started),
      computeMs: Math.round(computed - fetched),
      kernel: statistics,
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    if (statistics === null) await kernel.close()
  }
}

async function storeResidual(
  kernel: Kernel,
  residual: NonNullable<DistributedPlan['residual']>,
  query: QueryId,
  prefix: string,
  limit: number | null,
  store: ResultStore,
): Promise<StoredResult> {
  const writer = new PartWriter(store, query, prefix, limit)
  for await (const ipc of kernel.run(residual)) {
    const rows = decodeBatches(ipc).reduce((sum, batch) => sum + batch.numRows, 0)
    await writer.write(ipc, rows)
  }
  return writer.result()
}

async function fetchFragments(
  plan: DistributedPlan,
  landing: FragmentLanding,
  record: QueryRecord,
  run: number,
  signal: AbortSignal,
  options: QueryRunOptions,
  onDone: (fragment: Fragment) => Promise<void>,
): Promise<readonly FragmentStatistics[]> {
  const { query_id, submission, submitted_at } = record.manifest
  const deadline = Date.parse(submitted_at) + submission.timeout_seconds * 1000
  const doors = options.exchange.receive(query_id, (attempt) => landing.open(attempt))
  const stop = new AbortController()
  const combined = AbortSignal.any([signal, stop.signal])
  const done = new Set<string>()
  const fetches = await options.telemetry.tracer.span('fetch fragments', async (span) =>
    plan.fragments.map((fragment) => ({
      fragment,
      task: {
        kind: 'fetch' as const,
        task_id: fetchTaskId(query_id, run, fragment.fragment_id, 0),
        query_id,
        fragment_id: fragment.fragment_id,
        split: 0,
        source: fragment.source,
        sql: fragment.sql,
        parameters: fragment.parameters,
        fields: fragment.fields,
        exchange: doors.address,
        exchange_token: doors.token(fragment.fragment_id, 0, deadline),
        deadline,
        traceparent: span.traceparent,
      },
    })),
  )
  const runOne = async ({ fragment, task }: { fragment: Fragment; task: FetchTask }): Promise<FragmentStatistics> => {
    await options.tasks.enqueue(task, submission.priority)
    const outcome = await options.tasks.outcome(task, combined)
    if (outcome.status === 'failed') throw withStatement(fromFailure(outcome.failure), fragment)
    await onDone(fragment)
    done.add(fragment.fragment_id)
    report(record, plan, landing, done)
    return statisticsOf(fragment, landing, outcome)
  }
  try {
    return await Promise.all(fetches.map(runOne))
  } catch (error) {
    stop.abort()
    await doors.close()
    await confirmStopped(
      fetches.map(({ task }) => task),
      record,
      options.tasks,
    )
    throw error
  } finally {
    await doors.close()
  }
}

/** Takes waiting fetches back and waits for the running ones to end; says which sources did not confirm in time. */
async function confirmStopped(
  tasks: readonly FetchTask[],
  record: QueryRecord,
  dispatcher: TaskDispatcher,
): Promise<void> {
  await Promise.allSettled(tasks.map((task) => dispatcher.withdraw(task)))
  const patience = new AbortController()
  const unconfirmed = new Set(tasks.map((task) => task.source))
  const ended = tasks.map(async (task) => {
    await dispatcher.outcome(task, patience.signal)
    unconfirmed.delete(task.source)
  })
  await Promise.race([Promise.allSettled(ended), delay(CANCEL_CONFIRM_MS)])
  patience.abort()
  await Promise.allSettled(ended)
  if (unconfirmed.size === 0) return
  await record.change({
    message: `cancel_unconfirmed: ${[...unconfirmed].join(', ')} did not say that the statement stopped.`,
  })
}

function withStatement(error: ReturnType<typeof fromFailure>, fragment: Fragment): ReturnType<typeof fromFailure> {
  const failure = toFailure(error)
  return fromFailure({ ...failure, source: failure.source ?? fragment.source })
}

function statisticsOf(
  fragment: Fragment,
  landing: FragmentLanding,
  outcome: Extract<JobOutcome<WorkerTaskResult>, { status: 'completed' }>,
): FragmentStatistics {
  const counts = landing.counts(fragment.fragment_id)
  const fetched = outcome.result.kind === 'fetch' ? outcome.result : undefined
  return {
    fragment_id: fragment.fragment_id,
    source: fragment.source,
    rows: counts.rows,
    bytes: counts.bytes,
    elapsed_ms: fetched?.elapsed_ms ?? 0,
    attempts: counts.attempts,
    worker_id: fetched?.worker_id ?? null,
  }
}

function report(record: QueryRecord, plan: DistributedPlan, landing: FragmentLanding, done: ReadonlySet<string>): void {
  const previous = record.manifest.progress?.fragments_done ?? 0
  const fragmentsDone = Math.max(previous, done.size)
  let rows = 0
  let bytes = 0
  for (const fragment of plan.fragments) {
    const counts = landing.counts(fragment.fragment_id)
    rows += counts.rows
    bytes += counts.bytes
  }
  record.progress({
    fragments_total: plan.fragments.length,
    fragments_done: fragmentsDone,
    rows,
    bytes,
    fraction: fractionOf(plan, landing, fragmentsDone),
  })
}

/** The share of the fetch that has arrived: by estimated rows where all fragments have an estimate, else by fragments. */
function fractionOf(plan: DistributedPlan, landing: FragmentLanding, fragmentsDone: number): number {
  const total = plan.fragments.length
  if (total === 0 || fragmentsDone === total) return total === 0 ? 0 : 0.95
  const shares = plan.fragments.map(({ fragment_id, estimated_rows }) => {
    if (estimated_rows === null || estimated_rows === 0) return null
    return Math.min(1, landing.counts(fragment_id).rows / estimated_rows)
  })
  const known = shares.filter((share) => share !== null)
  if (known.length < total) return (0.95 * fragmentsDone) / total
  return (0.95 * known.reduce((sum, share) => sum + share, 0)) / total
}

function notCommitted(fragment: Fragment): QueryError {
  return new QueryError(
    'EXCHANGE_BROKEN',
    `Source "${fragment.source}" answered, but its rows did not reach this coordinator; run the query again.`,
    { source: fragment.source, retryable: true },
  )
}
