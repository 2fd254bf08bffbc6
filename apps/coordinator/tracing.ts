import type { MiddlewareHandler } from 'hono'
import type { Tracer } from '#telemetry'
import type { AppEnv } from './deps.ts'

/** A span around each request, child of the caller's when it sends a traceparent. */
export function traceRequests(tracer: Tracer): MiddlewareHandler<AppEnv> {
  return (context, next) =>
    tracer.span(
      `${context.req.method} ${context.req.path.replace(/q_[0-9a-f]{32}/, '{id}')}`,
      async (span) => {
        context.set('traceparent', span.traceparent)
        await next()
        span.set('http.response.status_code', context.res.status)
      },
      context.req.header('traceparent') ?? null,
    )
}
