import { z } from 'zod'
import type {
  ArrayNode,
  CaseNode,
  CastNode,
  ColumnNode,
  ExpressionNode,
  FrameBoundSpecification,
  FrameSpecification,
  FunctionNode,
  JsonScalar,
  OperatorNode,
  OrderItem,
  ParameterNode,
  QueryRequest,
  RowNode,
  SelectItem,
  SliceBounds,
  StarNode,
  SubqueryNode,
  SubscriptNode,
  ValueNode,
  WindowSpecification,
} from './query-request.ts'
import { byKey, exactlyOne, optional, type Shape, strict } from './schema-parts.ts'

/** A name: text that is not empty. */
export const name = z.string().min(1)

/** Text, number, true, false or null; a whole number that JSON readers round is refused. */
export const jsonScalar: z.ZodType<JsonScalar> = z.union([
  z.string(),
  z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), {
    error: 'A whole number beyond 2^53 loses digits in JSON; write {"value": "...", "type": "numeric"}.',
  }),
  z.boolean(),
  z.null(),
])

/** The schemas of expressions, and of everything that refers to them, over the schema of a whole query. */
export function expressionSchemas(query: z.ZodType<QueryRequest>) {
  const expression: z.ZodType<ExpressionNode> = byKey('expression', () => nodes)
  const selectItem: z.ZodType<SelectItem> = byKey('select_item', () => items)

  const orderShape = {
    column: optional(name),
    field: optional(name),
    expression: optional(expression),
    direction: optional(z.enum(['asc', 'desc'])),
    nulls: optional(z.enum(['first', 'last'])),
  } satisfies Shape<OrderItem>
  const orderItem: z.ZodType<OrderItem> = strict(orderShape).check((context) => {
    const message = exactlyOne(context.value, ['column', 'field', 'expression'])
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })
  const orderBy = z.array(z.union([name, orderItem]))

  const frameBound: z.ZodType<FrameBoundSpecification> = z.union([
    z.enum(['unbounded_preceding', 'current_row', 'unbounded_following']),
    byKey<{ preceding: ExpressionNode } | { following: ExpressionNode }>('frame_bound', () => ({
      preceding: strict({ preceding: expression }),
      following: strict({ following: expression }),
    })),
  ])
  const frame: z.ZodType<FrameSpecification> = strict({
    unit: z.enum(['rows', 'range', 'groups']),
    start: frameBound,
    end: frameBound,
    exclude: optional(z.enum(['no_others', 'current_row', 'group', 'ties'])),
  } satisfies Shape<FrameSpecification>)
  const windowSpecification: z.ZodType<WindowSpecification> = strict({
    window: optional(name),
    partition_by: optional(z.array(z.union([name, expression]))),
    order_by: optional(orderBy),
    frame: optional(frame),
  } satisfies Shape<WindowSpecification>)

  const column = { column: name, table: optional(name) } satisfies Shape<ColumnNode>
  const star = { star: z.literal(true), table: optional(name) } satisfies Shape<StarNode>
  const value = { value: jsonScalar, type: optional(name) } satisfies Shape<ValueNode>
  const parameter = { parameter: z.union([name, z.int().positive()]) } satisfies Shape<ParameterNode>
  const operator = {
    op: name,
    args: z.array(expression).min(1),
    escape: optional(expression),
  } satisfies Shape<OperatorNode>
  const fn = {
    fn: name,
    args: optional(z.array(expression)),
    named_args: optional(z.record(name, expression)),
    star: optional(z.literal(true)),
    distinct: optional(z.boolean()),
    filter: optional(expression),
    order_by: optional(orderBy),
    within_group: optional(orderBy),
    over: optional(z.union([name, windowSpecification])),
  } satisfies Shape<FunctionNode>
  const caseOf = {
    case: z.array(strict({ when: expression, then: expression })).min(1),
    of: optional(expression),
    else: optional(expression),
  } satisfies Shape<CaseNode>
  const cast = { cast: expression, to: name } satisfies Shape<CastNode>
  const subquery = {
    subquery: query,
    form: z.enum(['scalar', 'exists', 'in', 'not in', 'any', 'all', 'array']),
    arg: optional(expression),
    op: optional(name),
  } satisfies Shape<SubqueryNode>
  const array = { array: z.array(expression) } satisfies Shape<ArrayNode>
  const subscript = {
    subscript: expression,
    at: optional(expression),
    slice: optional(strict({ from: optional(expression), to: optional(expression) } satisfies Shape<SliceBounds>)),
    path: optional(z.array(expression).min(1)),
  } satisfies Shape<SubscriptNode>
  const row = { row: z.array(expression) } satisfies Shape<RowNode>

  // The order decides what a node with the keys of two kinds is taken for, and so which of its keys is called unknown.
  const shapes = {
    subquery,
    case: caseOf,
    cast,
    fn,
    op: operator,
    column,
    star,
    value,
    parameter,
    array,
    subscript,
    row,
  }
  const nodes: NodeSchemas = {
    subquery: strict(shapes.subquery),
    case: strict(shapes.case),
    cast: strict(shapes.cast),
    fn: strict(shapes.fn),
    op: strict(shapes.op),
    column: strict(shapes.column),
    star: strict(shapes.star),
    value: strict(shapes.value),
    parameter: strict(shapes.parameter),
    array: strict(shapes.array),
    subscript: oneSubscript(strict(shapes.subscript)),
    row: strict(shapes.row),
  }
  const items = Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => {
      const schema = strict({ ...shape, alias: optional(name) })
      return [key, key === 'subscript' ? oneSubscript(schema) : schema]
    }),
  )

  return { expression, expressionKinds: () => nodes, selectItem, orderBy, windowSpecification }
}

/** `at`, `slice` or `path`. */
function oneSubscript<T extends object>(schema: z.ZodType<T>): z.ZodType<T> {
  return schema.check((context) => {
    const message = exactlyOne(context.value, ['at', 'slice', 'path'])
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value })
  })
}

/** One schema for each kind of ExpressionNode, under the key that tells it. */
interface NodeSchemas extends Readonly<Record<string, z.ZodType>> {
  readonly subquery: z.ZodType<SubqueryNode>
  readonly case: z.ZodType<CaseNode>
  readonly cast: z.ZodType<CastNode>
  readonly fn: z.ZodType<FunctionNode>
  readonly op: z.ZodType<OperatorNode>
  readonly column: z.ZodType<ColumnNode>
  readonly star: z.ZodType<StarNode>
  readonly value: z.ZodType<ValueNode>
  readonly parameter: z.ZodType<ParameterNode>
  readonly array: z.ZodType<ArrayNode>
  readonly subscript: z.ZodType<SubscriptNode>
  readonly row: z.ZodType<RowNode>
}
