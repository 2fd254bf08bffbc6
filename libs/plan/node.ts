import type { EngineType } from '#arrow'
import type { ColumnId } from './column-id.ts'
import type { AggregateCall, Expression, SortKey, WindowCall } from './expression.ts'
import type { TableFunctionName } from './function-names.ts'
import type { TableStatistics } from './statistics.ts'
import type { ScanColumn, TableRef } from './table.ts'

/**
 * A logical plan node: frozen plain data with a `kind`, JSON-safe. Each node produces `outputColumns(node)`, named by
 * ids that are unique in the whole plan, so that a rule can move an expression without renaming anything.
 */
export type PlanNode =
  | Scan
  | Values
  | Filter
  | Project
  | Join
  | LateralJoin
  | TableFunction
  | Aggregate
  | Window
  | Sort
  | Limit
  | SetOperation
  | With
  | RecursiveWith
  | CteReference
  | RemoteQuery

/** A column a node produces. `name` is what the user sees; `id` what the plan and the SQL use. */
export interface OutputColumn {
  readonly id: ColumnId
  readonly name: string
  readonly type: EngineType
  readonly nullable: boolean
}

/** All rows of one table of one source; `columns` are the ones needed, under new ids. */
export interface Scan {
  readonly kind: 'scan'
  readonly table: TableRef
  readonly columns: readonly ScanColumn[]
  /** The names of the primary key's columns; empty when none is known. */
  readonly primaryKey: readonly string[]
  /** Rows the table is believed to hold, or null when nobody knows. */
  readonly estimatedRows: number | null
  /** What its source keeps of its values; absent where it keeps nothing. */
  readonly statistics?: TableStatistics
}

/** Constant rows; also one row of no columns, for a SELECT without FROM. */
export interface Values {
  readonly kind: 'values'
  readonly columns: readonly OutputColumn[]
  readonly rows: readonly (readonly Expression[])[]
}

/** The rows for which the predicate is true. */
export interface Filter {
  readonly kind: 'filter'
  readonly input: PlanNode
  readonly predicate: Expression
}

export interface NamedExpression {
  readonly column: OutputColumn
  readonly expression: Expression
}

/** One row out for each row in; only the listed expressions are visible above. */
export interface Project {
  readonly kind: 'project'
  readonly input: PlanNode
  readonly expressions: readonly NamedExpression[]
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti'

/** Columns of the left side, then of the right; semi and anti produce the left side only. */
export interface Join {
  readonly kind: 'join'
  readonly type: JoinType
  readonly left: PlanNode
  readonly right: PlanNode
  /** Null for a cross join. */
  readonly condition: Expression | null
}

/** For every row of the left side the rows of the right one, whose plan reads columns of the left; their columns in turn. */
export interface LateralJoin {
  readonly kind: 'lateral_join'
  /** A left join keeps rows of the left side without a match. */
  readonly type: 'inner' | 'left'
  readonly left: PlanNode
  readonly right: PlanNode
  /** Null where every pair counts. */
  readonly condition: Expression | null
}

/** A function that makes rows, arguments already of the signature's types; most have one column. */
export interface TableCall {
  readonly function: TableFunctionName
  readonly arguments: readonly Expression[]
  readonly columns: readonly [OutputColumn, ...OutputColumn[]]
}

/** The rows functions make, in their order, side by side; those of a shorter one are filled up with NULLs. */
export interface TableFunction {
  readonly kind: 'table_function'
  readonly calls: readonly TableCall[]
  /** The number of each row, counted from 1; null where nobody asks. */
  readonly ordinality: OutputColumn | null
}

export interface NamedAggregate {
  readonly column: OutputColumn
  readonly call: AggregateCall
}

/** Group columns, then aggregates. No groups: exactly one row. No aggregates: DISTINCT over the groups. */
export interface Aggregate {
  readonly kind: 'aggregate'
  readonly input: PlanNode
  readonly groups: readonly NamedExpression[]
  readonly aggregates: readonly NamedAggregate[]
  /** GROUPING SETS as lists of indexes into `groups`; null for a plain GROUP BY. */
  readonly groupingSets: readonly (readonly number[])[] | null
}

export interface NamedWindow {
  readonly column: OutputColumn
  readonly call: WindowCall
}

/** All columns of the input, then one per call. */
export interface Window {
  readonly kind: 'window'
  readonly input: PlanNode
  readonly calls: readonly NamedWindow[]
}

/** The same rows in order; stable only by its keys. */
export interface Sort {
  readonly kind: 'sort'
  readonly input: PlanNode
  readonly keys: readonly SortKey[]
}

/** At most `limit` rows after `offset`; directly above a Sort it is a top-N. Counts are non-negative integers. */
export interface Limit {
  readonly kind: 'limit'
  readonly input: PlanNode
  readonly limit: number | null
  readonly offset: number
}

/** Columns by position; both sides already have the types of `columns`. */
export interface SetOperation {
  readonly kind: 'set_operation'
  readonly operation: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: PlanNode
  readonly right: PlanNode
  readonly columns: readonly OutputColumn[]
}

/** Makes `definition` available to CteReferences named `name` inside `body`; evaluated once. */
export interface With {
  readonly kind: 'with'
  readonly name: string
  /** True where the query asks for it; else it may become part of the body where it is used once. */
  readonly materialized: boolean
  readonly definition: PlanNode
  readonly body: PlanNode
}

/**
 * Makes a table available to CteReferences named `name`: to `body` the rows of `base` and of all rounds of `step`; to
 * `step` those of the round before, the first time those of `base`. It ends with a round that adds none.
 */
export interface RecursiveWith {
  readonly kind: 'recursive_with'
  readonly name: string
  readonly columns: readonly OutputColumn[]
  readonly base: PlanNode
  readonly step: PlanNode
  /** False where rows that are there already do not count again. */
  readonly all: boolean
  readonly body: PlanNode
}

/** The rows of the With named `name`; `columns[i]` is a new id for the i-th column of its definition. */
export interface CteReference {
  readonly kind: 'cte_reference'
  readonly name: string
  readonly columns: readonly OutputColumn[]
}

/** A subplan that one connection runs by itself, with the engine's exact answer. Produces the columns of `plan`. */
export interface RemoteQuery {
  readonly kind: 'remote_query'
  readonly connection: string
  readonly plan: PlanNode
  /**
   * Conjuncts the source may apply above `plan` in its own, looser way (case-insensitively, say): rows it lets through
   * are checked again by a Filter that stays in the plan above. Nothing is pushed over a RemoteQuery that has any.
   */
  readonly prefilters: readonly Expression[]
}
