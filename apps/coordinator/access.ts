import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { isLoopback } from '#config'
import { QueryError } from '#core'
import type { AccessPolicy, AppEnv } from './deps.ts'

/** Paths that tell nothing about data: asked by machines without a token, or read by people in a browser. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/',
  '/healthz',
  '/readyz',
  '/docs',
  '/openapi.json',
  '/v1/query-request.schema.json',
])

/**
 * Lets a request in and names its caller. With tokens: a bearer token that is one of them. On loopback: only requests
 * to a local name and from no other web origin, which shuts out DNS rebinding and forged forms.
 */
export function accessControl(policy: AccessPolicy): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    if (policy.kind === 'loopback') checkLocal(context.req.raw)
    else if (!OPEN_PATHS.has(context.req.path)) checkToken(context.req.raw, policy.tokens)
    context.set('caller', policy.kind === 'loopback' ? 'local' : callerOf(context.req.raw))
    await next()
  }
}

function checkLocal(request: Request): void {
  const { hostname } = new URL(request.url)
  if (!isLoopback(hostname)) {
    throw new QueryError(
      'FORBIDDEN',
      `This coordinator answers to localhost only, not to "${hostname}"; configure tokens to open it.`,
    )
  }
  const origin = request.headers.get('origin')
  if (origin !== null && !isLoopback(hostOf(origin))) {
    throw new QueryError(
      'FORBIDDEN',
      'Requests from other web origins are refused; configure tokens to open this coordinator.',
    )
  }
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin
}

function checkToken(request: Request, tokens: readonly string[]): void {
  const given = digest(bearerOf(request))
  if (!tokens.some((token) => timingSafeEqual(digest(token), given))) {
    throw new QueryError('UNAUTHORIZED', 'Send a valid token in the header "Authorization: Bearer ...".')
  }
}

/** A stable name for the holder of a token that does not give the token away. */
function callerOf(request: Request): string {
  return `token-${digest(bearerOf(request)).toString('hex').slice(0, 12)}`
}

function bearerOf(request: Request): string {
  return /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
