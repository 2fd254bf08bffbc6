import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { QueryError } from '#core'
import { formatResult, type Manifest, MEDIA_TYPES, type ParquetWriter } from '#results'
import type { AppDeps } from '../deps.ts'
import { finishedRows, namesTag } from '../finished-rows.ts'
import { ownQuery } from '../own-query.ts'
import { DEFAULT_PAGE_SIZE, pageOf } from '../result-page.ts'
import { createRouter } from '../router.ts'
import { closed, idParams, jsonAnswer, pageSchema, problemAnswers } from '../schemas.ts'

const MAX_PAGE_SIZE = 100_000

const binary = { schema: { type: 'string' as const, format: 'binary' } }

const results = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/results',
  operationId: 'getResults',
  summary: 'A page of the result as JSON, or the whole result as a stream',
  request: {
    params: idParams,
    query: closed({
      format: z.enum(['json', 'ndjson', 'csv', 'arrow', 'parquet']).optional(),
      page: z.coerce.number().int().min(1).optional().openapi({ description: 'Of JSON; from 1' }),
      page_size: z.coerce
        .number()
        .int()
        .min(1)
        .max(MAX_PAGE_SIZE)
        .optional()
        .openapi({ description: `Rows of a JSON page; ${DEFAULT_PAGE_SIZE} by default` }),
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
  operationId: 'listParts',
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
            crc32: z.string(),
            href: z.string(),
          }),
        ),
      }),
    ),
    ...problemAnswers,
  },
})

const part = createRoute({
  method: 'get',
  path: '/v1/queries/{id}/results/parts/{name}',
  operationId: 'getPart',
  summary: "One part of a result: an Arrow IPC stream of the engine's own column layout",
  request: { params: idParams.extend({ name: z.string() }) },
  responses: {
    200: { description: 'The part', content: { 'application/vnd.apache.arrow.stream': binary } },
    304: { description: 'The part is the one that If-None-Match names' },
    ...problemAnswers,
  },
})

/** Byte ranges are not served: a download is resumed by its parts. */
const FOREVER = { 'cache-control': 'private, no-cache', 'accept-ranges': 'none' }

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
    const rows = finishedRows(store, manifest)
    const etag = `"${manifest.query_id}-${format}-${numbers}${format === 'json' ? `-${page}-${page_size}` : ''}"`
    const headers = { ...FOREVER, etag }
    if (namesTag(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers)
    if (format === 'json') {
      const body = await pageOf(manifest, rows, { page, pageSize: page_size, numbers })
      return context.body(body, 200, { ...headers, 'content-type': 'application/json' })
    }
    const { signal } = context.req.raw
    const typed = {
      ...headers,
      'content-type': MEDIA_TYPES[format],
      'content-disposition': `attachment; filename="${manifest.query_id}.${format}"`,
    }
    if (context.req.method === 'HEAD') return context.body(null, 200, typed)
    const bytes = await started(formatResult(rows, format, { numbers, parquetWriter, signal }))
    return context.body(Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream, 200, typed)
  })

  router.openapi(parts, async (context) => {
    const manifest = await own(context.req.valid('param').id, context.get('caller'))
    const stored = finishedRows(store, manifest)
    const { query_id, row_count } = manifest
    const listed = stored.parts.map((one) => ({ ...one, href: `/v1/queries/${query_id}/results/parts/${one.name}` }))
    return context.json({ query_id, row_count, parts: listed }, 200)
  })

  router.openapi(part, async (context) => {
    const { id, name } = context.req.valid('param')
    const stored = finishedRows(store, await own(id, context.get('caller')))
    const found = stored.parts.find((one) => one.name === name)
    if (found === undefined) throw new QueryError('NOT_FOUND', `The result of ${id} has no part of this name.`)
    const headers = { ...FOREVER, etag: `"${found.bytes}-${found.crc32}"` }
    if (namesTag(context.req.header('if-none-match'), headers.etag)) return context.body(null, 304, headers)
    return context.body(await stored.read(found), 200, { ...headers, 'content-type': MEDIA_TYPES.arrow })
  })
  return router
}

/** The same bytes once the first of them are there, so that what cannot be written fails before the answer has begun. */
async function started(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]()
  const first = await iterator.next()
  return (async function* () {
    try {
      for (let next = first; next.done !== true; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  })()
}
