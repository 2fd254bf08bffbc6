import { z } from 'zod'
import { expressionSchemas, jsonScalar, name } from './expression-schema.ts'
import type {
  Aggregation,
  ColumnJoin,
  CommonTable,
  Condition,
  CycleClause,
  ExpressionNode,
  GroupingElement,
  JoinTree,
  ParameterValue,
  QueryRequest,
  SearchClause,
  SetOperationItem,
  SourceItem,
} from './query-request.ts'
import { byKey, exactlyOne, optional, type Shape, strict } from './schema-parts.ts'

/** The zod schema of a QueryRequest: strict objects, and positions to the key. */
export const queryRequestSchema: z.ZodType<QueryRequest> = byKey('QueryRequest', () => ({ '': body }), requestProblems)

const { expression, expressionKinds, selectItem, orderBy, windowSpecification } = expressionSchemas(queryRequestSchema)

const commonTable: z.ZodType<CommonTable> = strict({
  name,
  columns: optional(z.array(name).min(1)),
  recursive: optional(z.boolean()),
  materialized: optional(z.boolean()),
  query: queryRequestSchema,
  search: optional(
    strict({
      first: z.enum(['depth', 'breadth']),
      by: z.array(name).min(1),
      set: name,
    } satisfies Shape<SearchClause>),
  ),
  cycle: optional(
    strict({
      columns: z.array(name).min(1),
      set: name,
      to: optional(expression),
      default: optional(expression),
      using: name,
    } satisfies Shape<CycleClause>),
  ),
} satisfies Shape<CommonTable>)

const sourceItem: z.ZodType<SourceItem> = byKey('source', () => ({ '': sourceBody }), sourceProblems)
const source = z.union([name, sourceItem])
const joinKind = z.enum(['inner', 'left', 'right', 'full', 'cross'])
const joinTree: z.ZodType<JoinTree> = strict({
  type: joinKind,
  left: source,
  right: source,
  on: optional(expression),
  using: optional(z.array(name).min(1)),
  natural: optional(z.literal(true)),
  using_alias: optional(name),
} satisfies Shape<JoinTree>).check((context) => {
  const keys = ['on', 'using', 'natural']
  const isCross = context.value.type === 'cross'
  const hasNone = keys.every((key) => !Object.hasOwn(context.value, key))
  const message = isCross ? (hasNone ? undefined : 'A cross join has no condition.') : exactlyOne(context.value, keys)
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  if (context.value.using_alias !== undefined && context.value.using === undefined) {
    context.issues.push({ code: 'custom', message: '"using_alias" belongs to "using".', input: context.value })
  }
})
const sourceBody: z.ZodType<SourceItem> = strict({
  source: optional(z.union([name, z.array(name).min(1)])),
  connection_id: optional(name),
  schema: optional(name),
  table: optional(name),
  query: optional(queryRequestSchema),
  lateral: optional(z.boolean()),
  join: optional(joinTree),
  fn: optional(name),
  args: optional(z.array(expression)),
  with_ordinality: optional(z.boolean()),
  alias: optional(name),
  column_aliases: optional(z.array(name).min(1)),
} satisfies Shape<SourceItem>)

const columnJoin: z.ZodType<ColumnJoin> = strict({
  type: optional(joinKind),
  left_table: name,
  right_table: name,
  left_column: name,
  right_column: name,
} satisfies Shape<ColumnJoin>).refine((join) => join.type !== 'cross', {
  error: 'A cross join has no columns; name its tables in "sources" only.',
})

const condition: z.ZodType<Condition> = strict({
  column: name,
  op: z.enum([
    '=',
    '!=',
    '<>',
    '<',
    '<=',
    '>',
    '>=',
    'like',
    'not like',
    'ilike',
    'not ilike',
    'in',
    'not in',
    'between',
    'not between',
    'is null',
    'is not null',
  ]),
  value: optional(z.union([jsonScalar, z.array(jsonScalar), expression])),
} satisfies Shape<Condition>).check((context) => {
  const message = conditionProblem(context.value)
  if (message !== undefined) context.issues.push({ code: 'custom', message, path: ['value'], input: context.value })
})

const aggregation: z.ZodType<Aggregation> = strict({
  function: name,
  column: name,
  alias: optional(name),
  distinct: optional(z.boolean()),
} satisfies Shape<Aggregation>)

const keys = z.array(z.union([name, expression]))
const nestedGrouping: z.ZodType<GroupingElement> = byKey('grouping_element', () => groupings)
const groupings = {
  rollup: strict({ rollup: z.array(keys).min(1) }),
  cube: strict({ cube: z.array(keys).min(1) }),
  grouping_sets: strict({ grouping_sets: z.array(z.union([keys, nestedGrouping])).min(1) }),
}
const groupItem: z.ZodType<ExpressionNode | GroupingElement> = byKey('group_item', () => ({
  ...groupings,
  ...expressionKinds(),
}))

const setOperation: z.ZodType<SetOperationItem> = strict({
  op: z.enum(['union', 'intersect', 'except']),
  all: optional(z.boolean()),
  query: queryRequestSchema,
} satisfies Shape<SetOperationItem>)

const parameterJson = z.union([jsonScalar, z.array(jsonScalar)])
const parameterValue: z.ZodType<ParameterValue> = z.union([parameterJson, strict({ value: parameterJson, type: name })])
const rowCount = z.union([z.int().nonnegative(), expression])

const body: z.ZodType<QueryRequest> = strict({
  name: optional(z.string()),
  with: optional(z.array(commonTable)),
  sources: optional(z.array(source)),
  joins: optional(z.array(columnJoin)),
  values: optional(z.array(z.array(expression).min(1)).min(1)),
  select: optional(z.array(z.union([name, selectItem]))),
  distinct: optional(z.union([z.boolean(), z.array(expression).min(1)])),
  filters: optional(z.record(z.string(), z.array(condition))),
  where: optional(expression),
  aggregations: optional(z.array(aggregation)),
  group_by: optional(z.array(z.union([name, groupItem]))),
  group_by_distinct: optional(z.boolean()),
  having: optional(z.union([z.array(condition), expression])),
  windows: optional(z.record(z.string(), windowSpecification)),
  qualify: optional(expression),
  set_operations: optional(z.array(setOperation)),
  order_by: optional(orderBy),
  limit: optional(rowCount),
  offset: optional(rowCount),
  with_ties: optional(z.boolean()),
  default_connection_id: optional(name),
  consistency: optional(z.enum(['snapshot', 'per_split'])),
  parameters: optional(z.record(z.string(), parameterValue)),
} satisfies Shape<QueryRequest>)

function requestProblems(request: object): string[] {
  const problems: string[] = []
  // zod leaves the key __proto__ out of records without a word.
  for (const [key, record] of Object.entries(request)) {
    if (typeof record === 'object' && record !== null && Object.hasOwn(record, '__proto__')) {
      problems.push(`The name __proto__ cannot be used in "${key}".`)
    }
  }
  const beside = ['sources', 'joins', 'select', 'aggregations'].filter((key) => Object.hasOwn(request, key))
  if (Object.hasOwn(request, 'values') && beside.length > 0) {
    problems.push(`"values" stands alone: it cannot be used with ${beside.join(', ')}.`)
  }
  return problems
}

function sourceProblems(item: object): string[] {
  const kinds = ['source', 'table', 'query', 'join', 'fn']
  const wrongKind = exactlyOne(item, kinds)
  if (wrongKind !== undefined) return [wrongKind]
  const hasTable = Object.hasOwn(item, 'table')
  const problems: string[] = []
  if (hasTable !== Object.hasOwn(item, 'connection_id')) {
    problems.push('"table" and "connection_id" belong together; a table known by name is a "source".')
  }
  if (!hasTable && Object.hasOwn(item, 'schema')) problems.push('"schema" belongs to "table".')
  if (!Object.hasOwn(item, 'fn') && (Object.hasOwn(item, 'args') || Object.hasOwn(item, 'with_ordinality'))) {
    problems.push('"args" and "with_ordinality" belong to "fn".')
  }
  return problems
}

function conditionProblem({ op, value }: Condition): string | undefined {
  switch (op) {
    case 'is null':
    case 'is not null':
      return value === undefined ? undefined : `"${op}" takes no value.`
    case 'between':
    case 'not between':
      return Array.isArray(value) && value.length === 2 ? undefined : `"${op}" takes a list of two values.`
    case 'in':
    case 'not in':
      return Array.isArray(value) && value.length > 0 ? undefined : `"${op}" takes a list of values.`
    default:
      return value === undefined || Array.isArray(value) ? `"${op}" takes one value.` : undefined
  }
}
