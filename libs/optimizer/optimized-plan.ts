import type { ColumnId, PlanNode, Pushdown, RefusalCode } from '#plan'

/** The kinds of work a source can be asked to do. */
export type Work = 'filter' | 'project' | 'join' | 'aggregate' | 'window' | 'sort' | 'limit' | 'set_operation' | 'with'

/** Work that a connection was asked to do, or could have been, and does not do. */
export interface RefusedWork {
  readonly connection: string
  readonly work: Work
  /** For people: `lower(name)`, `ORDER BY name`. */
  readonly what: string
  readonly reason: RefusalCode
  /** Columns of the tables below the refused work: they say which fragment it belongs to. Empty: to all. */
  readonly columns: readonly ColumnId[]
}

/** A plan whose Scans all stand inside RemoteQuery leaves, with what was not pushed and why. */
export interface OptimizedPlan {
  readonly plan: PlanNode
  readonly refusals: readonly RefusedWork[]
  /** Whether fragments may be filtered by the keys of others when they run. */
  readonly dynamicFilters: boolean
}

/** `auto` pushes what is exact; `off` only reads tables; `require` fails a query that fetches what a source refused. */
export type PushdownMode = 'auto' | 'off' | 'require'

export interface OptimizeContext {
  readonly pushdown: Pushdown
  readonly mode: PushdownMode
  /** `enable_query_optimization`: without it the plan keeps the shape it was written in. */
  readonly enabled: boolean
  /** Whether the engine itself gives PostgreSQL's answer for a plan; without it, it does for every one. */
  readonly canCompute?: (plan: PlanNode) => boolean
}
