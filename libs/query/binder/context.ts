import type { Field } from '#arrow'
import type { QueryConfig } from '#config'
import type { Catalog, PlanNode, TableDescription } from '#plan'
import type { Locator } from '../locator.ts'
import type { ParameterValue } from '../query-request.ts'

/** What binding needs beside the request. */
export interface BindContext {
  readonly catalog: Catalog
  readonly locator: Locator
  readonly config: QueryConfig
  /** The query's clock: ISO 8601 in UTC; now() and current_date are constants of it. */
  readonly now: string
  readonly defaultConnectionId: string | null
  /** Values of parameters; they win over those in the request. */
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly signal: AbortSignal
}

/** A query whose every name and type is settled. */
export interface BoundQuery {
  readonly plan: PlanNode
  /** The result's columns under the names the user gave them, or PostgreSQL's for unnamed ones. */
  readonly fields: readonly Field[]
  /** Set when the query has no LIMIT of its own: the plan then returns at most one row more than this. */
  readonly defaultLimit: number | null
  readonly tables: readonly TableDescription[]
}
