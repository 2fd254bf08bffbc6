import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { queryRequestJsonSchema } from '#query'
import type { AppDeps, AppEnv } from '../deps.ts'
import { createRouter } from '../router.ts'
import { jsonTextAnswer } from '../schemas.ts'
import { documentationPage } from './documentation-page.ts'

type App = OpenAPIHono<AppEnv>

const openapi = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This description',
  security: [],
  responses: { 200: jsonTextAnswer('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
})

const docs = createRoute({
  method: 'get',
  path: '/docs',
  operationId: 'getDocs',
  summary: 'This description as a page',
  security: [],
  responses: { 200: { description: 'The page', content: { 'text/html': { schema: z.string() } } } },
})

/** The page runs nothing and loads nothing. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

/** /openapi.json of the whole app, and a page that shows it without loading anything from elsewhere. */
export function documentationRoutes(app: App, { version, access }: Pick<AppDeps, 'version' | 'access'>) {
  const router = createRouter()
  registerComponents(app)
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Ajna query cluster',
        version,
        description: 'One SQL over many databases. What fails answers with problem details (RFC 9457).',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: '/' }],
      security: access.kind === 'tokens' ? [{ bearer: [] }] : [],
    })
  router.openapi(openapi, (context) =>
    context.body(JSON.stringify(document()), 200, { 'content-type': 'application/json' }),
  )
  router.openapi(docs, (context) => {
    context.header('content-security-policy', PAGE_POLICY)
    return context.html(documentationPage(document()), 200)
  })
  router.get('/', (context) => context.redirect('/docs'))
  return router
}

/** The schemas of QueryRequest, which is not written as one of the routes' own, and how callers prove who they are. */
function registerComponents({ openAPIRegistry }: App): void {
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  const {
    $schema: _,
    $defs,
    ...root
  } = JSON.parse(
    JSON.stringify(queryRequestJsonSchema()).replaceAll('"#/$defs/', '"#/components/schemas/QueryRequest.'),
  )
  openAPIRegistry.registerComponent('schemas', 'QueryRequest', root)
  for (const [name, schema] of Object.entries($defs)) {
    openAPIRegistry.registerComponent('schemas', `QueryRequest.${name}`, schema ?? {})
  }
}
