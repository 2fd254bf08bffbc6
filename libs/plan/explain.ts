import { typeName } from '#arrow'
import type { DistributedPlan, Fragment, NotPushed } from './distributed-plan.ts'
import type { FilteringJoin } from './dynamic-filter.ts'
import type { Literal } from './expression.ts'
import type { Partitioning } from './partitioning.ts'
import type { Residual } from './residual.ts'

/** What one fragment really did. */
export interface FragmentActuals {
  readonly fragment_id: string
  readonly rows: number
  readonly bytes: number
  readonly duration_ms: number
  /** What became of its dynamic filters, in their order. */
  readonly dynamic_filters?: readonly FilterActuals[]
}

/** What became of a dynamic filter: the form in which the source got the keys, null when it did not, and how many. */
export interface FilterActuals {
  readonly outcome: string
  readonly form: string | null
  readonly keys: number | null
}

/** What the engine's own statement really did. */
export interface ResidualActuals {
  readonly rows: number
  readonly duration_ms: number
}

/** The figures of a query that has run. */
export interface PlanActuals {
  readonly fragments: readonly FragmentActuals[]
  readonly residual: ResidualActuals | null
}

/** A parameter as explain shows it: the user's own literal and its type. */
export interface ExplainedParameter {
  readonly value: string | null
  readonly type: string
}

export interface ExplainedFragment {
  readonly fragment_id: string
  readonly source: string
  readonly source_type: string
  readonly connection: string
  readonly tables: readonly string[]
  readonly sql: string
  readonly parameters: readonly ExplainedParameter[]
  readonly columns: readonly string[]
  readonly pushed: readonly string[]
  readonly not_pushed: readonly NotPushed[]
  /** Statements that read it in parts; 1 when it is read whole. */
  readonly splits: number
  readonly estimated_rows: number | null
  readonly estimated_bytes: number | null
  readonly dynamic_filters: readonly ExplainedFilter[]
  /** Null until the fragment has run. */
  readonly actual: Omit<FragmentActuals, 'fragment_id' | 'dynamic_filters'> | null
}

/** A condition that its rows may get from the rows of another fragment. */
export interface ExplainedFilter {
  readonly column: string
  /** The fragment whose rows give the keys, and their column. */
  readonly source: string
  readonly source_column: string
  /** The join that has no use for rows without a key. */
  readonly join: FilteringJoin
  /** What became of it; null until the fragment has run. */
  readonly actual: FilterActuals | null
}

/** A statement that the engine computes. */
export interface ExplainedStatement {
  readonly sql: string
  readonly parameters: readonly ExplainedParameter[]
}

/** How the engine's statement is computed by several kernels, where so many find room when it runs. */
export interface ExplainedPartitioning {
  /** The fragments whose rows are divided among the kernels, and by which of their columns. */
  readonly divided: readonly { readonly fragment_id: string; readonly key: string }[]
  /** The fragments of which each kernel takes all rows. */
  readonly copied: readonly string[]
  /** What each kernel computes of its rows. */
  readonly part: ExplainedStatement
  /** What is computed of what they give. */
  readonly whole: ExplainedStatement
}

export interface ExplainedResidual extends ExplainedStatement {
  /** Null where one kernel computes it. */
  readonly partitioning: ExplainedPartitioning | null
  /** Null until it has run. */
  readonly actual: ResidualActuals | null
}

/** Explain as data: the body of GET /v1/queries/{id}/plan. */
export interface ExplainedPlan {
  readonly fragments: readonly ExplainedFragment[]
  /** Null when one fragment is the whole query. */
  readonly residual: ExplainedResidual | null
  readonly schema: { readonly fields: readonly { name: string; type: string; nullable: boolean }[] }
  readonly default_limit: number | null
}

/** The plan as JSON-safe data, with the figures of its run when they are given. */
export function explainJson(plan: DistributedPlan, statistics?: PlanActuals): ExplainedPlan {
  const { residual } = plan
  return {
    fragments: plan.fragments.map((fragment) => explainFragment(fragment, statistics)),
    residual:
      residual === null
        ? null
        : {
            ...explainStatement(residual),
            partitioning: plan.partitioning === undefined ? null : explainPartitioning(plan.partitioning),
            actual: statistics?.residual ?? null,
          },
    schema: { fields: plan.fields.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable })) },
    default_limit: plan.default_limit,
  }
}

function explainStatement({ sql, parameters }: Residual): ExplainedStatement {
  return { sql, parameters: parameters.map(explainParameter) }
}

function explainPartitioning({ divided, copied, part, whole }: Partitioning): ExplainedPartitioning {
  return {
    divided: divided.map(({ fragment_id, key_name }) => ({ fragment_id, key: key_name })),
    copied,
    part: explainStatement(part),
    whole: explainStatement(whole),
  }
}

function explainFragment(fragment: Fragment, statistics: PlanActuals | undefined): ExplainedFragment {
  const measured = statistics?.fragments.find((other) => other.fragment_id === fragment.fragment_id)
  return {
    fragment_id: fragment.fragment_id,
    source: fragment.source,
    source_type: fragment.source_type,
    connection: fragment.connection,
    tables: fragment.tables,
    sql: fragment.sql,
    parameters: fragment.parameters.map(explainParameter),
    columns: fragment.fields.map((field) => field.name),
    pushed: fragment.pushed,
    not_pushed: fragment.not_pushed,
    splits: Math.max(1, fragment.splits.length),
    estimated_rows: fragment.estimated_rows,
    estimated_bytes: fragment.estimated_bytes,
    dynamic_filters: (fragment.dynamic_filters?.filters ?? []).map((filter, index) => ({
      column: filter.target_column,
      source: filter.source,
      source_column: filter.source_column,
      join: filter.join,
      actual: measured?.dynamic_filters?.[index] ?? null,
    })),
    actual:
      measured === undefined ? null : { rows: measured.rows, bytes: measured.bytes, duration_ms: measured.duration_ms },
  }
}

function explainParameter(parameter: Literal): ExplainedParameter {
  return { value: parameter.value, type: typeName(parameter.type) }
}
