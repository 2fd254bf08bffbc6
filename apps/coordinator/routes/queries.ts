import { createRoute, z } from '@hono/zod-openapi'
import { explainJson, explainText } from '#plan'
import { FINAL_STATES, type Manifest, planActuals } from '#results'
import type { AppDeps } from '../deps.ts'
import { ownQuery } from '../own-query.ts'
import { followQuery } from '../query-events.ts'
import { queryView } from '../query-view.ts'
import { firstPage } from '../result-page.ts'
import { createRouter } from '../router.ts'
import {
  closed,
  finishedQuerySchema,
  idParams,
  jsonAnswer,
  jsonBody,
  jsonTextAnswer,
  orNull,
  planSchema,
  problemAnswers,
  querySchema,
  queryStateSchema,
  submitSchema,
} from '../schemas.ts'
import { submissionOf } from '../submission.ts'

const MAX_WAIT_SECONDS = 60
const PAGE_SIZE = 50

const submit = createRoute({
  method: 'post',
  path: '/v1/queries',
  operationId: 'submitQuery',
  summary: 'Submit a query',
  request: {
    body: jsonBody(submitSchema),
    headers: z.object({
      'idempotency-key': z
        .string()
        .optional()
        .openapi({ description: 'A second submission with the same key and body gives the same query' }),
    }),
  },
  responses: {
    200: jsonTextAnswer('The query ended within the wait; its state says how', finishedQuerySchema),
    202: jsonAnswer('The query was accepted', querySchema),
    ...problemAnswers,
  },
})

const get = createRoute({
  method: 'get',
  path: '/v1/queries/{id}',
  operationId: 'getQuery',
  summary: 'State and progress of a query',
  request: {
    params: idParams,
    query: closed({
      wait_seconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).optional().openapi({ type: 'number' }),
    }),
  },
  responses: { 200: jsonAnswer('The query', querySchema), ...problemAnswers },
})

const list = createRoute({
  method: 'get',
  path: '/v1/queries',
  operationId: 'listQueries',
  summary: 'Queries, newest first',
  request: {
    query: closed({
      state: queryStateSchema.optional(),
      name: z.string().optional(),
      tag: z.string().optional().openapi({ description: '`key`, or `key=value`' }),
      limit: z.coerce.number().int().min(1).max(500).optional(),
      cursor: z.string().optional(),
    }),
  },
  responses: {
    200: jsonAnswer('A page', z.object({ queries: z.array(querySchema), next_cursor: z.string().nullable() })),
    ...problemAnswers,
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/queries/{id}',
  operationId: 'removeQuery',
  summary: 'Cancel a query; of an ended one, delete its result',
  request: { params: idParams },
  responses: {
    202: jsonAnswer('The query is being canceled', querySchema),
    204: { description: 'The ended query and its result are gone' },
    ...problemAnswers,
  },
})

const plan = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/plan',
  operationId: 'getQueryPlan',
  summary: 'What ran where, with actual figures',
  request: { params: idParams },
  responses: {
    200: jsonAnswer(
      'The plan, as data and as text; null until it is made',
      z.object({
        query_id: z.string(),
        state: queryStateSchema,
        plan: orNull(planSchema),
        text: z.string().nullable(),
      }),
    ),
    ...problemAnswers,
  },
})

const events = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/events',
  operationId: 'followQuery',
  summary: 'The query at each change until it ends, as server-sent events',
  request: { params: idParams },
  responses: {
    200: {
      description: 'Events named `query`, each with the query as JSON; `problem` when it can no longer be followed',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemAnswers,
  },
})

/** /v1/queries: submit, poll, list, cancel, explain after the fact, follow. */
export function queryRoutes({ coordinator, config, store, telemetry }: AppDeps) {
  const { queries } = coordinator
  const own = async (id: string, caller: string): Promise<Manifest> => ownQuery(await queries.get(id), caller)
  const router = createRouter()

  router.openapi(submit, async (context) => {
    const body = context.req.valid('json')
    const submission = submissionOf(body, context.get('caller'), context.get('traceparent'), config.query)
    const accepted = await queries.submit(submission, context.req.valid('header')['idempotency-key'] ?? null)
    const seconds = body.wait_timeout_seconds ?? 0
    const manifest = await queries.wait(accepted.query_id, seconds, context.req.raw.signal)
    if (FINAL_STATES.has(manifest.state)) {
      const result = await firstPage(store, manifest)
      return context.body(withMember(queryView(manifest), 'result', result), 200, {
        'content-type': 'application/json',
      })
    }
    context.header('location', `/v1/queries/${manifest.query_id}`)
    if (seconds > 0 && body.on_wait_timeout === 'cancel') {
      return context.json(queryView(await queries.cancel(manifest.query_id)), 202)
    }
    return context.json(queryView(manifest), 202)
  })

  router.openapi(get, async (context) => {
    const { id } = context.req.valid('param')
    await own(id, context.get('caller'))
    const seconds = context.req.valid('query').wait_seconds ?? 0
    const manifest = await queries.wait(id, seconds, context.req.raw.signal)
    if (!FINAL_STATES.has(manifest.state)) context.header('retry-after', '1')
    return context.json(queryView(manifest), 200)
  })

  router.openapi(list, async (context) => {
    const { limit, cursor, state, name, tag } = context.req.valid('query')
    const page = await queries.list({
      limit: limit ?? PAGE_SIZE,
      cursor: cursor ?? null,
      caller: context.get('caller'),
      ...(state === undefined ? {} : { state }),
      ...(name === undefined ? {} : { name }),
      ...(tag === undefined ? {} : { tag }),
    })
    return context.json({ queries: page.manifests.map(queryView), next_cursor: page.nextCursor }, 200)
  })

  router.openapi(remove, async (context) => {
    const { id } = context.req.valid('param')
    const manifest = await own(id, context.get('caller'))
    if (!FINAL_STATES.has(manifest.state)) return context.json(queryView(await queries.cancel(id)), 202)
    await queries.delete(id)
    return context.body(null, 204)
  })

  router.openapi(plan, async (context) => {
    const manifest = await own(context.req.valid('param').id, context.get('caller'))
    const { query_id, state, plan: made } = manifest
    const actuals = planActuals(manifest)
    const explained = made === null ? null : explainJson(made, actuals)
    const text = made === null ? null : explainText(made, actuals)
    return context.json({ query_id, state, plan: explained, text }, 200)
  })

  router.openapi(events, async (context) => {
    const { query_id } = await own(context.req.valid('param').id, context.get('caller'))
    return followQuery(context, queries, query_id, (error) =>
      telemetry.logger.error('could not follow a query', error, { query_id }),
    )
  })
  return router
}

/** An object as JSON text, with one more member that is JSON text already. */
function withMember(view: object, name: string, json: string): string {
  return `${JSON.stringify(view).slice(0, -1)},${JSON.stringify(name)}:${json}}`
}
