import { createHmac, timingSafeEqual } from 'node:crypto'
import { QueryError } from '#core'

/** What a token lets its bearer do: open attempts of one split of one query. */
export interface TokenScope {
  readonly queryId: string
  readonly fragmentId: string
  readonly split: number
}

export interface TokenLimits {
  /** Epoch milliseconds. */
  readonly deadline: number
  /** How many bytes of batches one attempt may send. */
  readonly maxBytes: number
}

/** `<deadline>.<max bytes>.<HMAC-SHA256>`: opens attempts of one split; `key` is the cluster's. */
export function makeToken(key: string, scope: TokenScope, limits: TokenLimits): string {
  return `${limits.deadline}.${limits.maxBytes}.${digest(key, scope, limits).toString('base64url')}`
}

const TOKEN = /^(\d{1,16})\.(\d{1,16})\.([\w-]{43})$/

/**
 * The limits of a token that was made for this split with this key.
 * @throws QueryError FORBIDDEN when it was not, or its deadline has passed
 */
export function verifyToken(key: string, scope: TokenScope, token: string, now: number): TokenLimits {
  const [, deadline, maxBytes, signature] = TOKEN.exec(token) ?? []
  if (deadline === undefined || maxBytes === undefined || signature === undefined) throw refused()
  const limits = { deadline: Number(deadline), maxBytes: Number(maxBytes) }
  const actual = Buffer.from(signature, 'base64url')
  const expected = digest(key, scope, limits)
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw refused()
  if (now > limits.deadline)
    throw new QueryError('FORBIDDEN', 'The exchange token has expired: the task came too late.')
  return limits
}

function digest(key: string, { queryId, fragmentId, split }: TokenScope, { deadline, maxBytes }: TokenLimits): Buffer {
  const text = JSON.stringify(['ajna exchange 1', queryId, fragmentId, split, deadline, maxBytes])
  return createHmac('sha256', key).update(text).digest()
}

function refused(): QueryError {
  return new QueryError('FORBIDDEN', 'The exchange token does not open this stream.')
}
