import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './deps.ts'

/** Headers of every answer: nothing is kept by caches unless its route says so, and nothing is taken for what it is not. */
export function responseHeaders(): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    await next()
    const { headers } = context.res
    headers.set('x-content-type-options', 'nosniff')
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  }
}
