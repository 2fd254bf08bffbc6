import { z } from '@hono/zod-openapi'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    retryable: z.boolean(),
    source: z.string().optional(),
    position: z
      .object({
        file: z.string().optional(),
        line: z.number().int().optional(),
        column: z.number().int().optional(),
        path: z.string().optional(),
      })
      .optional(),
    sql_state: z.string().optional(),
    sql: z.string().optional(),
    excerpt: z.string().optional(),
    problems: z.array(z.object({ code: z.string(), message: z.string(), position: z.unknown() })).optional(),
  })
  .openapi('Problem')

const parameterValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]), type: z.string() }),
])

/** SQL or a QueryRequest, and what its names and parameters stand for. */
export const statementSchema = z
  .strictObject({
    sql: z.string().max(1_048_576).optional().openapi({ description: 'One SELECT in PostgreSQL SQL' }),
    query: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: 'A QueryRequest; its JSON Schema is at /v1/query-request.schema.json' }),
    dialect: z.literal('postgres').optional(),
    parameters: z.record(z.string(), parameterValue).optional(),
    default_connection_id: z.string().optional(),
    pushdown: z.enum(['auto', 'off', 'require']).optional(),
  })
  .openapi('Statement')

export const submitSchema = statementSchema
  .extend({
    name: z.string().max(200).optional(),
    wait_timeout_seconds: z.number().min(0).max(60).optional(),
    on_wait_timeout: z.enum(['continue', 'cancel']).optional(),
    timeout_seconds: z.number().positive().optional(),
    priority: z.number().int().min(0).max(9).optional(),
    tags: z.record(z.string().max(64), z.string().max(256)).optional(),
  })
  .openapi('SubmitQuery')

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
  attempts: z.number().int(),
  worker_id: z.string().nullable(),
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
        kernel: z
          .object({ landed_rows: z.number(), land_ms: z.number(), run_ms: z.number(), spilled_bytes: z.number() })
          .nullable(),
      })
      .nullable(),
    row_count: z.number().int().nullable(),
    truncated: z.boolean(),
    error: z.unknown().nullable(),
    links: z.object({ self: z.string(), results: z.string(), plan: z.string() }),
  })
  .openapi('Query')

export const pageSchema = z
  .object({
    query_id: z.string(),
    schema: z.object({
      fields: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
    }),
    rows: z.array(z.array(z.unknown())),
    row_count: z.number().int(),
    page: z.number().int(),
    next_page: z.number().int().nullable(),
    truncated: z.boolean(),
    expires_at: z.string().nullable(),
  })
  .openapi('ResultPage')

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

/** A JSON body for a route's `request`. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { content: { 'application/json': { schema } }, required: true }
}
