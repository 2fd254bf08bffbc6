import type { EngineType } from '#arrow'
import type { ColumnId } from './column-id.ts'
import type { AggregateFunction, ScalarFunction, VolatileFunction, WindowFunction } from './function-names.ts'
import type { PlanNode } from './node.ts'

/**
 * A typed scalar expression: frozen plain data, JSON-safe. The binder has settled every type, overload and coercion,
 * so whoever prints an expression decides nothing.
 */
export type Expression =
  | ColumnReference
  | Literal
  | FunctionCall
  | Cast
  | Case
  | InList
  | AggregateCall
  | WindowCall
  | SubqueryExpression

/** The value of the column `id` produced by a node below (or by an outer query, inside a subquery). */
export interface ColumnReference {
  readonly kind: 'column'
  readonly id: ColumnId
  readonly type: EngineType
  readonly nullable: boolean
}

/**
 * A constant. The value is text in canonical form, whatever the type (int64 and decimal keep every digit):
 * booleans `true`/`false`; numbers as PostgreSQL prints them; date `YYYY-MM-DD`; time `HH:MM:SS.ffffff`;
 * timestamp `YYYY-MM-DD HH:MM:SS.ffffff`; timestamptz the same in UTC; these three with ` BC` before the year 1, or
 * `infinity` and `-infinity`; interval `<months> <days> <microseconds>`;
 * binary lower-case hex. Null is SQL NULL.
 */
export interface Literal {
  readonly kind: 'literal'
  readonly value: string | null
  readonly type: EngineType
}

/** A scalar function or operator of the function table, arguments already of the signature's types. */
export interface FunctionCall {
  readonly kind: 'call'
  readonly function: ScalarFunction
  readonly arguments: readonly Expression[]
  readonly type: EngineType
  readonly nullable: boolean
}

/** An explicit or implied conversion; raises PostgreSQL's errors. */
export interface Cast {
  readonly kind: 'cast'
  readonly argument: Expression
  readonly type: EngineType
}

/** A searched CASE: the first branch whose condition is true; `otherwise` when none is. Evaluated lazily. */
export interface Case {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise: Expression
  readonly type: EngineType
}

/** `argument [NOT] IN (items)` in three-valued logic; all of one type. */
export interface InList {
  readonly kind: 'in'
  readonly argument: Expression
  readonly items: readonly Expression[]
  readonly negated: boolean
  /** The items are the keys of the dynamic filter of this number, known when the query runs; `items` is empty then. */
  readonly dynamicFilter?: number
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** An aggregate; stands only in Aggregate.aggregates, or in a WindowCall. */
export interface AggregateCall {
  readonly kind: 'aggregate'
  readonly function: AggregateFunction
  readonly arguments: readonly Expression[]
  readonly distinct: boolean
  readonly filter: Expression | null
  readonly orderBy: readonly SortKey[]
  readonly type: EngineType
}

export type FrameBound =
  | { readonly kind: 'unbounded_preceding' | 'current_row' | 'unbounded_following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression }

export interface WindowFrame {
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  readonly end: FrameBound
  readonly exclude: 'no_others' | 'current_row' | 'group' | 'ties'
}

/**
 * A window function, or an aggregate used as one; stands only in Window.calls. A volatile function is one too: what it
 * gives hangs on the rows that are there, so that no rule moves it or computes it again. Its one argument is a literal
 * that no other call has.
 */
export interface WindowCall {
  readonly kind: 'window'
  readonly function: WindowFunction | VolatileFunction | AggregateFunction
  readonly arguments: readonly Expression[]
  readonly filter: Expression | null
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly SortKey[]
  /** Null stands for the default frame: RANGE UNBOUNDED PRECEDING to CURRENT ROW. */
  readonly frame: WindowFrame | null
  readonly type: EngineType
}

/**
 * A subquery inside an expression; may refer to columns of the query around it. ANY is the OR of a condition over all
 * rows, in three-valued logic.
 */
export interface SubqueryExpression {
  readonly kind: 'subquery'
  readonly form: 'scalar' | 'exists' | 'in' | 'any'
  /** The left side of IN; the condition of ANY, over the columns of `plan` too; null in the other forms. */
  readonly argument: Expression | null
  readonly negated: boolean
  readonly plan: PlanNode
  readonly type: EngineType
}

/** The type of an expression's value. */
export function typeOf(expression: Expression): EngineType {
  return expression.kind === 'in' ? { kind: 'boolean' } : expression.type
}
