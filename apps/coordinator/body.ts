import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from './deps.ts'
import { RequestError } from './request-error.ts'

/** Bytes of a body: 1 MiB of SQL or JSON, and as much for its escapes and parameters. */
export const MAX_BODY_BYTES = 2 * 1_048_576
/** Brackets open at once: 500 objects of a query, the lists between them, and what is around. */
const MAX_NESTING = 1100

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/**
 * Takes a body only when it is JSON of a bearable size and depth, before anything walks it. Other types are refused
 * because a browser sends them across origins unasked. A request without a body may say what it likes.
 */
export function jsonBodies(): MiddlewareHandler<AppEnv> {
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new RequestError('LIMIT_EXCEEDED', `A body may have at most ${MAX_BODY_BYTES} bytes.`, { status: 413 })
    },
  })
  return async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next()
    return limited(context, async () => {
      await checkBody(context)
      await next()
    })
  }
}

/** @throws RequestError for a body of another type, too deep or malformed */
async function checkBody({ req }: Context<AppEnv>): Promise<void> {
  const text = await req.text()
  if (text === '') return
  if (!JSON_TYPE.test(req.header('content-type') ?? '')) {
    throw new RequestError(
      'VALIDATION_ERROR',
      'Send the body as JSON, with the header "content-type: application/json".',
      {
        status: 415,
      },
    )
  }
  if (isDeeperThan(text, MAX_NESTING)) {
    throw new RequestError('LIMIT_EXCEEDED', 'The body is nested too deep; a query may have 500 levels.', {})
  }
  try {
    JSON.parse(text)
  } catch (cause) {
    throw new RequestError('VALIDATION_ERROR', malformed(cause), { status: 400 }, { position: { path: '$' } })
  }
}

function malformed(cause: unknown): string {
  return `The body is not valid JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.`
}

/** Counts brackets outside of strings, in one pass and without a stack of its own. */
function isDeeperThan(json: string, most: number): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '"') quoted = !quoted
    else if (quoted && character === '\\') at++
    else if (quoted) continue
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > most) return true
  }
  return false
}
