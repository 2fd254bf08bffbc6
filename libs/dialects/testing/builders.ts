import { BOOLEAN, type EngineType, INT32, STRING } from '#arrow'
import type {
  AggregateCall,
  AggregateFunction,
  Cast,
  ColumnReference,
  Expression,
  Filter,
  FunctionCall,
  Join,
  JoinType,
  Literal,
  OutputColumn,
  PlanNode,
  Project,
  RemoteQuery,
  ScalarFunction,
  Scan,
  ScanColumn,
  SortKey,
  WindowCall,
} from '#plan'
import { outputColumns } from '#plan'

/** Tiny builders of plans for tests. Columns are nullable unless said otherwise. */
export function col(id: string, type: EngineType = INT32): ColumnReference {
  return { kind: 'column', id, type, nullable: true }
}

export function lit(value: string | number | null, type?: EngineType): Literal {
  const text = value === null ? null : String(value)
  return { kind: 'literal', value: text, type: type ?? (typeof value === 'number' ? INT32 : STRING) }
}

export function call(name: ScalarFunction, type: EngineType, ...args: Expression[]): FunctionCall {
  return { kind: 'call', function: name, arguments: args, type, nullable: true }
}

/** A function that gives a boolean. */
export function is(name: ScalarFunction, ...args: Expression[]): FunctionCall {
  return call(name, BOOLEAN, ...args)
}

export function cast(argument: Expression, type: EngineType): Cast {
  return { kind: 'cast', argument, type }
}

export function agg(
  name: AggregateFunction,
  type: EngineType,
  args: Expression[] = [],
  more: Partial<AggregateCall> = {},
): AggregateCall {
  return {
    kind: 'aggregate',
    function: name,
    arguments: args,
    distinct: false,
    filter: null,
    orderBy: [],
    type,
    ...more,
  }
}

export function over(
  name: WindowCall['function'],
  type: EngineType,
  args: Expression[] = [],
  more: Partial<WindowCall> = {},
): WindowCall {
  return {
    kind: 'window',
    function: name,
    arguments: args,
    filter: null,
    partitionBy: [],
    orderBy: [],
    frame: null,
    type,
    ...more,
  }
}

export function key(expression: Expression, direction: 'asc' | 'desc' = 'asc', nulls?: 'first' | 'last'): SortKey {
  const descending = direction === 'desc'
  return { expression, descending, nullsFirst: nulls === undefined ? descending : nulls === 'first' }
}

export function out(id: string, type: EngineType): OutputColumn {
  return { id, name: id, type, nullable: true }
}

/** A scan; each column is named as its id, of its own type. */
export function scan(
  sourceType: string,
  table: string,
  columns: Readonly<Record<string, EngineType | Partial<ScanColumn>>>,
): Scan {
  return {
    kind: 'scan',
    table: { source: table, connection: 'k', sourceType, schema: null, table },
    columns: Object.entries(columns).map(([id, told]) => scanColumn(id, 'kind' in told ? { type: told } : told)),
    primaryKey: [],
    estimatedRows: null,
  }
}

function scanColumn(id: string, { type = INT32, ...told }: Partial<ScanColumn>): ScanColumn {
  return {
    id,
    name: id,
    type,
    nativeType: type,
    sourceType: type.kind === 'string' ? 'text' : type.kind,
    nullable: true,
    comparison: type.kind === 'string' ? 'binary' : null,
    ...told,
  }
}

export function filter(input: PlanNode, predicate: Expression): Filter {
  return { kind: 'filter', input, predicate }
}

export function project(input: PlanNode, expressions: Readonly<Record<string, Expression>>): Project {
  return {
    kind: 'project',
    input,
    expressions: Object.entries(expressions).map(([id, expression]) => ({
      column: out(id, expression.kind === 'in' ? BOOLEAN : expression.type),
      expression,
    })),
  }
}

export function aggregate(
  input: PlanNode,
  groups: Readonly<Record<string, Expression>>,
  aggregates: Readonly<Record<string, AggregateCall>>,
  groupingSets: readonly (readonly number[])[] | null = null,
): PlanNode {
  return {
    kind: 'aggregate',
    input,
    groups: project(input, groups).expressions,
    aggregates: Object.entries(aggregates).map(([id, aggregateCall]) => ({
      column: out(id, aggregateCall.type),
      call: aggregateCall,
    })),
    groupingSets,
  }
}

export function join(type: JoinType, left: PlanNode, right: PlanNode, condition: Expression | null): Join {
  return { kind: 'join', type, left, right, condition }
}

export function sort(input: PlanNode, ...keys: SortKey[]): PlanNode {
  return { kind: 'sort', input, keys }
}

export function limit(input: PlanNode, count: number | null, offset = 0): PlanNode {
  return { kind: 'limit', input, limit: count, offset }
}

export function windows(input: PlanNode, calls: Readonly<Record<string, WindowCall>>): PlanNode {
  return {
    kind: 'window',
    input,
    calls: Object.entries(calls).map(([id, windowCall]) => ({ column: out(id, windowCall.type), call: windowCall })),
  }
}

export function setOperation(
  operation: 'union' | 'intersect' | 'except',
  all: boolean,
  left: PlanNode,
  right: PlanNode,
  ids: readonly string[],
): PlanNode {
  const columns = outputColumns(left).map((column, index) => ({ ...column, id: ids[index] ?? column.id }))
  return { kind: 'set_operation', operation, all, left, right, columns }
}

export function remote(plan: PlanNode): RemoteQuery {
  return { kind: 'remote_query', connection: 'k', plan, prefilters: [] }
}
