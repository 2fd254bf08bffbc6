import { decodeBatches } from '#arrow'
import { abortReason, QueryError, type QueryId, throwIfAborted } from '#core'
import type { ExchangeReceiver } from '#exchange'
import { type DistributedPlan, type Fragment, fetchesOf } from '#plan'
import type { FragmentStatistics, ResultStore } from '#results'
import type { Telemetry } from '#telemetry'
import type { Computation, ComputationStatistics } from './computation.ts'
import type { DynamicFilterMode, KeyReader } from './dynamic-filter.ts'
import { fetchFragments } from './fetch-fragments.ts'
import type { FetchRun } from './fetch-run.ts'
import { FragmentOrder } from './fragment-order.ts'
import { KernelLanding } from './kernel-landing.ts'
import { type ComputationOptions, openComputation } from './open-computation.ts'
import { planWaits, type Waits } from './plan-waits.ts'
import { FetchProgress } from './progress.ts'
import type { QueryRecord } from './query-record.ts'
import { joinedResults, landInStore, PartWriter, type StoredResult } from './result-parts.ts'
import { isSnapshotLost } from './shared-snapshots.ts'
import type { TaskDispatcher } from './task-dispatcher.ts'

export interface QueryRunOptions extends ComputationOptions {
  readonly exchange: ExchangeReceiver
  readonly tasks: TaskDispatcher
  readonly store: ResultStore
  readonly telemetry: Telemetry
  readonly dynamicFilters: DynamicFilterMode
}

/** What running a plan gave, and where the time went (milliseconds). */
export interface QueryOutcome {
  readonly result: StoredResult
  readonly fragments: readonly FragmentStatistics[]
  readonly fetchMs: number
  readonly computeMs: number
  readonly kernel: ComputationStatistics | null
}

interface PlanRun {
  readonly plan: DistributedPlan
  readonly record: QueryRecord
  /** The start of this query by its number, and `x1`, `x2` when it began anew. */
  readonly run: string
  readonly signal: AbortSignal
  readonly options: QueryRunOptions
}

/**
 * Runs a plan: fetches its fragments, lets kernels compute the residual, stores the result's parts.
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
  for (let restarts = 0; ; restarts += 1) {
    const planRun = { plan, record, run: restarts === 0 ? `${run}` : `${run}x${restarts}`, signal, options }
    try {
      return await (plan.residual === null ? runWhole(planRun) : runWithKernels(planRun))
    } catch (error) {
      if (!isSnapshotLost(error) || signal.aborted) throw error
      if (restarts === MAX_RESTARTS) throw lostTooOften(error)
      await record.change({ message: `${error.message} All is fetched again.` })
    }
  }
}

/** How often a query begins anew because a snapshot that its fetches share was lost. */
const MAX_RESTARTS = 2

function lostTooOften({ message, detail }: QueryError): QueryError {
  return new QueryError(
    'SNAPSHOT_LOST',
    `${message} It was lost ${MAX_RESTARTS + 1} times; run the query again later.`,
    {
      ...detail,
      retryable: true,
    },
  )
}

const NO_WAITS: Waits = new Map()

/** A single fragment has no other one to take keys from. */
const NO_KEYS: KeyReader = {
  keys: async () => [],
  range: async () => undefined,
}

/** One source answers the whole query: its rows go straight to the store. */
async function runWhole(planRun: PlanRun): Promise<QueryOutcome> {
  const { plan, record, run, options } = planRun
  const [fragment] = plan.fragments
  if (fragment === undefined) throw new QueryError('INTERNAL', 'The plan of this query has nothing to run.')
  const progress = new FetchProgress(plan, record)
  const order = new FragmentOrder(NO_WAITS, NO_KEYS, () => 0, options.dynamicFilters)
  const ledger = landInStore(options.store, run, plan.default_limit, () => progress.report(ledger))
  const started = performance.now()
  try {
    const fragments = await fetch(planRun, {
      landing: ledger,
      progress,
      onFragment: () => Promise.resolve(),
      order,
      store: options.store.address,
    })
    const landed = ledger.committed(fragment.fragment_id)
    if (landed.length !== fetchesOf(fragment)) throw notCommitted(fragment)
    const fetchMs = Math.round(performance.now() - started)
    const result = await joinedResults(landed, plan, { store: options.store, query: record.manifest.query_id })
    return { result, fragments, fetchMs, computeMs: 0, kernel: null }
  } catch (error) {
    await Promise.all(ledger.committed(fragment.fragment_id).map((store) => store.drop()))
    throw error
  }
}

async function runWithKernels(planRun: PlanRun): Promise<QueryOutcome> {
  const { plan, signal, options } = planRun
  const { waits, expectedRows } = planWaits(plan, options.dynamicFilters)
  const computation = await openComputation(plan, expectedRows, options, signal)
  const interrupt = (): void => computation.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    return await fetchAndCompute(planRun, computation, waits)
  } catch (error) {
    if (signal.aborted) throw abortReason(signal)
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    await computation.close()
  }
}

async function fetchAndCompute(planRun: PlanRun, computation: Computation, waits: Waits): Promise<QueryOutcome> {
  const { plan, record, signal, options } = planRun
  const progress = new FetchProgress(plan, record)
  const landing: KernelLanding = new KernelLanding(computation.placesOf, plan.fragments, () =>
    progress.report(landing.ledger),
  )
  const started = performance.now()
  const fragments = await fetch(planRun, {
    landing: landing.ledger,
    progress,
    onFragment: (fragment) => landing.publish(fragment),
    store: null,
    order: new FragmentOrder(waits, computation.keys, (id) => landing.ledger.counts(id).rows, options.dynamicFilters),
  })
  const fetched = performance.now()
  throwIfAborted(signal)
  computation.onProgress((fraction) => progress.computing(landing.ledger, fraction))
  const result = await options.telemetry.tracer.span('compute', () => storeResidual(planRun, computation))
  const computed = performance.now()
  return {
    result,
    fragments,
    fetchMs: Math.round(fetched - started),
    computeMs: Math.round(computed - fetched),
    kernel: await computation.close(),
  }
}

function fetch(
  { plan, record, run, signal, options }: PlanRun,
  landing: Pick<FetchRun, 'landing' | 'progress' | 'onFragment' | 'order' | 'store'>,
): Promise<readonly FragmentStatistics[]> {
  const { exchange, tasks, telemetry } = options
  return telemetry.tracer.span('fetch fragments', ({ traceparent }) =>
    fetchFragments({ plan, record, run, exchange, tasks, traceparent, ...landing }, signal),
  )
}

async function storeResidual({ plan, record, run, options }: PlanRun, computation: Computation): Promise<StoredResult> {
  const id: QueryId = record.manifest.query_id
  const writer = new PartWriter(options.store, id, `r${run}-`, plan.default_limit)
  for await (const ipc of computation.run()) {
    const rows = decodeBatches(ipc).reduce((sum, batch) => sum + batch.numRows, 0)
    await writer.write(ipc, rows)
  }
  return writer.result()
}

function notCommitted(fragment: Fragment): QueryError {
  return new QueryError(
    'EXCHANGE_BROKEN',
    `Source "${fragment.source}" answered, but its rows did not reach this coordinator; run the query again.`,
    { source: fragment.source, retryable: true },
  )
}
