import { BOOLEAN, type EngineType, INT64, STRING } from '#arrow'
import {
  type Aggregate,
  type AggregateCall,
  type AggregateFunction,
  type Cast,
  type CteReference,
  type Expression,
  type Filter,
  type FunctionCall,
  type InList,
  type Join,
  type JoinType,
  type Limit,
  type NamedExpression,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type Project,
  type ScalarFunction,
  type Scan,
  type SetOperation,
  type Sort,
  type SortKey,
  type SubqueryExpression,
  typeOf,
  type Window,
  type With,
} from '#plan'

/** A scan of `connection.table` with int64 columns under the given ids; an id ending in `_t` is text. */
export function scan(connection: string, table: string, ids: readonly string[]): Scan {
  return {
    kind: 'scan',
    table: { source: connection, connection, sourceType: 'postgres', schema: null, table },
    columns: ids.map((id) => ({
      id,
      name: id.replace(/^.*\./, ''),
      type: typeFor(id),
      nativeType: typeFor(id),
      sourceType: typeFor(id).kind,
      nullable: true,
      comparison: typeFor(id).kind === 'string' ? 'binary' : null,
    })),
    primaryKey: [],
    estimatedRows: 1000,
    statistics: { bytes: null, columns: {}, indexes: [] },
  }
}

function typeFor(id: string): EngineType {
  return id.endsWith('_t') ? STRING : INT64
}

/** A nullable column under its own name. */
export function column(id: string, type: EngineType = typeFor(id)): OutputColumn {
  return { id, name: id, type, nullable: true }
}

/** A reference to a column. */
export function col(id: string): Expression {
  return { kind: 'column', id, type: typeFor(id), nullable: true }
}

/** An int64 literal, a text literal or NULL of int64. */
export function lit(value: number | string | null): Expression {
  if (value === null) return { kind: 'literal', value: null, type: INT64 }
  return { kind: 'literal', value: String(value), type: typeof value === 'number' ? INT64 : STRING }
}

const INTEGER_RESULTS: ReadonlySet<ScalarFunction> = new Set<ScalarFunction>(['add', 'divide', 'coalesce', 'length'])

/** A call of a predicate (boolean), of integer arithmetic (int64) or of `lower` and `upper` (text). */
export function call(name: ScalarFunction, ...args: Expression[]): FunctionCall {
  const text = name === 'lower' || name === 'upper'
  const type = text ? STRING : INTEGER_RESULTS.has(name) ? INT64 : BOOLEAN
  return { kind: 'call', function: name, arguments: args, type, nullable: true }
}

/** `argument IN (values)`. */
export function inList(argument: Expression, values: readonly (number | null)[]): InList {
  return { kind: 'in', argument, items: values.map(lit), negated: false }
}

export function filter(input: PlanNode, predicate: Expression): Filter {
  return { kind: 'filter', input, predicate }
}

/** A projection of `[new id, expression]` pairs. */
export function project(input: PlanNode, expressions: readonly (readonly [string, Expression])[]): Project {
  return { kind: 'project', input, expressions: expressions.map(named) }
}

function named([id, expression]: readonly [string, Expression]): NamedExpression {
  return { column: column(id, typeOf(expression)), expression }
}

export function join(type: JoinType, left: PlanNode, right: PlanNode, condition: Expression | null = null): Join {
  return { kind: 'join', type, left, right, condition }
}

/** An aggregate call over int64. */
export function agg(name: AggregateFunction, ...args: Expression[]): AggregateCall {
  return { kind: 'aggregate', function: name, arguments: args, distinct: false, filter: null, orderBy: [], type: INT64 }
}

/** Groups and aggregates as `[new id, expression]` pairs. */
export function aggregate(
  input: PlanNode,
  groups: readonly (readonly [string, Expression])[],
  aggregates: readonly (readonly [string, AggregateCall])[],
): Aggregate {
  return {
    kind: 'aggregate',
    input,
    groups: groups.map(named),
    aggregates: aggregates.map(([id, one]) => ({ column: column(id, one.type), call: one })),
    groupingSets: null,
  }
}

/** Ascending keys, NULLs last. */
export function sort(input: PlanNode, ...keys: Expression[]): Sort {
  const sortKeys: readonly SortKey[] = keys.map((expression) => ({ expression, descending: false, nullsFirst: false }))
  return { kind: 'sort', input, keys: sortKeys }
}

export function limit(input: PlanNode, count: number, offset = 0): Limit {
  return { kind: 'limit', input, limit: count, offset }
}

/** A set operation whose columns get the given new ids. */
export function setOperation(
  operation: SetOperation['operation'],
  all: SetOperation['all'],
  left: PlanNode,
  right: PlanNode,
  ids: readonly string[],
): SetOperation {
  const columns = outputColumns(left).map((source, index) => column(ids[index] ?? source.id, source.type))
  return { kind: 'set_operation', operation, all, left, right, columns }
}

export function withQuery(name: string, definition: PlanNode, body: PlanNode): With {
  return { kind: 'with', name, materialized: false, definition, body }
}

export function reference(name: string, ids: readonly string[]): CteReference {
  return { kind: 'cte_reference', name, columns: ids.map((id) => column(id)) }
}

/** A cast to int64. */
export function cast(argument: Expression): Cast {
  return { kind: 'cast', argument, type: INT64 }
}

/** Calls of row_number as `[new id, partition keys]` pairs. */
export function window(input: PlanNode, calls: readonly (readonly [string, readonly Expression[]])[]): Window {
  return {
    kind: 'window',
    input,
    calls: calls.map(([id, partitionBy]) => ({
      column: column(id),
      call: {
        kind: 'window',
        function: 'row_number',
        arguments: [],
        filter: null,
        partitionBy,
        orderBy: [],
        frame: null,
        type: INT64,
      },
    })),
  }
}

/** `EXISTS (plan)` or `argument IN (plan)` as a predicate, or `(plan)` as a value. */
export function subquery(
  form: SubqueryExpression['form'],
  plan: PlanNode,
  argument: Expression | null = null,
): SubqueryExpression {
  const type = form === 'scalar' ? INT64 : BOOLEAN
  return { kind: 'subquery', form, argument, negated: false, plan, type }
}
