import { createRoute, z } from '@hono/zod-openapi'
import { streamSSE } from 'hono/streaming'
import { explainJson, type PlanActuals } from '#plan'
import type { Manifest } from '#results'
import { FINAL_STATES } from '#results'
import type { AppDeps } from '../deps.ts'
import { ownQuery } from '../own-query.ts'
import { queryView } from '../query-view.ts'
import { createRouter } from '../router.ts'
import {
  idParams,
  jsonAnswer,
  jsonBody,
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
  summary: 'Submit a query',
  request: {
    body: jsonBody(submitSchema),
    headers: z.object({ 'idempotency-key': z.string().optional() }),
  },
  responses: {
    200: jsonAnswer('The query ended within the wait', querySchema),
    202: jsonAnswer('The query was accepted', querySchema),
    ...problemAnswers,
  },
})

const get = createRoute({
  method: 'get',
  path: '/v1/queries/{id}',
  summary: 'State and progress of a query',
  request: {
    params: idParams,
    query: z.object({ wait_seconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).optional() }),
  },
  responses: { 200: jsonAnswer('The query', querySchema), ...problemAnswers },
})

const list = createRoute({
  method: 'get',
  path: '/v1/queries',
  summary: 'Queries, newest first',
  request: {
    query: z.object({
      state: queryStateSchema.optional(),
      name: z.string().optional(),
      tag: z.string().optional(),
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
  summary: 'What ran where, with actual figures',
  request: { params: idParams },
  responses: { 200: jsonAnswer('The plan', z.unknown()), ...problemAnswers },
})

/** /v1/queries: submit, poll, list, cancel, explain after the fact, follow. */
export function queryRoutes({ coordinator, config }: AppDeps) {
  const { queries } = coordinator
  const own = async (id: string, caller: string): Promise<Manifest> => ownQuery(await queries.get(id), caller)
  const router = createRouter()

  router.openapi(submit, async (context) => {
    const body = context.req.valid('json')
    const submission = submissionOf(body, context.get('caller'), context.get('traceparent'), config.query)
    const accepted = await queries.submit(submission, context.req.valid('header')['idempotency-key'] ?? null)
    const seconds = body.wait_timeout_seconds ?? 0
    const manifest = await queries.wait(accepted.query_id, seconds, context.req.raw.signal)
    if (FINAL_STATES.has(manifest.state)) return context.json(queryView(manifest), 200)
    if (seconds > 0 && body.on_wait_timeout === 'cancel') {
      return context.json(queryView(await queries.cancel(manifest.query_id)), 202)
    }
    context.header('location', `/v1/queries/${manifest.query_id}`)
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
    const explained = manifest.plan === null ? null : explainJson(manifest.plan, planStatistics(manifest))
    return context.json({ query_id: manifest.query_id, state: manifest.state, plan: explained }, 200)
  })

  router.get('/v1/queries/:id/events', async (context) => {
    const { query_id } = await own(context.req.param('id'), context.get('caller'))
    return streamSSE(context, async (stream) => {
      let sent = ''
      while (!stream.aborted) {
        const manifest = await queries.get(query_id)
        const data = JSON.stringify(queryView(manifest))
        if (data !== sent) await stream.writeSSE({ event: 'query', data })
        sent = data
        if (FINAL_STATES.has(manifest.state)) return
        await stream.sleep(250)
      }
    })
  })
  return router
}

function planStatistics({ statistics }: Manifest): PlanActuals | undefined {
  if (statistics === null) return undefined
  const { fragments, kernel, rows, compute_ms } = statistics
  return {
    fragments: fragments.map(({ elapsed_ms, ...counts }) => ({ ...counts, duration_ms: elapsed_ms })),
    residual: kernel === null ? null : { rows, duration_ms: compute_ms },
  }
}
