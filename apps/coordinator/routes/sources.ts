import { createRoute, z } from '@hono/zod-openapi'
import { typeName } from '#arrow'
import { didYouMean, QueryError } from '#core'
import type { TableDescription } from '#plan'
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

const tableSchema = z
  .object({
    source: z.string(),
    schema: z.string().nullable(),
    table: z.string(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), source_type: z.string(), nullable: z.boolean() })),
    primary_key: z.array(z.string()).readonly(),
    estimated_rows: z.number().nullable(),
    server: z.string(),
  })
  .openapi('Table')

const tables = createRoute({
  method: 'get',
  path: '/v1/tables',
  operationId: 'listTables',
  summary: 'The tables of a source, or the columns of one table',
  request: { query: closed({ source: z.string(), table: z.string().optional() }) },
  responses: {
    200: jsonAnswer(
      'The names of the tables, or what is known of one',
      z.union([z.object({ source: z.string(), tables: z.array(z.string()).readonly() }), tableSchema]),
    ),
    ...problemAnswers,
  },
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
    requireSource(source, Object.keys(datasources.sources))
    const name = { parts: [source, ...table.split('.')], connectionId: null }
    const description = await catalog.describe(name, null, signal)
    return context.json(tableView(description), 200)
  })

  router.openapi(test, async (context) => {
    const { server, elapsed_ms } = await catalog.test(context.req.valid('param').name, context.req.raw.signal)
    return context.json({ status: 'success' as const, server, response_time_ms: elapsed_ms }, 200)
  })
  return router
}

function tableView({ ref, columns, ...table }: TableDescription): z.input<typeof tableSchema> {
  return {
    source: ref.source,
    schema: ref.schema,
    table: ref.table,
    columns: columns.map(({ name, type, sourceType, nullable }) => ({
      name,
      type: typeName(type),
      source_type: sourceType,
      nullable,
    })),
    primary_key: table.primaryKey,
    estimated_rows: table.estimatedRows,
    server: table.serverVersion,
  }
}

/** @throws QueryError NOT_FOUND with the nearest name */
function requireSource(name: string, known: readonly string[]): void {
  if (known.includes(name)) return
  throw new QueryError('NOT_FOUND', `There is no source "${name}".${didYouMean(name, known)}`)
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
