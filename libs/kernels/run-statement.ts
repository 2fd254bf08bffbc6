import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import duckdb from '@duckdb/node-bindings'
import type { Literal } from '#plan'
import { bindParameters } from './bind-parameters.ts'

/** A statement that takes longer than the first of these milliseconds is looked at less often, and again after the second. */
const SHORT_MS = 2
const LONG_MS = 200
const LONG_PAUSE_MS = 5

/**
 * Runs a statement up to its first rows, on DuckDB's own threads: this one stays free for messages, and so does libuv's
 * pool of four threads, which the whole process shares. `check` is called now and then and may throw.
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
  await finished(pending, check)
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

async function finished(pending: duckdb.PendingResult, check: () => void): Promise<void> {
  const started = performance.now()
  for (;;) {
    const state = duckdb.pending_execute_check_state(pending)
    if (state === duckdb.PendingState.RESULT_READY) return
    if (state === duckdb.PendingState.ERROR) {
      // DuckDB calls a statement that has ended before its first row was asked for an error too, without a message.
      const message = duckdb.pending_error(pending)
      if (message === '') return
      throw new Error(message)
    }
    await pause(performance.now() - started)
    check()
  }
}

function pause(elapsedMs: number): Promise<void> {
  if (elapsedMs < SHORT_MS) return nextTurn()
  return sleep(elapsedMs < LONG_MS ? 1 : LONG_PAUSE_MS)
}
