import { type IncomingMessage, Server, type ServerResponse } from 'node:http'
import { type AttemptRef, QueryError } from '#core'
import type { ExchangeReceiver } from '../port.ts'
import { QueryAttempts } from '../query-attempts.ts'
import { makeToken, verifyToken } from '../token.ts'
import { answerFailure } from './answer.ts'
import { receiveAttempt } from './receive-attempt.ts'
import { isExchangePath, parseAttemptPath } from './route.ts'

/*
 * The exchange over HTTP/1.1. A worker posts one attempt of one split as a chunked body of frames (frames.ts):
 *
 *   POST /exchange/v1/<query>/<fragment>/<split>/<attempt>
 *   Authorization: Bearer <token>      Expect: 100-continue
 *
 *   100  the attempt is let in: only now does the worker run its SQL
 *   200  after the end record: the attempt is committed
 *   400  the stream is damaged, or a later attempt of the split has begun (EXCHANGE_BROKEN)
 *   403  the token does not open this split, or is too old
 *   409  the split has been committed by another attempt (CONFLICT)
 *   410  the query was canceled or has ended (CANCELED)
 *   413  a batch or the attempt is too large
 *
 * Every answer but 200 has the failure as JSON and may come at any time, also in the middle of the body: that is how
 * the receiver stops the statement behind a stream. A connection that ends in any other way drops the attempt.
 * Between worker and coordinator no proxy may buffer bodies.
 */

export interface HttpExchangeOptions {
  /** The cluster's key; signs tokens. */
  readonly key: string
  /** Where workers reach the server this is mounted on. */
  readonly advertiseUrl: string
  /** How many bytes one attempt may send; 1 TiB unless given. */
  readonly maxAttemptBytes?: number
  /** Told of sinks that fail to drop what they hold. */
  readonly onError?: (error: Error) => void
}

export interface HttpExchange {
  readonly receiver: ExchangeReceiver
  /** Serves a request of the exchange; false when it is none. For the server's `request` and `checkContinue` events. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Resets every stream of every query. */
  close(): Promise<void>
}

/** The coordinator's end of the exchange, to be mounted on its HTTP server. */
export function createHttpExchange(options: HttpExchangeOptions): HttpExchange {
  const { key, advertiseUrl, maxAttemptBytes = 2 ** 40, onError = () => undefined } = options
  const queries = new Map<string, QueryAttempts>()
  const receiver: ExchangeReceiver = {
    receive(queryId, open) {
      const attempts = new QueryAttempts(open, onError)
      queries.set(queryId, attempts)
      return {
        address: advertiseUrl,
        token: (fragmentId, split, deadline) =>
          makeToken(key, { queryId, fragmentId, split }, { deadline, maxBytes: maxAttemptBytes }),
        close: async () => {
          if (queries.get(queryId) === attempts) queries.delete(queryId)
          await attempts.close()
        },
      }
    },
  }
  return {
    receiver,
    handle(request, response) {
      const path = request.url ?? ''
      if (!isExchangePath(path)) return false
      liftRequestTimeout(request)
      try {
        const { ref, maxBytes } = authorize(key, request, path)
        receiveAttempt(request, response, ref, maxBytes, queries.get(ref.query_id))
      } catch (error) {
        answerFailure(response, error)
      }
      return true
    },
    async close() {
      const all = [...queries.values()]
      queries.clear()
      await Promise.all(all.map((attempts) => attempts.close()))
    },
  }
}

function authorize(
  key: string,
  request: IncomingMessage,
  path: string,
): { readonly ref: AttemptRef; readonly maxBytes: number } {
  const ref = request.method === 'POST' ? parseAttemptPath(path) : undefined
  if (ref === undefined) throw new QueryError('NOT_FOUND', 'There is no such place in the exchange.')
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  const scope = { queryId: ref.query_id, fragmentId: ref.fragment_id, split: ref.split }
  return { ref, maxBytes: verifyToken(key, scope, token, Date.now()).maxBytes }
}

/** A stream lasts as long as its statement: node's limit of 300 s on receiving a request would cut it. */
function liftRequestTimeout(request: IncomingMessage): void {
  const server: unknown = Reflect.get(request.socket, 'server')
  if (server instanceof Server) server.requestTimeout = 0
}
