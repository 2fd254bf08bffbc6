import { createHash } from 'node:crypto'
import { type Configuration, loadConfiguration } from '#config'
import { fromFailure, QueryError, ValidationError } from '#core'
import { type DistributedPlan, explainText } from '#plan'
import {
  convertSqlToQuery,
  type ParameterValue,
  type QueryRequest,
  type SqlToQueryRequest,
  type Validation,
} from '#query'
import { FINAL_STATES, type Manifest, type Submission } from '#results'
import { createTelemetry, type Telemetry } from '#telemetry'
import { type InProcessCluster, startInProcess } from './in-process.ts'
import type { Statement } from './query-planner.ts'
import { QueryResult } from './query-result.ts'
import { VERSION } from './version.ts'

export interface AnalyticalEngineOptions {
  /** The datasources YAML. */
  readonly datasourceConfigPath: string
  /** The engine YAML; defaults without it. */
  readonly engineConfigPath?: string | null
}

export interface ExecuteOptions {
  /** Values of `:name` and `$1` parameters. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
  /** `auto` pushes what is exact, `off` only reads tables, `require` fails a query that fetches what a source refused. */
  readonly pushdown?: Submission['pushdown']
  /** Runs the query with pushdown and without, and fails with the first difference when the answers differ. */
  readonly verify?: boolean
  /** `per_split` lets sources without shared snapshots read a large table in parts, each in a state of its own. */
  readonly consistency?: NonNullable<Submission['consistency']>
  readonly signal?: AbortSignal
}

interface Running {
  readonly configuration: Configuration
  readonly cluster: InProcessCluster
  readonly telemetry: Telemetry
}

/** Seconds between two looks at a query that runs. */
const POLL_SECONDS = 60

/**
 * The engine in this process: coordinator and worker without a server. The configuration is read at the first call,
 * or by `ready`.
 */
export class AnalyticalEngine {
  readonly #options: AnalyticalEngineOptions
  #running: Promise<Running> | undefined

  constructor(options: AnalyticalEngineOptions) {
    this.#options = options
  }

  /** Reads the configuration and starts. @throws ConfigurationError listing every fault of both files */
  async ready(): Promise<void> {
    await this.#start()
  }

  /**
   * Runs a query to its end.
   * @throws ValidationError, ConnectionError, AuthenticationError, QueryError, QueryTimeoutError
   */
  async executeQuery(request: QueryRequest, options: ExecuteOptions = {}): Promise<QueryResult> {
    const { cluster, configuration } = await this.#start()
    const { query_id } = await cluster.coordinator.queries.submit(submissionOf(request, options, configuration), null)
    const manifest = await untilEnded(cluster, query_id, options.signal)
    if (manifest.state === 'FAILED' && manifest.failure !== null) throw fromFailure(manifest.failure)
    if (manifest.state !== 'SUCCEEDED') throw new QueryError('CANCELED', 'The query was canceled.')
    return new QueryResult(manifest, cluster.store, (fields, batches, stop) =>
      cluster.coordinator.kernels.writeParquet(fields, batches, stop),
    )
  }

  /** Starts a query and leaves it running. @returns its id */
  async submitQuery(request: QueryRequest, options: ExecuteOptions = {}): Promise<string> {
    const { cluster, configuration } = await this.#start()
    const { query_id } = await cluster.coordinator.queries.submit(submissionOf(request, options, configuration), null)
    return query_id
  }

  /** SQL as a QueryRequest, which gives the same answer. @throws ValidationError with line and column */
  convertSqlToQuery(input: SqlToQueryRequest): Promise<QueryRequest> {
    return convertSqlToQuery(input)
  }

  /**
   * Every fault that can be found without running the query.
   * @throws ValidationError with all of them when `raiseOnError` is set
   */
  async validateQuery(request: QueryRequest, options: { readonly raiseOnError?: boolean } = {}): Promise<Validation> {
    const { cluster } = await this.#start()
    const verdict = await cluster.coordinator.planner.validate(statementOf(request, {}), new AbortController().signal)
    if (options.raiseOnError !== true || verdict.valid) return verdict
    const [first] = verdict.errors
    throw new ValidationError(
      first?.code ?? 'VALIDATION_ERROR',
      verdict.errors.map(({ message }) => message).join('\n'),
      {
        problems: verdict.errors,
        ...(first?.position === undefined ? {} : { position: first.position }),
        ...(first?.sql_state === undefined ? {} : { sqlState: first.sql_state }),
      },
    )
  }

  /** What would run where: as data and as text. */
  async explainQuery(
    request: QueryRequest,
    options: ExecuteOptions = {},
  ): Promise<{ readonly plan: DistributedPlan; readonly text: string }> {
    const { cluster } = await this.#start()
    const signal = options.signal ?? new AbortController().signal
    const plan = await cluster.coordinator.planner.explain(statementOf(request, options), signal)
    return { plan, text: explainText(plan) }
  }

  /** Lets running queries end and frees threads, connections and files. */
  async close(): Promise<void> {
    const running = await this.#running
    this.#running = undefined
    await running?.cluster.close()
    await running?.telemetry.close()
  }

  #start(): Promise<Running> {
    this.#running ??= start(this.#options)
    return this.#running
  }
}

async function start(options: AnalyticalEngineOptions): Promise<Running> {
  const configuration = await loadConfiguration({
    datasources: options.datasourceConfigPath,
    engine: options.engineConfigPath ?? null,
  })
  const { engine, datasources } = configuration
  const { logging, tracing } = engine
  const telemetry = await createTelemetry({ logging, tracing, service: tracing.serviceName, version: VERSION })
  const cluster = await startInProcess({ datasources, config: engine, telemetry })
  return { configuration, cluster, telemetry }
}

async function untilEnded(cluster: InProcessCluster, id: string, signal: AbortSignal | undefined): Promise<Manifest> {
  const never = new AbortController().signal
  const { queries } = cluster.coordinator
  const cancel = (): void => {
    // Whoever waits below sees the query end as canceled.
    queries.cancel(id).catch(() => undefined)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    let manifest = await queries.wait(id, POLL_SECONDS, never)
    while (!FINAL_STATES.has(manifest.state)) manifest = await queries.wait(id, POLL_SECONDS, never)
    return manifest
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

function statementOf(request: QueryRequest, options: ExecuteOptions): Statement {
  return {
    sql: null,
    query: request,
    parameters: options.parameters ?? {},
    default_connection_id: request.default_connection_id ?? null,
    pushdown: options.pushdown ?? 'auto',
    ...(options.consistency === undefined ? {} : { consistency: options.consistency }),
  }
}

function submissionOf(request: QueryRequest, options: ExecuteOptions, { engine }: Configuration): Submission {
  return {
    ...statementOf(request, options),
    verify: options.verify ?? false,
    name: request.name ?? null,
    tags: {},
    priority: 5,
    timeout_seconds: engine.query.queryTimeoutSeconds,
    caller: 'library',
    traceparent: null,
    body_hash: createHash('sha256').update(JSON.stringify(request)).digest('hex'),
  }
}
