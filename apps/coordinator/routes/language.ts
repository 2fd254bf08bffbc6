import { createRoute, z } from '@hono/zod-openapi'
import { explainJson, explainText } from '#plan'
import { convertSqlToQuery, queryRequestJsonSchema } from '#query'
import type { AppDeps } from '../deps.ts'
import { createRouter } from '../router.ts'
import { jsonAnswer, jsonBody, problemAnswers, statementSchema } from '../schemas.ts'
import { statementOf } from '../submission.ts'

const convert = createRoute({
  method: 'post',
  path: '/v1/convert',
  summary: 'SQL as a QueryRequest',
  request: {
    body: jsonBody(
      z.strictObject({
        sql: z.string().max(1_048_576),
        sql_name: z.string().optional(),
        default_connection_id: z.string().optional(),
      }),
    ),
  },
  responses: { 200: jsonAnswer('The QueryRequest', z.unknown()), ...problemAnswers },
})

const validate = createRoute({
  method: 'post',
  path: '/v1/validate',
  summary: 'Check limits, names and types without running',
  request: { body: jsonBody(statementSchema) },
  responses: {
    200: jsonAnswer(
      'The verdict',
      z.object({ valid: z.boolean(), errors: z.array(z.unknown()), warnings: z.array(z.unknown()) }),
    ),
    ...problemAnswers,
  },
})

const explain = createRoute({
  method: 'post',
  path: '/v1/explain',
  summary: 'Plan without running',
  request: { body: jsonBody(statementSchema) },
  responses: { 200: jsonAnswer('The plan, as data and as text', z.unknown()), ...problemAnswers },
})

/** /v1/convert, /v1/validate, /v1/explain and the JSON Schema of QueryRequest. */
export function languageRoutes({ coordinator }: AppDeps) {
  const { planner } = coordinator
  const router = createRouter()

  router.openapi(convert, async (context) => {
    const { sql, sql_name, default_connection_id } = context.req.valid('json')
    const request = await convertSqlToQuery({
      sql,
      ...(sql_name === undefined ? {} : { sql_name }),
      ...(default_connection_id === undefined ? {} : { default_connection_id }),
    })
    return context.json(request, 200)
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

  router.get('/v1/query-request.schema.json', (context) => context.json(queryRequestJsonSchema()))
  return router
}
