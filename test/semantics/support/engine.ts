import { setTimeout as delay } from 'node:timers/promises'
import { typeName } from '#arrow'
import { datasourcesFromObject, engineConfigFromObject } from '#config'
import { AjnaError, type Position, toFailure } from '#core'
import { type InProcessOptions, startInProcess } from '#engine'
import type { DistributedPlan } from '#plan'
import type { QueryRequest } from '#query'
import { FINAL_STATES, type Manifest, readRows, type Submission, storedRows } from '#results'
import { createTelemetry } from '#telemetry'
import { apart } from './apart.ts'
import { CONNECTIONS, type Connections, FORCED, SCANS, type Scans } from './forced.ts'
import type { Outcome } from './outcome.ts'
import { postgresText } from './postgres-text.ts'
import { counted, leaveTally, NO_QUERIES, type Tally } from './tally.ts'

export interface RunOptions {
  readonly pushdown?: Submission['pushdown']
  readonly verify?: boolean
  readonly consistency?: NonNullable<Submission['consistency']>
  readonly parameters?: Submission['parameters']
  /** Which SQL a text is written in. */
  readonly dialect?: NonNullable<Submission['dialect']>
  /** The source whose tables unqualified names mean. */
  readonly connection?: string
  /** Seconds the query may take; 120 unless the engine was opened with another number. */
  readonly timeoutSeconds?: number
}

/** The engine in this process over some sources. */
export interface SemanticsEngine {
  /** Runs SQL, or a QueryRequest, to its end; a failure is an outcome like any other. */
  run(query: string | QueryRequest, options?: RunOptions): Promise<Outcome>
  /** Begins to run SQL and waits until its kernels compute, all rows landed: how it ends is still to come. */
  computing(sql: string): Promise<{ readonly end: Promise<Manifest> }>
  /** Runs SQL to its end and says how. @throws AjnaError for what is wrong before it runs */
  manifest(sql: string, options?: RunOptions): Promise<Manifest>
  /** The plan of SQL. @throws AjnaError */
  plan(sql: string, options?: RunOptions): Promise<DistributedPlan>
  /** What became of the queries so far. */
  tally(): Tally
  close(): Promise<void>
}

/** Rows an engine gives of a query that states no LIMIT. */
export const MAX_ROWS = 100_000

/** How far a query has come that has fetched everything, and computed nothing yet. */
const FETCHED = 0.9

const IN_PARTS = { split_rows: 0, max_splits: 3 }

export type EngineOptions = Pick<InProcessOptions, 'pushdown' | 'dynamicFilters' | 'partitions'> & {
  readonly scans?: Scans
  readonly connections?: Connections
  /** The `performance:` of a configuration file. */
  readonly performance?: Readonly<Record<string, unknown>>
}

/** All that else only large or selective work brings: keys as filters, tables in parts, rows divided among kernels. */
export const EVERYTHING_FORCED: EngineOptions = { dynamicFilters: 'force', scans: 'in_parts', partitions: 2 }

/** Starts the engine over `sources`, as the `sources:` of a configuration file; `query` and `tables` likewise. */
export async function openEngine(
  sources: Readonly<Record<string, object>>,
  query: Readonly<Record<string, unknown>> = {},
  { scans = SCANS, connections = CONNECTIONS, performance = {}, ...more }: EngineOptions = {},
  tables: Readonly<Record<string, object>> = {},
): Promise<SemanticsEngine> {
  const datasources = datasourcesFromObject({ sources: connections === 'apart' ? apart(sources) : sources, tables })
  const limits = {
    max_limit: MAX_ROWS,
    default_limit: MAX_ROWS,
    query_timeout_seconds: 120,
    ...(scans === 'in_parts' ? IN_PARTS : {}),
    ...query,
  }
  const defaults: RunOptions = scans === 'in_parts' ? { consistency: 'per_split' } : {}
  const config = engineConfigFromObject({ query: limits, performance })
  const { logging, tracing } = config
  const quiet = { ...logging, level: 'error' as const }
  const telemetry = await createTelemetry({ logging: quiet, tracing, service: 'test', version: '0.0.0' })
  const cluster = await startInProcess({ datasources, config, telemetry, ...FORCED, ...more })
  const { queries } = cluster.coordinator
  const never = new AbortController().signal
  let tally = NO_QUERIES

  const endOf = async (queryId: string): Promise<Manifest> => {
    let manifest = await queries.wait(queryId, 60, never)
    while (!FINAL_STATES.has(manifest.state)) manifest = await queries.wait(queryId, 60, never)
    tally = counted(tally, manifest)
    return manifest
  }

  const ended = async (submission: Submission): Promise<Manifest> => {
    const { query_id } = await queries.submit(submission, null)
    return endOf(query_id)
  }

  return {
    async run(statement, options = {}) {
      try {
        const manifest = await ended(
          submissionOf(statement, { ...defaults, ...options }, config.query.queryTimeoutSeconds),
        )
        if (manifest.failure !== null) return { kind: 'failure', ...failureOf(manifest.failure) }
        const rows = storedRows(cluster.store, manifest)
        const { rowsJson } = await readRows(rows, 1, MAX_ROWS)
        const values: unknown[][] = JSON.parse(rowsJson)
        return {
          kind: 'rows',
          types: rows.fields.map(({ type }) => typeName(type)),
          names: rows.fields.map(({ name }) => name),
          rows: values.map((row) => row.map((value, index) => postgresText(value, rows.fields[index]?.type))),
        }
      } catch (error) {
        return { kind: 'failure', ...failureOf(toFailure(error)), ...untyped(error) }
      }
    },
    async computing(sql) {
      const { query_id } = await queries.submit(submissionOf(sql, defaults, config.query.queryTimeoutSeconds), null)
      let manifest = await queries.get(query_id)
      while (!FINAL_STATES.has(manifest.state) && (manifest.progress?.fraction ?? 0) <= FETCHED) {
        await delay(50)
        manifest = await queries.get(query_id)
      }
      return { end: endOf(query_id) }
    },
    manifest: (sql, options = {}) =>
      ended(submissionOf(sql, { ...defaults, ...options }, config.query.queryTimeoutSeconds)),
    plan: (sql, options = {}) =>
      cluster.coordinator.planner.explain(
        submissionOf(sql, { ...defaults, ...options }, config.query.queryTimeoutSeconds),
        never,
      ),
    tally: () => tally,
    async close() {
      leaveTally(tally)
      await cluster.close()
      await telemetry.close()
    },
  }
}

/** What an error that is not ours says, which users are not told. */
function untyped(error: unknown): { readonly message?: string } {
  return error instanceof Error && !(error instanceof AjnaError) ? { message: String(error.stack) } : {}
}

function failureOf(failure: {
  readonly code: string
  readonly message: string
  readonly sql_state?: string
  readonly position?: Position
}): Omit<Extract<Outcome, { kind: 'failure' }>, 'kind'> {
  const { line, column } = failure.position ?? {}
  const place = line === undefined || column === undefined ? {} : { position: { line, column } }
  return { code: failure.code, sqlState: failure.sql_state ?? null, message: failure.message, ...place }
}

function submissionOf(
  statement: string | QueryRequest,
  { pushdown, verify, consistency, parameters, connection, dialect, timeoutSeconds }: RunOptions,
  defaultTimeout: number,
): Submission {
  const isSql = typeof statement === 'string'
  return {
    sql: isSql ? statement : null,
    ...(dialect === undefined ? {} : { dialect }),
    query: isSql ? null : statement,
    parameters: parameters ?? {},
    default_connection_id: connection ?? null,
    pushdown: pushdown ?? 'auto',
    verify: verify ?? false,
    ...(consistency === undefined ? {} : { consistency }),
    name: null,
    tags: {},
    priority: 5,
    timeout_seconds: timeoutSeconds ?? defaultTimeout,
    caller: 'test',
    traceparent: null,
    body_hash: '',
  }
}
