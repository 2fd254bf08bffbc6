import type { EngineType } from '#arrow'
import type {
  AggregateFunction,
  ColumnId,
  Expression,
  KeyCondition,
  Literal,
  PlaceholderStyle,
  PlanNode,
  RefusalCode,
  ScalarFunction,
  ScanColumn,
  SortKey,
  TableFunction,
  TablePart,
  TableRef,
  VolatileFunction,
  WindowFunction,
} from '#plan'
import type { Sql } from './sql.ts'

/** What a visible column is in the SELECT being built. */
export interface ScopeEntry {
  /** Its text, of the plan's type. */
  readonly sql: Sql
  /** The source's own column under a lossless widening cast: what comparisons use, so that an index serves them. */
  readonly native: Sql | null
  /** True for a column reference: free to repeat, and null when its row is null-extended by an outer join. */
  readonly simple: boolean
  /** True when computing it can raise, so that a filter on it must not be evaluated early. */
  readonly raises: boolean
  /** The table column it is, unchanged; null for anything computed. */
  readonly column: ScanColumn | null
  /** True when the source's value is not yet of the plan's type: it can be returned, and nothing else. */
  readonly opaque: boolean
}

export type Scope = ReadonlyMap<ColumnId, ScopeEntry>

/** A function about to be printed: of the plan, with what surrounds an aggregate already printed. */
export interface PrintedCall {
  readonly function: ScalarFunction | AggregateFunction | WindowFunction | VolatileFunction
  readonly arguments: readonly Expression[]
  readonly type: EngineType
  /** `DISTINCT ` inside an aggregate's parentheses, or nothing. */
  readonly distinct: Sql
  /** ` ORDER BY ...` inside an aggregate's parentheses, or nothing. */
  readonly orderBy: Sql
  /** ` FILTER (...) OVER (...)`: must follow every aggregate or window function the rewrite prints. */
  readonly over: Sql
  /** True for a window function whose window is printed with an order. */
  readonly ordered: boolean
  /** True where only "true or not" matters: WHERE, and AND and OR below it. */
  readonly positive: boolean
  /** The expression it was in the plan, for refusals. */
  readonly source: Expression
}

/** Prints expressions over the columns that are visible at one place of the statement. */
export interface ExpressionRenderer {
  readonly dialect: Dialect
  /** The expression, of its plan type. @throws Refused */
  value(expression: Expression): Sql
  /** An expression whose false and null are the same to the place it stands at. @throws Refused */
  predicate(expression: Expression): Sql
  /** A side of a comparison: like `value`, but a losslessly widened column stands as the source has it. */
  comparand(expression: Expression): Sql
  /** The entry of a bare column; undefined for any other expression. */
  entry(expression: Expression): ScopeEntry | undefined
  /** True when evaluating it on a row that a filter removes could end the query. */
  mayRaise(expression: Expression): boolean
  /** @throws Refused naming the expression, and why where there is more to say */
  refuse(code: RefusalCode, expression: Expression | PrintedCall, reason?: string): never
}

/** Prints one function exactly as PostgreSQL computes it, or refuses. */
export type FunctionRewrite = (call: PrintedCall, render: ExpressionRenderer) => Sql

/** The functions a dialect can say. One that is absent is refused. */
export type FunctionTable = Partial<
  Record<ScalarFunction | AggregateFunction | WindowFunction | VolatileFunction, FunctionRewrite>
>

/** An item of FROM, and the value of each column of the node in terms of it. */
export interface PrintedRows {
  readonly from: Sql
  readonly values: readonly Sql[]
}

/** A condition of WHERE that holds where all of these do. */
export interface GuardedCondition {
  readonly condition: Sql
  /** What is dear to look at, and the same for other conditions. */
  readonly guards: readonly Sql[]
}

/** All that differs between the sources' languages. Plain data and pure functions. */
export interface Dialect {
  readonly name: string
  readonly placeholders: PlaceholderStyle
  readonly functions: FunctionTable
  /** Looser forms, allowed only where the rows are checked again: each lets through at least the right rows. */
  readonly prefilters: FunctionTable
  quoteName(name: string): string
  tableName(table: TableRef): string
  /** The name of a type in CAST; undefined when the source has none that holds it. */
  typeName(type: EngineType): string | undefined
  literal(literal: Literal): Sql
  /** The conversion, raising what PostgreSQL raises; undefined when the source cannot do it so. */
  cast(value: Sql, from: EngineType, to: EngineType): Sql | undefined
  /** The condition that leaves the rows of a part of the table named `alias`; absent where tables have no parts. */
  tablePart?(alias: string, part: TablePart): Sql
  /** A table's column, of the plan's type. */
  scanColumn(column: ScanColumn, reference: Sql): ScopeEntry
  /** Whether the node as such can be said; its parts are asked one by one. */
  supports(node: PlanNode): boolean
  /** Whether the node can be said where it is computed for each row of a query around it; absent where all can. */
  supportsPerRow?(node: PlanNode): boolean
  /** Functions that give rows, as an item of FROM named `alias`. @throws Refused */
  tableFunction(node: TableFunction, alias: string, render: ExpressionRenderer): PrintedRows
  /**
   * A conjunct of WHERE without the guards it needs, which are looked at once for all conjuncts and last; undefined for
   * one that is printed whole. @throws Refused
   */
  guardedCondition?(conjunct: Expression, render: ExpressionRenderer): GuardedCondition | undefined
  /** ORDER BY keys that put nulls where the plan says, and text in byte order. @throws Refused */
  sortKey(key: SortKey, render: ExpressionRenderer): readonly Sql[]
  /** Passes when grouping, DISTINCT or set operations on the expression agree with the engine. @throws Refused */
  checkKey(expression: Expression, render: ExpressionRenderer): void
  /** What GROUP BY and PARTITION BY say of a key, where it is not the value as it stands. @throws Refused */
  groupKey?(expression: Expression, render: ExpressionRenderer): Sql
  limit(limit: number | null, offset: number): string
  /**
   * The conditions that the value is among keys known only when the query runs, the one that serves most keys best
   * first; each lets through at least the right rows. @throws Refused
   */
  keyConditions(value: Expression, render: ExpressionRenderer): readonly KeyCondition[]
  /** How an aggregate's FILTER is said. */
  readonly aggregateFilter: 'clause' | 'case'
  /**
   * A condition of HAVING that is always true, for an aggregate with a grand total that is computed for each row of a
   * query around it; absent where the total of no rows is given without it.
   */
  readonly grandTotalHaving?: string
  readonly semiJoin: 'exists' | 'join'
  /** ` MATERIALIZED` where a CTE would else be inlined. */
  readonly materialized: string
  /** True for engines that may evaluate conjuncts in any order: those that raise are put under CASE. */
  readonly guardsOrder: boolean
  /** True for engines that, in a subquery that reads the query around it, compute common tables for each row of that. */
  readonly commonTablesPerRow: boolean
  /** True where a subquery of FROM, or of WITH, inside an expression may read the query around that expression. */
  readonly correlatesFrom: boolean
}
