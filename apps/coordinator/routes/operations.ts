import { createRoute, z } from '@hono/zod-openapi'
import type { AppDeps } from '../deps.ts'
import { health, readiness } from '../health.ts'
import { createRouter } from '../router.ts'
import { jsonAnswer, problemAnswers } from '../schemas.ts'

const memberSchema = z.object({
  id: z.string(),
  role: z.string(),
  host: z.string(),
  pid: z.number().int(),
  concurrency: z.number().int(),
  version: z.string(),
  started_at: z.string(),
})

const workers = createRoute({
  method: 'get',
  path: '/v1/workers',
  operationId: 'listWorkers',
  summary: 'Workers and coordinators that are alive',
  responses: {
    200: jsonAnswer('The members', z.object({ workers: z.array(memberSchema), coordinators: z.array(memberSchema) })),
    ...problemAnswers,
  },
})

const checkSchema = z.object({ name: z.string(), status: z.enum(['up', 'down']), detail: z.string().nullable() })

const getHealth = createRoute({
  method: 'get',
  path: '/v1/health',
  operationId: 'getHealth',
  summary: 'Health by dependency',
  responses: {
    200: jsonAnswer('The checks', z.object({ status: z.enum(['up', 'degraded']), checks: z.array(checkSchema) })),
    ...problemAnswers,
  },
})

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'isAlive',
  summary: 'Whether this process answers',
  security: [],
  responses: { 200: jsonAnswer('It does', z.object({ status: z.literal('up'), id: z.string(), version: z.string() })) },
})

const readySchema = z.object({
  status: z.enum(['ready', 'not ready']),
  checks: z.array(checkSchema.omit({ detail: true })),
})

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'isReady',
  summary: 'Whether this process can take queries',
  security: [],
  responses: { 200: jsonAnswer('It can', readySchema), 503: jsonAnswer('It cannot', readySchema) },
})

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: 'Figures for Prometheus',
  responses: {
    200: { description: 'Text format 0.0.4', content: { 'text/plain': { schema: z.string() } } },
    ...problemAnswers,
  },
})

/** Workers, health and metrics. */
export function operationsRoutes(deps: AppDeps) {
  const { coordinator, queue, telemetry, version } = deps
  const router = createRouter()

  router.openapi(workers, async (context) => {
    const members = await queue.members()
    return context.json(
      {
        workers: members.filter((member) => member.role === 'worker'),
        coordinators: members.filter((member) => member.role === 'coordinator'),
      },
      200,
    )
  })

  router.openapi(healthz, (context) => context.json({ status: 'up' as const, id: coordinator.id, version }, 200))

  router.openapi(readyz, async (context) => {
    const found = await readiness(deps)
    // Anybody may ask this, so that it names no host.
    const checks = found.map(({ name, status }) => ({ name, status }))
    if (checks.some(({ status }) => status === 'down'))
      return context.json({ status: 'not ready' as const, checks }, 503)
    return context.json({ status: 'ready' as const, checks }, 200)
  })

  router.openapi(getHealth, async (context) => {
    const checks = [...(await health(deps))]
    const status = checks.every((one) => one.status === 'up') ? ('up' as const) : ('degraded' as const)
    return context.json({ status, checks }, 200)
  })

  router.openapi(metrics, async (context) => {
    const type = 'text/plain; version=0.0.4; charset=utf-8'
    return context.text(await telemetry.metrics.scrape(), 200, { 'content-type': type })
  })
  return router
}
