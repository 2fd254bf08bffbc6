import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './deps.ts'
import { RequestError } from './request-error.ts'

/** Bytes of a body: 1 MiB of SQL or JSON, and as much for its escapes and parameters. */
export const MAX_BODY_BYTES = 2 * 1_048_576
/** Brackets open at once: 200 objects of a query, the lists between them, and what is around. */
const MAX_NESTING = 500

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/**
 * Takes a body only when it is JSON of a bearable size and depth, before anything walks it. Other types are refused
 * because a browser sends them across origins unasked. A request without a body may say what it likes.
 */
export function jsonBodies(): MiddlewareHandler<AppEnv> {
  return async ({ req }, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    if (Number(req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLong()
    const text = await boundedText(req.raw.body)
    if (text !== '') checkBody(text, req.header('content-type') ?? '')
    // The body has been read: who comes next reads this copy. Bytes, since text would bring a content type.
    req.raw = new Request(req.raw, { body: Buffer.from(text) })
    return next()
  }
}

/** A refused body is read on for a while: a client that is cut off while it sends never sees the answer. */
const MAX_DISCARDED_BYTES = 16 * MAX_BODY_BYTES

/** @throws RequestError for a body above the limit */
async function boundedText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
    if (bytes > MAX_DISCARDED_BYTES) break
  }
  if (bytes > MAX_BODY_BYTES) throw tooLong()
  return Buffer.concat(chunks).toString('utf8')
}

function tooLong(): RequestError {
  return new RequestError('LIMIT_EXCEEDED', `A body may have at most ${MAX_BODY_BYTES} bytes.`, { status: 413 })
}

/** @throws RequestError for a body of another type, too deep or malformed */
function checkBody(text: string, type: string): void {
  if (!JSON_TYPE.test(type)) {
    const message = 'Send the body as JSON, with the header "content-type: application/json".'
    throw new RequestError('VALIDATION_ERROR', message, { status: 415 })
  }
  if (isDeeperThan(text, MAX_NESTING)) {
    throw new RequestError('LIMIT_EXCEEDED', 'The body is nested too deep; a query may have 200 levels.', {})
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
