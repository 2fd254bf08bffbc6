import { OpenAPIHono } from '@hono/zod-openapi'
import { accessControl } from './access.ts'
import type { AppDeps, AppEnv } from './deps.ts'
import { onError, problemResponse } from './problem.ts'
import { documentationRoutes } from './routes/documentation.ts'
import { languageRoutes } from './routes/language.ts'
import { operationsRoutes } from './routes/operations.ts'
import { queryRoutes } from './routes/queries.ts'
import { resultRoutes } from './routes/results.ts'
import { sourceRoutes } from './routes/sources.ts'
import { traceRequests } from './tracing.ts'

/** The HTTP API as a Hono app; makes nothing and opens nothing by itself. */
export function createApp(deps: AppDeps): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>()
  app.use('*', traceRequests(deps.telemetry.tracer))
  app.use('*', accessControl(deps.access))
  app.onError((error, context) =>
    onError(error, context, (thrown, path) => deps.telemetry.logger.error('request failed', thrown, { path })),
  )
  app.notFound(({ req }) =>
    problemResponse({
      code: 'NOT_FOUND',
      message: `There is nothing at ${req.method} ${req.path}; the API is described at /docs.`,
      retryable: false,
    }),
  )
  app.route('/', queryRoutes(deps))
  app.route('/', resultRoutes(deps))
  app.route('/', languageRoutes(deps))
  app.route('/', sourceRoutes(deps))
  app.route('/', operationsRoutes(deps))
  app.route('/', documentationRoutes(app, deps.version))
  return app
}
