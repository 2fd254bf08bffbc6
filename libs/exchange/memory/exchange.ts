import { randomBytes } from 'node:crypto'
import { joinParts } from '#arrow'
import { abortReason, QueryError, throwIfAborted } from '#core'
import type { AttemptStream, ExchangeReceiver, ExchangeSender } from '../port.ts'
import { type OpenAttempt, QueryAttempts } from '../query-attempts.ts'
import { makeToken, verifyToken } from '../token.ts'

const ADDRESS = 'memory:'
const MAX_BYTES = 2 ** 50

/** An exchange within this process: each batch is copied once, into a buffer that can be handed on. */
export function createMemoryExchange(options: { readonly onError?: (error: Error) => void } = {}): {
  readonly receiver: ExchangeReceiver
  readonly sender: ExchangeSender
} {
  const onError = options.onError ?? (() => undefined)
  const key = randomBytes(32).toString('hex')
  const queries = new Map<string, QueryAttempts>()
  const receiver: ExchangeReceiver = {
    receive(queryId, open) {
      const attempts = new QueryAttempts(open, onError)
      queries.set(queryId, attempts)
      return {
        address: ADDRESS,
        token: (fragmentId, split, deadline) =>
          makeToken(key, { queryId, fragmentId, split }, { deadline, maxBytes: MAX_BYTES }),
        close: async () => {
          if (queries.get(queryId) === attempts) queries.delete(queryId)
          await attempts.close()
        },
      }
    },
  }
  const sender: ExchangeSender = {
    async open(address, token, attempt) {
      if (address !== ADDRESS) {
        throw new QueryError('EXCHANGE_BROKEN', `The exchange of this process cannot reach ${address}.`)
      }
      const { query_id: queryId, fragment_id: fragmentId, split } = attempt
      verifyToken(key, { queryId, fragmentId, split }, token, Date.now())
      const attempts = queries.get(queryId)
      if (attempts === undefined) throw new QueryError('CANCELED', 'The query was canceled or has ended.')
      const controller = new AbortController()
      return memoryStream(await attempts.open(attempt, (reason) => controller.abort(reason)), controller.signal)
    },
  }
  return { receiver, sender }
}

function memoryStream(attempt: OpenAttempt, signal: AbortSignal): AttemptStream {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(abortReason(signal)), { once: true })
  })
  aborted.catch(() => undefined)
  const taken = async (work: Promise<unknown>): Promise<void> => {
    try {
      await Promise.race([work, aborted])
    } catch (error) {
      await attempt.drop(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
  }
  return {
    signal,
    async send(ipc, rows) {
      throwIfAborted(signal)
      await taken(attempt.write(joinParts(ipc), rows))
    },
    async sendStored(part) {
      throwIfAborted(signal)
      await taken(attempt.adopt(part))
    },
    commit: () => attempt.commit(),
    abort() {
      void attempt.drop(new QueryError('EXCHANGE_BROKEN', 'The sender broke the stream off.', { retryable: true }))
    },
  }
}
