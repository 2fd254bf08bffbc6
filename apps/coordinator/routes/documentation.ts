import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../deps.ts'
import { createRouter } from '../router.ts'
import { documentationPage } from './documentation-page.ts'

/** /openapi.json of the whole app, and a page that shows it without loading anything from elsewhere. */
export function documentationRoutes(app: OpenAPIHono<AppEnv>, version: string) {
  const router = createRouter()
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Ajna query cluster', version },
    })
  router.get('/openapi.json', (context) => context.json(document()))
  router.get('/docs', (context) => context.html(documentationPage(document())))
  router.get('/', (context) => context.redirect('/docs'))
  return router
}
