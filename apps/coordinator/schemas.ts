import { z } from '@hono/zod-openapi'
import { didYouMean } from '#core'
import { INPUT_DIALECTS } from '#query'

const positionSchema = z
  .object({
    file: z.string().optional(),
    line: z.number().int().optional().openapi({ description: 'From 1' }),
    column: z.number().int().optional().openapi({ description: 'From 1, in characters' }),
    path: z.string().optional().openapi({ description: 'JSON path in the body or the QueryRequest' }),
  })
  .openapi('Position')

export const problemListSchema = z
  .array(
    z.object({
      code: z.string(),
      message: z.string(),
      position: positionSchema.optional(),
      sql_state: z.string().optional(),
    }),
  )
  .readonly()

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    retryable: z.boolean(),
    source: z.string().optional(),
    position: positionSchema.optional(),
    sql_state: z.string().optional(),
    sql: z.string().optional(),
    excerpt: z.string().optional(),
    problems: problemListSchema
      .optional()
      .openapi({ description: 'Every fault of the request, the first of which `detail` tells' }),
    state: z.string().optional().openapi({ description: 'State of the query whose result was asked for' }),
  })
  .openapi('Problem')

/** The schema or null: `nullable` of a named schema is lost in its OpenAPI form. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.null()])
}

/** An object with these keys and no others; an unknown key is answered with the nearest known one. */
export function closed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    // One line for each unknown key, in their order: problems are made from the lines.
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .map((key) => `Unknown key ${JSON.stringify(key)}.${didYouMean(key, Object.keys(shape))}`)
            .join('\n')
        : undefined,
  })
}

/** A QueryRequest as such: its own parser judges it, with better messages than a schema's. */
export const queryRequestSchema = z
  .record(z.string(), z.unknown())
  .openapi({ allOf: [{ $ref: '#/components/schemas/QueryRequest' }] })

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const parameterValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(scalar),
  closed({ value: z.union([scalar, z.array(scalar)]), type: z.string() }),
])

/** Which SQL a text is written in. */
export const dialectSchema = z
  .enum(INPUT_DIALECTS, { error: `The dialect is one of ${INPUT_DIALECTS.join(', ')}.` })
  .openapi({ description: 'Which SQL `sql` is written in; `postgres` by default' })

const statementKeys = {
  sql: z.string().max(1_048_576).optional().openapi({ description: 'One SELECT, in the SQL of `dialect`' }),
  query: queryRequestSchema.optional(),
  dialect: dialectSchema.optional(),
  parameters: z.record(z.string(), parameterValue).optional().openapi({
    description: 'Values of `:name` by name and of `$1` by number, plain or `{value, type}`; a list is an array',
  }),
  default_connection_id: z.string().optional(),
  pushdown: z.enum(['auto', 'off', 'require']).optional().openapi({
    description:
      '`auto` pushes what is exact, `off` only reads tables, `require` fails a query that fetches what a source refused',
  }),
  consistency: z.enum(['snapshot', 'per_split']).optional().openapi({
    description:
      '`snapshot` by default: what one connection gives is read in one state where the source can share it, else statement by statement. `per_split` lets such a source read a large table in parts, each in a state of its own',
  }),
}

/** SQL or a QueryRequest, and what its names and parameters stand for. */
export const statementSchema = closed(statementKeys).openapi('Statement')

export const submitSchema = closed({
  ...statementKeys,
  verify: z.boolean().optional().openapi({
    description: 'Run with pushdown and without, and fail with VERIFICATION_FAILED when the answers differ',
  }),
  name: z.string().max(200).optional(),
  wait_timeout_seconds: z
    .number()
    .min(0)
    .max(60)
    .optional()
    .openapi({ description: 'How long the answer may wait for the end' }),
  on_wait_timeout: z.enum(['continue', 'cancel']).optional(),
  timeout_seconds: z.number().positive().optional(),
  priority: z.number().int().min(0).max(9).optional().openapi({ description: 'Higher runs first; 5 by default' }),
  tags: z.record(z.string().max(64), z.string().max(256)).optional(),
}).openapi('SubmitQuery')

const progressSchema = z.object({
  fragments_total: z.number().int(),
  fragments_done: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  fraction: z.number(),
})

const fragmentStatisticsSchema = z.object({
  fragment_id: z.string(),
  source: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  elapsed_ms: z.number(),
  splits: z.number().int().openapi({ description: 'Statements that read it in parts; 1 when it was read whole' }),
  attempts: z.number().int(),
  worker_id: z.string().nullable().openapi({ description: 'Null when several workers read it' }),
  dynamic_filters: z
    .array(
      z.object({
        source: z.string(),
        column: z.string(),
        outcome: z.enum(['applied', 'not_worth_waiting', 'late', 'not_selective', 'unusual_key']),
        form: z.enum(['array', 'json', 'list', 'range']).nullable(),
        keys: z.number().int().nullable(),
      }),
    )
    .readonly()
    .optional()
    .openapi({ description: 'Filters on the keys that another fragment brought, and what became of them' }),
})

const connectionStatisticsSchema = z.object({
  connection: z.string(),
  sources: z.array(z.string()).readonly(),
  consistency: z.enum(['snapshot', 'per_statement', 'per_split']).openapi({
    description:
      '`snapshot`: all its rows are of one state; `per_statement`: each statement saw a state of its own; `per_split`: so did the parts of a table',
  }),
})

export const queryStateSchema = z.enum([
  'QUEUED',
  'PLANNING',
  'RUNNING',
  'CANCELING',
  'FINISHING',
  'SUCCEEDED',
  'FAILED',
  'CANCELED',
  'EXPIRED',
])

const failureSchema = problemSchema
  .omit({ type: true, title: true, status: true, detail: true, state: true })
  .extend({ message: z.string() })
  .openapi('Failure')

export const querySchema = z
  .object({
    query_id: z.string(),
    name: z.string().nullable(),
    state: queryStateSchema,
    message: z.string().nullable(),
    sql: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    submitted_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
    expires_at: z.string().nullable(),
    as_of: z.string(),
    progress: progressSchema.nullable(),
    statistics: z
      .object({
        queued_ms: z.number(),
        planning_ms: z.number(),
        fetch_ms: z.number(),
        compute_ms: z.number(),
        total_ms: z.number(),
        rows: z.number().int(),
        bytes: z.number().int(),
        fragments: z.array(fragmentStatisticsSchema),
        connections: z.array(connectionStatisticsSchema).readonly(),
        kernel: z
          .object({
            partitions: z.number().int().openapi({
              description: 'Kernels among which the rows were divided; 1 where one kernel did it all',
            }),
            landed_rows: z.number(),
            land_ms: z.number(),
            run_ms: z.number(),
            spilled_bytes: z.number(),
          })
          .nullable(),
      })
      .nullable(),
    row_count: z.number().int().nullable(),
    truncated: z.boolean(),
    error: orNull(failureSchema),
    links: z.object({ self: z.string(), results: z.string(), plan: z.string() }),
  })
  .openapi('Query')

const fieldsSchema = z.object({
  fields: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })).readonly(),
})

export const pageSchema = z
  .object({
    query_id: z.string(),
    schema: fieldsSchema,
    rows: z.array(z.array(z.unknown())),
    row_count: z.number().int(),
    page: z.number().int(),
    next_page: z.number().int().nullable(),
    truncated: z.boolean(),
    expires_at: z.string().nullable(),
  })
  .openapi('ResultPage')

const plannedParameters = z.array(z.object({ value: z.string().nullable(), type: z.string() })).readonly()

const plannedStatement = z.object({ sql: z.string(), parameters: plannedParameters })

/** A plan as explain shows it; `actual` is null until the part has run. */
export const planSchema = z
  .object({
    fragments: z
      .array(
        z.object({
          fragment_id: z.string(),
          source: z.string(),
          source_type: z.string(),
          connection: z.string(),
          tables: z.array(z.string()).readonly().openapi({ description: 'What it reads, as source.schema.table' }),
          sql: z.string(),
          parameters: plannedParameters,
          columns: z.array(z.string()).readonly(),
          pushed: z.array(z.string()).readonly(),
          not_pushed: z.array(z.object({ what: z.string(), reason: z.string() })).readonly(),
          splits: z
            .number()
            .int()
            .openapi({ description: 'Statements that read it in parts; 1 when it is read whole' }),
          estimated_rows: z.number().nullable(),
          estimated_bytes: z
            .number()
            .nullable()
            .openapi({ description: 'Of the estimated rows, as they arrive in columns' }),
          dynamic_filters: z
            .array(
              z.object({
                column: z.string(),
                source: z.string(),
                source_column: z.string(),
                join: z.string(),
                actual: z
                  .object({ outcome: z.string(), form: z.string().nullable(), keys: z.number().int().nullable() })
                  .nullable(),
              }),
            )
            .readonly(),
          actual: z.object({ rows: z.number().int(), bytes: z.number().int(), duration_ms: z.number() }).nullable(),
        }),
      )
      .readonly(),
    residual: z
      .object({
        sql: z.string(),
        parameters: plannedParameters,
        partitioning: z
          .object({
            divided: z.array(z.object({ fragment_id: z.string(), key: z.string() })).readonly(),
            copied: z.array(z.string()).readonly(),
            part: plannedStatement,
            whole: plannedStatement,
          })
          .nullable()
          .openapi({
            description:
              'How several kernels compute it: `part` each of its rows, `whole` one of what they give; null where one computes it',
          }),
        actual: z.object({ rows: z.number().int(), duration_ms: z.number() }).nullable(),
      })
      .nullable()
      .openapi({ description: 'What the engine computes itself; null when one fragment is the whole query' }),
    schema: fieldsSchema,
    default_limit: z.number().int().nullable(),
  })
  .openapi('Plan')

/** A query that ended within the wait, with the first page of its result when it succeeded. */
export const finishedQuerySchema = querySchema.extend({ result: orNull(pageSchema) }).openapi('FinishedQuery')

/** `{id}` of a path. */
export const idParams = z.object({ id: z.string().openapi({ example: 'q_00000000000000000000000000000000' }) })

/** The answers every route can give beside its own. */
export const problemAnswers = {
  default: { description: 'What failed', content: { 'application/problem+json': { schema: problemSchema } } },
} as const

/** A JSON answer for a route's `responses`. */
export function jsonAnswer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

/** A JSON answer whose text the route writes itself. */
export function jsonTextAnswer(description: string, schema: z.ZodType) {
  const content: Record<string, { schema: z.ZodType }> = { 'application/json': { schema } }
  return { description, content }
}

/** A JSON body for a route's `request`. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { content: { 'application/json': { schema } }, required: true }
}
