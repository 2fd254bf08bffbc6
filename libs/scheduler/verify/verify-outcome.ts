import { type AjnaError, QueryError, toFailure } from '#core'
import type { DistributedPlan, ResultOrder } from '#plan'
import { columnBatches, type EngineValue, valueReader } from '#results'
import type { QueryPlanner } from '../planner-port.ts'
import type { QueryRecord } from '../query-record.ts'
import { type QueryOutcome, type QueryRunOptions, runPlan } from '../query-run.ts'
import type { StoredResult } from '../result-parts.ts'
import { firstDifference } from './same-rows.ts'

export interface VerifyOptions extends QueryRunOptions {
  readonly planner: QueryPlanner
}

/** One run of a query, whose answer is to be verified. */
export interface VerifiedRun {
  readonly record: QueryRecord
  readonly run: number
  readonly signal: AbortSignal
  readonly options: VerifyOptions
}

/**
 * Runs the query the other way too, without pushdown or with it, and compares the answers.
 * @throws QueryError VERIFICATION_FAILED with the first difference; what the second run fails with for reasons of its own
 */
export async function verifyOutcome(outcome: QueryOutcome, verified: VerifiedRun): Promise<void> {
  const { record, signal, options } = verified
  const { submission, as_of, query_id } = record.manifest
  const { plan, order } = await options.planner.verification(submission, as_of, signal)
  await record.change({
    message: `The answer is compared with that of a second run ${secondWay(submission.pushdown)}.`,
  })
  const other = await runOtherWay(plan, verified)
  const difference = await compare(outcome.result, other, plan, order, verified)
  await options.store.deleteParts(
    query_id,
    other.parts.map(({ name }) => name),
  )
  if (difference !== undefined) throw failed(submission.pushdown, difference)
}

/** A delivery's second run goes by the negative number, so that tasks and parts of the two do not meet. */
async function runOtherWay(
  plan: DistributedPlan,
  { record, run, signal, options }: VerifiedRun,
): Promise<StoredResult> {
  try {
    return (await runPlan(plan, record, -run, signal, options)).result
  } catch (error) {
    const failure = toFailure(error)
    if (signal.aborted || !IS_AN_ANSWER.has(failure.code)) throw error
    throw failed(record.manifest.submission.pushdown, `it has rows one way, and the other it fails: ${failure.message}`)
  }
}

/** Failures that are the query's answer, and not those of a server or of time. */
const IS_AN_ANSWER: ReadonlySet<AjnaError['code']> = new Set<AjnaError['code']>(['DATA_ERROR', 'SOURCE_REJECTED'])

async function compare(
  first: StoredResult,
  second: StoredResult,
  { fields }: DistributedPlan,
  order: ResultOrder,
  { record, options }: VerifiedRun,
): Promise<string | undefined> {
  const rowsOf = async ({ parts }: StoredResult): Promise<readonly (readonly EngineValue[])[]> => {
    const rows: EngineValue[][] = []
    for (const part of parts) {
      const ipc = await options.store.readPart(record.manifest.query_id, part.name)
      for (const batch of columnBatches(fields, ipc)) {
        const readers = batch.columns.map(valueReader)
        for (let row = 0; row < batch.rows; row += 1) rows.push(readers.map((read) => read(row)))
      }
    }
    return rows
  }
  // `default_limit` cut the answer: the row beyond it, which the plan's limit counts, is not there.
  const limit = first.truncated ? first.rows : order.limit
  return firstDifference({
    fields,
    first: await rowsOf(first),
    second: await rowsOf(second),
    order: { ...order, limit },
  })
}

function secondWay(pushdown: string): string {
  return pushdown === 'off' ? 'with pushdown' : 'without pushdown'
}

function failed(pushdown: string, difference: string): QueryError {
  const ways = pushdown === 'off' ? 'without pushdown, then with it' : 'with pushdown, then without it'
  return new QueryError(
    'VERIFICATION_FAILED',
    `The two answers to this query differ (${ways}): ${difference}; the plan shows the statements to compare.`,
  )
}
