import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import duckdb from '@duckdb/node-bindings'
import type { Literal } from '#plan'
import { bindParameters } from './bind-parameters.ts'

/** Milliseconds a kernel works before it looks for messages. */
const SLICE_MS = 10
/** How often it asks for work at once before it sleeps, while DuckDB's other threads have all of it. */
const PATIENT_TURNS = 20

/**
 * Runs a statement up to its first rows, in slices of this thread: libuv's pool of four threads, which the whole
 * process shares, stays free. `check` is called between slices and may throw.
 */
export async function runStatement(
  connection: duckdb.Connection,
  sql: string,
  parameters: readonly Literal[],
  check: () => void,
): Promise<duckdb.Result> {
  const statement = await duckdb.prepare(connection, sql)
  bindParameters(statement, parameters)
  check()
  const pending = duckdb.pending_prepared_streaming(statement)
  await work(pending, check)
  return duckdb.execute_pending(pending)
}

/**
 * The error of a statement that failed while its rows were streamed, where the binding does not give it: the statement
 * is run once more without them.
 */
export async function streamFailure(
  connection: duckdb.Connection,
  sql: string,
  parameters: readonly Literal[],
  check: () => void,
): Promise<unknown> {
  try {
    await runStatement(connection, `EXPLAIN ANALYZE ${sql}`, parameters, check)
  } catch (error) {
    return error
  }
  return new Error('Internal Error: the result ended before its last row')
}

async function work(pending: duckdb.PendingResult, check: () => void): Promise<void> {
  let turn = performance.now()
  let idle = 0
  for (;;) {
    const state = duckdb.pending_execute_task(pending)
    if (state === duckdb.PendingState.RESULT_READY) return
    if (state === duckdb.PendingState.ERROR) throw new Error(duckdb.pending_error(pending))
    if (state === duckdb.PendingState.NO_TASKS_AVAILABLE) {
      idle += 1
      if (idle > PATIENT_TURNS) await sleep(1)
      else await nextTurn()
    } else {
      idle = 0
      if (performance.now() - turn < SLICE_MS) continue
      await nextTurn()
    }
    turn = performance.now()
    check()
  }
}
