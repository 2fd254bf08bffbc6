import { createRoute, z } from '@hono/zod-openapi'
import { explainJson, explainText } from '#plan'
import { convertSqlToQuery, queryRequestJsonSchema } from '#query'
import type { AppDeps } from '../deps.ts'
import { createRouter } from '../router.ts'
import {
  closed,
  dialectSchema,
  jsonAnswer,
  jsonBody,
  jsonTextAnswer,
  planSchema,
  problemAnswers,
  problemListSchema,
  queryRequestSchema,
  statementSchema,
} from '../schemas.ts'
import { statementOf } from '../submission.ts'

const convert = createRoute({
  method: 'post',
  path: '/v1/convert',
  operationId: 'convertSql',
  summary: 'SQL as a QueryRequest',
  request: {
    body: jsonBody(
      closed({
        sql: z.string().max(1_048_576),
        dialect: dialectSchema.optional(),
        sql_name: z.string().optional(),
        default_connection_id: z.string().optional(),
      }),
    ),
  },
  responses: { 200: jsonTextAnswer('The QueryRequest', queryRequestSchema), ...problemAnswers },
})

const validate = createRoute({
  method: 'post',
  path: '/v1/validate',
  operationId: 'validateQuery',
  summary: 'Check limits, names and types without running',
  request: { body: jsonBody(statementSchema) },
  responses: {
    200: jsonAnswer(
      'The verdict',
      z.object({ valid: z.boolean(), errors: problemListSchema, warnings: problemListSchema }),
    ),
    ...problemAnswers,
  },
})

const explain = createRoute({
  method: 'post',
  path: '/v1/explain',
  operationId: 'explainQuery',
  summary: 'Plan without running',
  request: { body: jsonBody(statementSchema) },
  responses: {
    200: jsonAnswer('The plan, as data and as text', z.object({ plan: planSchema, text: z.string() })),
    ...problemAnswers,
  },
})

const requestSchema = createRoute({
  method: 'get',
  path: '/v1/query-request.schema.json',
  operationId: 'getQueryRequestSchema',
  summary: 'The JSON Schema of QueryRequest',
  responses: { 200: jsonAnswer('JSON Schema, draft 2020-12', z.record(z.string(), z.unknown())), ...problemAnswers },
})

/** /v1/convert, /v1/validate, /v1/explain and the JSON Schema of QueryRequest. */
export function languageRoutes({ coordinator }: AppDeps) {
  const { planner } = coordinator
  const router = createRouter()

  router.openapi(convert, async (context) => {
    const { sql, dialect, sql_name, default_connection_id } = context.req.valid('json')
    const request = await convertSqlToQuery({
      sql,
      ...(dialect === undefined ? {} : { dialect }),
      ...(sql_name === undefined ? {} : { sql_name }),
      ...(default_connection_id === undefined ? {} : { default_connection_id }),
    })
    return context.body(JSON.stringify(request), 200, { 'content-type': 'application/json' })
  })

  router.openapi(validate, async (context) => {
    const statement = statementOf(context.req.valid('json'))
    const verdict = await planner.validate(statement, context.req.raw.signal)
    return context.json({ ...verdict, errors: [...verdict.errors], warnings: [...verdict.warnings] }, 200)
  })

  router.openapi(explain, async (context) => {
    const statement = statementOf(context.req.valid('json'))
    const plan = await planner.explain(statement, context.req.raw.signal)
    return context.json({ plan: explainJson(plan), text: explainText(plan) }, 200)
  })

  router.openapi(requestSchema, (context) => context.json(queryRequestJsonSchema(), 200))
  return router
}
