import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { typeName } from '#arrow'
import { formatResult, type Manifest, MEDIA_TYPES, type ParquetWriter, readRows, storedRows } from '#results'
import type { AppDeps } from '../deps.ts'
import { ownQuery } from '../own-query.ts'
import { createRouter } from '../router.ts'
import { idParams, jsonAnswer, pageSchema, problemAnswers } from '../schemas.ts'

const DEFAULT_PAGE_SIZE = 10_000
const MAX_PAGE_SIZE = 100_000

const binary = { schema: { type: 'string' as const, format: 'binary' } }

const results = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/results',
  summary: 'A page of the result as JSON, or the whole result as a stream',
  request: {
    params: idParams,
    query: z.object({
      format: z.enum(['json', 'ndjson', 'csv', 'arrow', 'parquet']).optional(),
      page: z.coerce.number().int().min(1).optional(),
      page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
      numbers: z
        .enum(['string', 'number'])
        .optional()
        .openapi({ description: 'How int64, uint64 and decimal are written in JSON; strings keep every digit' }),
    }),
  },
  responses: {
    200: {
      description: 'The rows',
      content: {
        'application/json': { schema: pageSchema },
        'application/x-ndjson': binary,
        'text/csv': binary,
        'application/vnd.apache.arrow.stream': binary,
        'application/vnd.apache.parquet': binary,
      },
    },
    304: { description: 'The result is the one that If-None-Match names' },
    ...problemAnswers,
  },
})

const parts = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/results/parts',
  summary: 'The parts of a result: Arrow IPC streams that can be fetched in parallel',
  request: { params: idParams },
  responses: {
    200: jsonAnswer(
      'The parts, in order',
      z.object({
        query_id: z.string(),
        row_count: z.number().int().nullable(),
        parts: z.array(
          z.object({
            name: z.string(),
            row_offset: z.number().int(),
            rows: z.number().int(),
            bytes: z.number().int(),
            sha256: z.string(),
            href: z.string(),
          }),
        ),
      }),
    ),
    ...problemAnswers,
  },
})

/** /v1/queries/{id}/results: pages, streams and parts. A result never changes, so its ETag is its query and form. */
export function resultRoutes({ coordinator, store }: AppDeps) {
  const parquetWriter: ParquetWriter = (fields, batches, signal) =>
    coordinator.kernels.writeParquet(fields, batches, signal)
  const router = createRouter()
  const own = async (id: string, caller: string): Promise<Manifest> =>
    ownQuery(await coordinator.queries.get(id), caller)

  router.openapi(results, async (context) => {
    const manifest = await own(context.req.valid('param').id, context.get('caller'))
    const { format = 'json', page = 1, page_size = DEFAULT_PAGE_SIZE, numbers = 'string' } = context.req.valid('query')
    const rows = storedRows(store, manifest)
    const etag = `"${manifest.query_id}-${format}-${numbers}${format === 'json' ? `-${page}-${page_size}` : ''}"`
    if (context.req.header('if-none-match') === etag) return context.body(null, 304)
    if (format === 'json') {
      const body = pageJson(manifest, page, await readRows(rows, page, page_size, numbers))
      return context.body(body, 200, { 'content-type': 'application/json', etag })
    }
    const { signal } = context.req.raw
    const bytes = formatResult(rows, format, { numbers, parquetWriter, signal })
    return context.body(Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream, 200, {
      'content-type': MEDIA_TYPES[format],
      'content-disposition': `attachment; filename="${manifest.query_id}.${format}"`,
      etag,
    })
  })

  router.openapi(parts, async (context) => {
    const manifest = await own(context.req.valid('param').id, context.get('caller'))
    const stored = storedRows(store, manifest)
    const { query_id, row_count } = manifest
    const listed = stored.parts.map((part) => ({
      ...part,
      href: `/v1/queries/${query_id}/results/parts/${part.name}`,
    }))
    return context.json({ query_id, row_count, parts: listed }, 200)
  })

  router.get('/v1/queries/:id/results/parts/:name', async (context) => {
    const manifest = await own(context.req.param('id'), context.get('caller'))
    const stored = storedRows(store, manifest)
    const part = stored.parts.find(({ name }) => name === context.req.param('name'))
    if (part === undefined) return context.notFound()
    return context.body(await stored.read(part), 200, { 'content-type': MEDIA_TYPES.arrow, etag: `"${part.sha256}"` })
  })
  return router
}

/** The page around rows that are JSON text already. */
function pageJson(manifest: Manifest, page: number, rows: Awaited<ReturnType<typeof readRows>>): string {
  const fields = (manifest.fields ?? []).map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable }))
  const head = JSON.stringify({ query_id: manifest.query_id, schema: { fields } })
  const tail = JSON.stringify({
    row_count: manifest.row_count,
    page,
    next_page: rows.nextPage,
    truncated: manifest.truncated,
    expires_at: manifest.expires_at,
  })
  return `${head.slice(0, -1)},"rows":${rows.rowsJson},${tail.slice(1)}`
}
