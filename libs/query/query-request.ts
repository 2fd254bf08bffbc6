/**
 * The JSON form of a query. The short forms are those of users who write JSON by hand; the expression nodes and the
 * rest make it lossless: every SQL SELECT has a QueryRequest. Keys are snake_case: this is data on the wire.
 * Clauses are evaluated in SQL's order whatever their order here.
 */
export interface QueryRequest {
  readonly name?: string
  readonly with?: readonly CommonTable[]
  /** FROM, comma-separated; a bare string is a table name, optionally qualified with dots. */
  readonly sources?: readonly (string | SourceItem)[]
  /** Short form of joins between `sources`; each adds its right table, in order. Other joins are `{"join": ...}` sources. */
  readonly joins?: readonly ColumnJoin[]
  /** VALUES instead of sources and select. */
  readonly values?: readonly (readonly ExpressionNode[])[]
  /** A string is a column (`name`, `u.name`), `*` or `u.*`. Before `aggregations` in the result. */
  readonly select?: readonly (string | SelectItem)[]
  readonly distinct?: boolean | readonly ExpressionNode[]
  /** Short form of WHERE: conditions by table or alias, all joined by AND. */
  readonly filters?: Readonly<Record<string, readonly Condition[]>>
  /** Joined to `filters` by AND. */
  readonly where?: ExpressionNode
  readonly aggregations?: readonly Aggregation[]
  /** A string is a column or an alias of `select`. */
  readonly group_by?: readonly (string | ExpressionNode | GroupingElement)[]
  /** Of grouping sets that are the same, one. */
  readonly group_by_distinct?: boolean
  /** Conditions on columns or on aliases of `aggregations`, joined by AND; or one expression. */
  readonly having?: readonly Condition[] | ExpressionNode
  readonly windows?: Readonly<Record<string, WindowSpecification>>
  readonly qualify?: ExpressionNode
  /** Done to the query above from left to right, whatever the operators; the clauses below are of the whole result. */
  readonly set_operations?: readonly SetOperationItem[]
  /** A string is a column or an alias, ascending. */
  readonly order_by?: readonly (string | OrderItem)[]
  readonly limit?: number | ExpressionNode
  readonly offset?: number | ExpressionNode
  readonly with_ties?: boolean
  readonly default_connection_id?: string
  /** `snapshot` when absent. */
  readonly consistency?: Consistency
  /** Values of the parameters; a key is a name, or a position counted from 1. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
}

/**
 * What the rows of one connection have in common. `snapshot`: they are read in one state where the source can share it,
 * and statement by statement elsewhere; `per_split`: large tables may be read in parts, each in a state of its own.
 */
export type Consistency = 'snapshot' | 'per_split'

export interface CommonTable {
  readonly name: string
  readonly columns?: readonly string[]
  readonly recursive?: boolean
  /** Absent: the planner decides. */
  readonly materialized?: boolean
  readonly query: QueryRequest
  /** Of a recursive table. */
  readonly search?: SearchClause
  readonly cycle?: CycleClause
}

/** SEARCH: a column to sort by, in which rows stand below the row they come from, or behind all rows of fewer steps. */
export interface SearchClause {
  readonly first: 'depth' | 'breadth'
  readonly by: readonly string[]
  /** The name of the column; it can be sorted by, and is no value. */
  readonly set: string
}

/** CYCLE: rows whose columns are those of a row they come from are marked, and go no further. */
export interface CycleClause {
  readonly columns: readonly string[]
  /** The name of the mark: `to` where a cycle ends, else `default`; true and false when absent. */
  readonly set: string
  readonly to?: ExpressionNode
  readonly default?: ExpressionNode
  /** The name of the path, which is no value. */
  readonly using: string
}

/** One item of FROM: exactly one of `source`, `table` (with `connection_id`), `query`, `join` or `fn` is present. */
export interface SourceItem {
  /** A table name as in SQL: `users`, `warehouse.public.orders`. */
  readonly source?: string | readonly string[]
  readonly connection_id?: string
  readonly schema?: string
  readonly table?: string
  readonly query?: QueryRequest
  readonly lateral?: boolean
  readonly join?: JoinTree
  readonly fn?: string
  readonly args?: readonly ExpressionNode[]
  readonly with_ordinality?: boolean
  readonly alias?: string
  readonly column_aliases?: readonly string[]
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'cross'

export interface JoinTree {
  readonly type: JoinKind
  readonly left: string | SourceItem
  readonly right: string | SourceItem
  /** One of these, none for a cross join. */
  readonly on?: ExpressionNode
  readonly using?: readonly string[]
  readonly natural?: true
  /** The name that the columns of `using` are qualified with: `JOIN b USING (id) AS name`. */
  readonly using_alias?: string
}

export interface ColumnJoin {
  readonly type?: JoinKind
  readonly left_table: string
  readonly right_table: string
  readonly left_column: string
  readonly right_column: string
}

/** A named expression: any expression node with an `alias`. */
export type SelectItem = ExpressionNode & { readonly alias?: string }

export type ConditionOperator =
  | '='
  | '!='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | 'in'
  | 'not in'
  | 'between'
  | 'not between'
  | 'is null'
  | 'is not null'

export type JsonScalar = string | number | boolean | null

export interface Condition {
  /** `name` or `table.name`; in `having` also the alias of an aggregation. */
  readonly column: string
  readonly op: ConditionOperator
  /** A scalar; a list for `in`, two values for `between`; absent for `is null`; or any expression node. */
  readonly value?: JsonScalar | readonly JsonScalar[] | ExpressionNode
}

export interface Aggregation {
  readonly function: string
  /** `*` for count(*). */
  readonly column: string
  readonly alias?: string
  readonly distinct?: boolean
}

export type GroupingElement =
  | { readonly rollup: readonly (readonly (string | ExpressionNode)[])[] }
  | { readonly cube: readonly (readonly (string | ExpressionNode)[])[] }
  | { readonly grouping_sets: readonly (readonly (string | ExpressionNode)[] | GroupingElement)[] }

export interface SetOperationItem {
  readonly op: 'union' | 'intersect' | 'except'
  readonly all?: boolean
  readonly query: QueryRequest
}

export interface OrderItem {
  /** A column or alias; `field` means the same. */
  readonly column?: string
  readonly field?: string
  readonly expression?: ExpressionNode
  readonly direction?: 'asc' | 'desc'
  readonly nulls?: 'first' | 'last'
}

export interface WindowSpecification {
  /** The named window this one extends. */
  readonly window?: string
  readonly partition_by?: readonly (string | ExpressionNode)[]
  readonly order_by?: readonly (string | OrderItem)[]
  readonly frame?: FrameSpecification
}

export interface FrameSpecification {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBoundSpecification
  readonly end: FrameBoundSpecification
  readonly exclude?: 'no_others' | 'current_row' | 'group' | 'ties'
}

export type FrameBoundSpecification =
  | 'unbounded_preceding'
  | 'current_row'
  | 'unbounded_following'
  | { readonly preceding: ExpressionNode }
  | { readonly following: ExpressionNode }

/**
 * A parameter's value: plain JSON (typed by its use), or with an explicit type. A list is an array, for `= ANY (:ids)`
 * and the like.
 */
export type ParameterValue = ParameterJson | { readonly value: ParameterJson; readonly type: string }

export type ParameterJson = JsonScalar | readonly JsonScalar[]

/** An untyped expression, as written. The kind is told by the key that is present. */
export type ExpressionNode =
  | ColumnNode
  | StarNode
  | ValueNode
  | ParameterNode
  | OperatorNode
  | FunctionNode
  | CaseNode
  | CastNode
  | SubqueryNode
  | ArrayNode
  | SubscriptNode
  | RowNode

/**
 * A column: `id`, or with the table or alias it belongs to, which may be qualified as in FROM (`public.users`). Names
 * are as stored: case counts.
 */
export interface ColumnNode {
  readonly column: string
  readonly table?: string
}

/** `*` or `table.*`; only in a select list. */
export interface StarNode {
  readonly star: true
  readonly table?: string
}

/**
 * A constant. A string without a `type` is an unknown literal, as a quoted string in SQL: its use decides the type.
 * Numbers outside the safe integers, and decimals, are strings with type `numeric` (or float64).
 */
export interface ValueNode {
  readonly value: JsonScalar
  readonly type?: string
}

/** `:name` or `$1`. */
export interface ParameterNode {
  readonly parameter: string | number
}

/**
 * An operator: `and or not = <> < <= > >= + - * / % ^ || like not like ilike not ilike similar to  ~ ~* !~ !~*
 * in not in between not between is null is not null is true is not true is false is not false is unknown
 * is not unknown is distinct from is not distinct from`, `@> <@ &&` of arrays, JSON operators as PostgreSQL spells them.
 * `in` takes the tested value first, then the items; a unary minus is `-` with one argument; `= any`, `<> all`,
 * `like any` and so on compare a value with the elements of an array, their second argument.
 */
export interface OperatorNode {
  readonly op: string
  readonly args: readonly ExpressionNode[]
  /** The ESCAPE character of LIKE, ILIKE and SIMILAR TO. */
  readonly escape?: ExpressionNode
}

/** A function, aggregate or (with `over`) window function. count(*) is `{"fn": "count", "star": true}`. */
export interface FunctionNode {
  readonly fn: string
  readonly args?: readonly ExpressionNode[]
  /** Arguments by the names of their parameters, after those in `args`: `make_interval(days => 3)`. */
  readonly named_args?: Readonly<Record<string, ExpressionNode>>
  readonly star?: true
  readonly distinct?: boolean
  readonly filter?: ExpressionNode
  readonly order_by?: readonly (string | OrderItem)[]
  /** WITHIN GROUP (ORDER BY ...). */
  readonly within_group?: readonly (string | OrderItem)[]
  /** A window, or the name of one in `windows`. */
  readonly over?: string | WindowSpecification
}

/** CASE; with `of` it is the simple form, each `when` compared with it. */
export interface CaseNode {
  readonly case: readonly { readonly when: ExpressionNode; readonly then: ExpressionNode }[]
  readonly of?: ExpressionNode
  readonly else?: ExpressionNode
}

/** CAST(cast AS to); `to` is a type name as in SQL: `numeric(10,2)`, `timestamp with time zone`, `interval`. */
export interface CastNode {
  readonly cast: ExpressionNode
  readonly to: string
}

/** A subquery. `scalar` is one value; `exists` true or false; `in`, `any` and `all` compare `arg` (by `op`) with its rows. */
export interface SubqueryNode {
  readonly subquery: QueryRequest
  readonly form: 'scalar' | 'exists' | 'in' | 'not in' | 'any' | 'all' | 'array'
  readonly arg?: ExpressionNode
  readonly op?: string
}

export interface ArrayNode {
  readonly array: readonly ExpressionNode[]
}

/** `(a, b)`: to be compared with a row or subquery, tested for NULL, sorted by or counted; no value of its own. */
/**
 * Of an array `a[at]`, counted from 1, or `a[from:to]`, where a bound that is left out is the array's own; of jsonb
 * `b[at]`, a key or an index counted from 0, or `b['key'][0]`, with all its subscripts in `path`.
 */
export interface SubscriptNode {
  readonly subscript: ExpressionNode
  /** One of these. */
  readonly at?: ExpressionNode
  readonly slice?: SliceBounds
  readonly path?: readonly ExpressionNode[]
}

export interface SliceBounds {
  readonly from?: ExpressionNode
  readonly to?: ExpressionNode
}

export interface RowNode {
  readonly row: readonly ExpressionNode[]
}
