import type { StoreAddress } from '#core'
import type { ExchangeReceiver } from '#exchange'
import type { DistributedPlan, Fragment } from '#plan'
import type { FragmentLanding } from './fragment-landing.ts'
import type { FragmentOrder } from './fragment-order.ts'
import type { FetchProgress } from './progress.ts'
import type { QueryRecord } from './query-record.ts'
import type { TaskDispatcher } from './task-dispatcher.ts'

/** The fetches of one run of a query. */
export interface FetchRun {
  readonly plan: DistributedPlan
  readonly record: QueryRecord
  /** Keeps the tasks of a query's runs apart. */
  readonly run: string
  readonly landing: FragmentLanding
  readonly progress: FetchProgress
  /** Called when all rows of a fragment have landed. */
  readonly onFragment: (fragment: Fragment) => Promise<void>
  /** Says when each fragment is to run, and with which statement. */
  readonly order: FragmentOrder
  readonly exchange: ExchangeReceiver
  readonly tasks: TaskDispatcher
  readonly traceparent: string | null
  /** The store whose parts the fetched rows are; null when they go elsewhere. */
  readonly store: StoreAddress | null
}
