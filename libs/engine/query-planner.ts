import type { QueryConfig } from '#config'
import { createPushdown } from '#connectors/pushdown'
import { problemsOf, ValidationError, type Warning } from '#core'
import { renderResidual, renderShortResidual } from '#dialects'
import { distribute, optimize } from '#optimizer'
import {
  type Catalog,
  type DistributedPlan,
  isRefusal,
  type PlanNode,
  resultOrder,
  type TableDescription,
  type TableRef,
} from '#plan'
import {
  type BindContext,
  type BoundQuery,
  bind,
  type Consistency,
  type Locator,
  parseInDialect,
  parseQueryRequest,
  type QueryRequest,
  type Validation,
  validateQuery,
} from '#query'
import type { Submission } from '#results'
import type { QueryPlanner, Verification } from '#scheduler'

/** A query without what only matters when it runs. */
export type Statement = Pick<
  Submission,
  'sql' | 'dialect' | 'query' | 'parameters' | 'default_connection_id' | 'pushdown' | 'consistency'
>

/** What the sources of a query can do, given their servers. */
export type PushdownFactory = typeof createPushdown

/** The whole way from text to plan: parse, bind, optimise, distribute. */
export class EnginePlanner implements QueryPlanner {
  readonly #catalog: Catalog
  readonly #config: QueryConfig
  readonly #pushdown: PushdownFactory
  readonly #mostFetches: (connection: string) => number | undefined
  readonly #partitionRows: number | null

  /**
   * @param mostFetches bounds what a connection runs at once; undefined where nothing does
   * @param partitionRows rows from which on a query is worth several kernels; 0 for any, null for none
   */
  constructor(
    catalog: Catalog,
    config: QueryConfig,
    pushdown: PushdownFactory = createPushdown,
    mostFetches: (connection: string) => number | undefined = () => undefined,
    partitionRows: number | null = null,
  ) {
    this.#catalog = catalog
    this.#config = config
    this.#pushdown = pushdown
    this.#mostFetches = mostFetches
    this.#partitionRows = partitionRows
  }

  async check(submission: Pick<Submission, 'sql' | 'dialect' | 'query'>): Promise<void> {
    await parseStatement(submission)
  }

  async plan(submission: Statement, asOf: string, signal: AbortSignal): Promise<DistributedPlan> {
    const { request, context } = await this.#context(submission, asOf, signal)
    return this.#distributed(await bind(request, context), submission, request.consistency)
  }

  async verification(submission: Statement, asOf: string, signal: AbortSignal): Promise<Verification> {
    const { request, context } = await this.#context(submission, asOf, signal)
    const bound = await bind(request, context)
    const pushdown = submission.pushdown === 'off' ? 'auto' : 'off'
    return {
      plan: this.#distributed(bound, { ...submission, pushdown }, request.consistency),
      order: resultOrder(bound.plan),
    }
  }

  #distributed(
    bound: BoundQuery,
    { pushdown: mode, consistency: wanted }: Pick<Statement, 'pushdown' | 'consistency'>,
    requested: Consistency | undefined,
  ): DistributedPlan {
    const consistency = wanted ?? requested ?? 'snapshot'
    const connections = connectionsOf(bound.tables)
    const splittings = new Map(bound.tables.map(({ ref, splitting }) => [tableKey(ref), splitting]))
    const sharesSnapshots = (id: string): boolean => connections.get(id)?.sharesSnapshots ?? false
    const together = new Set(
      bound.tables.flatMap(({ ref, readsTogether = false }) => (readsTogether ? [tableKey(ref)] : [])),
    )
    // A fetch of several sessions would be more at the source than a bound on fetches allows.
    const readsTogether = (table: TableRef): boolean =>
      consistency !== 'per_split' && this.#mostFetches(table.connection) === undefined && together.has(tableKey(table))
    const pushdown = this.#pushdown((id) => connections.get(id))
    const canCompute = (plan: PlanNode): boolean => !isRefusal(renderResidual(plan, () => 'fetched'))
    const enabled = this.#config.enableQueryOptimization
    const optimized = optimize(bound.plan, { pushdown, mode, enabled, canCompute })
    return distribute(optimized, {
      pushdown,
      renderResidual,
      renderShortResidual,
      fields: bound.fields,
      defaultLimit: bound.defaultLimit,
      sourceOf: (id) => connections.get(id) ?? unknownConnection(id),
      sharesSnapshots,
      partitionRows: this.#partitionRows,
      splits: {
        minRows: this.#config.splitRows,
        maxSplits: (table) =>
          consistency === 'per_split' || sharesSnapshots(table.connection) || readsTogether(table)
            ? Math.min(this.#config.maxSplits, this.#mostFetches(table.connection) ?? this.#config.maxSplits)
            : 1,
        splittingOf: (table) => splittings.get(tableKey(table)),
        readsTogether,
      },
    })
  }

  /** The plan as of now, without running it. @throws ValidationError, ConnectionError */
  explain(statement: Statement, signal: AbortSignal): Promise<DistributedPlan> {
    return this.plan(statement, new Date().toISOString(), signal)
  }

  /** All faults that can be found without running it; a syntax error is a fault like any other. */
  async validate(statement: Statement, signal: AbortSignal): Promise<Validation> {
    try {
      const now = new Date().toISOString()
      const { request, context } = await this.#context(statement, now, signal)
      const verdict = await validateQuery(request, context)
      if (!verdict.valid) return verdict
      const plan = this.#distributed(await bind(request, context), statement, request.consistency)
      return { ...verdict, warnings: [...verdict.warnings, ...fullFetches(plan)] }
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      return { valid: false, errors: problemsOf(error), warnings: [] }
    }
  }

  async #context(
    statement: Statement,
    now: string,
    signal: AbortSignal,
  ): Promise<{ readonly request: QueryRequest; readonly context: BindContext }> {
    const { request, locator } = await parseStatement(statement)
    const context = {
      catalog: this.#catalog,
      locator,
      config: this.#config,
      now,
      defaultConnectionId: statement.default_connection_id ?? request.default_connection_id ?? null,
      parameters: { ...request.parameters, ...statement.parameters },
      signal,
    }
    return { request, context }
  }
}

/** The QueryRequest of a statement, whichever form it came in. @throws ValidationError */
export async function parseStatement(
  statement: Pick<Submission, 'sql' | 'dialect' | 'query'>,
): Promise<{ readonly request: QueryRequest; readonly locator: Locator }> {
  if (statement.sql !== null) return parseInDialect(statement.sql, statement.dialect ?? 'postgres')
  return parseQueryRequest(statement.query)
}

/** Text work that a source's collation kept from it, so that rows come here which it could have held back. */
function fullFetches({ fragments }: DistributedPlan): readonly Warning[] {
  return fragments.flatMap(({ source, not_pushed }) =>
    not_pushed
      .filter(({ reason }) => reason === 'COLLATION')
      .map(({ what }) => ({
        code: 'FULL_FETCH' as const,
        message:
          `Rows of "${source}" are fetched for ${what}, which the engine does itself: the source's collation does ` +
          'not compare text by bytes. Filter by another column too, or give the column a binary collation.',
        sql_state: '01000' as const,
      })),
  )
}

interface ConnectionFacts {
  readonly source: string
  readonly sourceType: string
  readonly serverVersion: string
  readonly sharesSnapshots: boolean
}

function connectionsOf(tables: readonly TableDescription[]): ReadonlyMap<string, ConnectionFacts> {
  return new Map(
    tables.map(({ ref, serverVersion, sharesSnapshots = false }) => [
      ref.connection,
      { source: ref.source, sourceType: ref.sourceType, serverVersion, sharesSnapshots },
    ]),
  )
}

function tableKey({ connection, schema, table }: TableRef): string {
  return JSON.stringify([connection, schema, table])
}

function unknownConnection(id: string): never {
  throw new ValidationError('INTERNAL', `The plan names a connection nobody described: ${id}.`)
}
