import { OpenAPIHono } from '@hono/zod-openapi'
import { accessControl } from './access.ts'
import { jsonBodies } from './body.ts'
import type { AppDeps, AppEnv } from './deps.ts'
import { responseHeaders } from './headers.ts'
import { onError } from './problem.ts'
import { documentationRoutes } from './routes/documentation.ts'
import { languageRoutes } from './routes/language.ts'
import { operationsRoutes } from './routes/operations.ts'
import { queryRoutes } from './routes/queries.ts'
import { resultRoutes } from './routes/results.ts'
import { sourceRoutes } from './routes/sources.ts'
import { traceRequests } from './tracing.ts'
import { unknownRoute } from './unknown-route.ts'

/** The HTTP API as a Hono app; makes nothing and opens nothing by itself. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.use('*', traceRequests(deps.telemetry.tracer))
  app.use('*', responseHeaders())
  app.use('*', accessControl(deps.access))
  app.use('*', jsonBodies())
  app.onError((error, context) =>
    onError(error, context, (thrown, path) => deps.telemetry.logger.error('request failed', thrown, { path })),
  )
  app.notFound(({ req }) => unknownRoute(req.method, req.path, app.routes))
  app.route('/', queryRoutes(deps))
  app.route('/', resultRoutes(deps))
  app.route('/', languageRoutes(deps))
  app.route('/', sourceRoutes(deps))
  app.route('/', operationsRoutes(deps))
  app.route('/', documentationRoutes(app, deps))
  return app
}
