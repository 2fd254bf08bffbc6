import { createRoute, z } from '@hono/zod-openapi'
import type { AppDeps } from '../deps.ts'
import { createRouter } from '../router.ts'
import { closed, jsonAnswer, problemAnswers } from '../schemas.ts'

const sources = createRoute({
  method: 'get',
  path: '/v1/sources',
  operationId: 'listSources',
  summary: 'The configured sources',
  responses: {
    200: jsonAnswer(
      'Names and types; never a credential',
      z.object({ sources: z.array(z.object({ name: z.string(), type: z.string(), location: z.string() })) }),
    ),
    ...problemAnswers,
  },
})

const tables = createRoute({
  method: 'get',
  path: '/v1/tables',
  operationId: 'listTables',
  summary: 'The tables of a source, or the columns of one table',
  request: { query: closed({ source: z.string(), table: z.string().optional() }) },
  responses: { 200: jsonAnswer('Names, or columns', z.unknown()), ...problemAnswers },
})

const test = createRoute({
  method: 'post',
  path: '/v1/sources/{name}/test',
  operationId: 'testSource',
  summary: 'Whether a source answers a worker',
  request: { params: z.object({ name: z.string() }) },
  responses: {
    200: jsonAnswer(
      'It does',
      z.object({ status: z.literal('success'), server: z.string(), response_time_ms: z.number() }),
    ),
    ...problemAnswers,
  },
})

/** /v1/sources and /v1/tables: what can be queried. */
export function sourceRoutes({ coordinator, datasources }: AppDeps) {
  const { catalog } = coordinator
  const router = createRouter()

  router.openapi(sources, (context) =>
    context.json(
      {
        sources: Object.values(datasources.sources).map((source) => ({
          name: source.name,
          type: source.type,
          location: locationOf(source),
        })),
      },
      200,
    ),
  )

  router.openapi(tables, async (context) => {
    const { source, table } = context.req.valid('query')
    const { signal } = context.req.raw
    if (table === undefined) return context.json({ source, tables: await catalog.tables(source, signal) }, 200)
    const name = { parts: [source, ...table.split('.')], connectionId: null }
    const description = await catalog.describe(name, null, signal)
    return context.json({ source, table, ...description }, 200)
  })

  router.openapi(test, async (context) => {
    const { server, elapsed_ms } = await catalog.test(context.req.valid('param').name, context.req.raw.signal)
    return context.json({ status: 'success' as const, server, response_time_ms: elapsed_ms }, 200)
  })
  return router
}

function locationOf(source: AppDeps['datasources']['sources'][string]): string {
  switch (source.type) {
    case 'postgres':
    case 'mysql':
      return `${source.host}:${source.port}/${source.database}`
    case 'sqlite':
    case 'file':
      return source.path
    default:
      return source.type
  }
}
