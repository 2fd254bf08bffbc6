import { createRoute, z } from '@hono/zod-openapi'
import { toFailure } from '#core'
import type { AppDeps } from '../deps.ts'
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
  summary: 'Workers and coordinators that are alive',
  responses: {
    200: jsonAnswer('The members', z.object({ workers: z.array(memberSchema), coordinators: z.array(memberSchema) })),
    ...problemAnswers,
  },
})

const checkSchema = z.object({ name: z.string(), status: z.enum(['up', 'down']), detail: z.string().nullable() })

const health = createRoute({
  method: 'get',
  path: '/v1/health',
  summary: 'Health by dependency',
  responses: {
    200: jsonAnswer('The checks', z.object({ status: z.enum(['up', 'degraded']), checks: z.array(checkSchema) })),
    ...problemAnswers,
  },
})

type Check = z.output<typeof checkSchema>

/** Workers, health and metrics. */
export function operationsRoutes({ coordinator, queue, store, telemetry, version }: AppDeps) {
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

  router.get('/healthz', (context) => context.json({ status: 'up', id: coordinator.id, version }))

  router.get('/readyz', async (context) => {
    const checks = await Promise.all([check('queue', () => queue.ping()), check('result_store', () => store.ping())])
    const ready = checks.every(({ status }) => status === 'up')
    return context.json({ status: ready ? 'ready' : 'not ready', checks }, ready ? 200 : 503)
  })

  router.openapi(health, async (context) => {
    const checks = await Promise.all([
      check('queue', () => queue.ping()),
      check('result_store', () => store.ping()),
      check('workers', async () => {
        const members = await queue.members()
        if (!members.some((member) => member.role === 'worker')) throw new Error('none')
      }),
      check('kernels', async () => {
        coordinator.kernels.usage()
      }),
    ])
    const status = checks.every((one) => one.status === 'up') ? ('up' as const) : ('degraded' as const)
    return context.json({ status, checks }, 200)
  })

  router.get('/metrics', async (context) => {
    context.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return context.body(await telemetry.metrics.scrape())
  })
  return router
}

async function check(name: string, ping: () => Promise<void>): Promise<Check> {
  try {
    await ping()
    return { name, status: 'up', detail: null }
  } catch (error) {
    return { name, status: 'down', detail: detailOf(name, error) }
  }
}

function detailOf(name: string, error: unknown): string {
  if (name === 'workers') return 'No worker is listening; start one with "ajna worker".'
  return toFailure(error).message
}
