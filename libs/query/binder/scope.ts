import {
  type ColumnId,
  type ColumnReference,
  columnsOf,
  type Expression,
  type OutputColumn,
  type PlanNode,
  type SortKey,
} from '#plan'
import type { Unknown } from './operand.ts'

/** A column that names can mean: a reference, or the merged value of a USING column. */
export interface ScopeColumn {
  readonly name: string
  readonly expression: Expression
  /**
   * Of what SEARCH and CYCLE make, which is no value: a row can be sorted by; inside the recursive term the name alone
   * is taken, and `*` does not mean it.
   */
  readonly usable?: 'as key' | 'in no way'
}

/** A table, subquery or CTE of FROM, under the names its columns may be qualified with. */
export interface Relation {
  readonly names: readonly string[]
  readonly columns: readonly ScopeColumn[]
  /** References to the columns of the primary key of a table scanned here; empty when there is none. */
  readonly primaryKey: readonly ColumnId[]
  /** True for the values of a function in FROM: the name of the table means the one column, whatever it is called. */
  readonly isOneValue?: boolean
}

/** The names visible in one query; a subquery in an expression also sees those of `parent`. */
export interface Scope {
  readonly relations: readonly Relation[]
  /** What unqualified names and `*` mean, in order. */
  readonly visible: readonly ScopeColumn[]
  readonly parent: Scope | null
  readonly ctes: Ctes
}

/** WITH tables by name. */
export type Ctes = ReadonlyMap<string, Cte>

export interface Cte {
  readonly name: string
  readonly columns: readonly OutputColumn[]
  /** The names of columns that are rows, to be sorted by. */
  readonly rows: ReadonlySet<string>
  /** Names of further columns, which are taken though nobody may read them. */
  readonly taken?: readonly string[]
  /** What its rows are sorted by, where that can be said of its columns. */
  readonly order: readonly PositionedKey[]
  /** Counts one use. */
  readonly use: () => void
}

/** A sort key that is a column by its index. */
export interface PositionedKey extends Omit<SortKey, 'expression'> {
  readonly index: number
}

/** The plan of a query and its columns. */
export interface BoundTable {
  readonly plan: PlanNode
  readonly columns: readonly ResultColumn[]
}

/** A result column; `unknown` is the untyped literal it is in every row, for UNION to decide its type. */
export interface ResultColumn {
  readonly column: OutputColumn
  readonly unknown: Unknown | null
}

/** A reference to a column a node below produces. */
export function referenceTo(column: OutputColumn): ColumnReference {
  return { kind: 'column', id: column.id, type: column.type, nullable: column.nullable }
}

/** The ids of all columns of the tables of this query itself. */
export function localColumns(scope: Scope): ReadonlySet<ColumnId> {
  const ids = new Set<ColumnId>()
  for (const { columns } of scope.relations) {
    for (const { expression } of columns) for (const id of columnsOf(expression)) ids.add(id)
  }
  return ids
}

/** The ids of all columns of the queries around this one. */
export function columnsAround({ parent }: Scope): ReadonlySet<ColumnId> {
  return parent === null ? new Set() : new Set([...localColumns(parent), ...columnsAround(parent)])
}
