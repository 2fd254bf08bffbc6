import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type IpcParts, ipcBytes, joinParts } from '#arrow'
import { type AjnaError, type AttemptRef, abortReason, QueryError, type StoredPart, throwIfAborted } from '#core'
import type { AttemptStream, ExchangeSender } from '../port.ts'
import { errorOfAnswer } from './answer.ts'
import { compressBatch } from './compression.ts'
import { AttemptTally, batchHead, batchTooLarge, endFrame, MAX_BATCH_BYTES, storedFrame, zstdHead } from './frames.ts'
import { attemptPath } from './route.ts'

/** How long a coordinator may take to let an attempt in, in milliseconds. */
const OPEN_TIMEOUT_MS = 30_000
const KEEP_ALIVE_MS = 10_000
const MAX_ANSWER_BYTES = 64 * 1024

/** How batches travel: as they are, or under zstd. */
export type ExchangeCompression = 'none' | 'zstd'

/** The worker's end of the exchange over HTTP: one connection for each attempt; the protocol stands in receiver.ts. */
export function createHttpExchangeSender(compression: ExchangeCompression = 'none'): ExchangeSender {
  return {
    async open(address, token, attempt) {
      const stream = new HttpAttemptStream(post(address, token, attempt), new URL(address).host, compression)
      await stream.accepted()
      return stream
    },
  }
}

function post(address: string, token: string, attempt: AttemptRef): ClientRequest {
  const url = new URL(attemptPath(attempt), address)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return send(url, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
      // The receiver may answer in the middle of the body; it must not close before that is read.
      connection: 'keep-alive',
      expect: '100-continue',
    },
  })
}

class HttpAttemptStream implements AttemptStream {
  readonly #request: ClientRequest
  readonly #where: string
  readonly #compression: ExchangeCompression
  readonly #controller = new AbortController()
  readonly #tally = new AttemptTally()
  readonly #stopped: Promise<never>
  #onCommitted: (() => void) | undefined
  #isAnswered = false

  constructor(request: ClientRequest, where: string, compression: ExchangeCompression) {
    this.#request = request
    this.#where = where
    this.#compression = compression
    const { signal } = this.#controller
    this.#stopped = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(abortReason(signal)), { once: true })
    })
    // Whoever waits races it; unwatched it must not end the process.
    this.#stopped.catch(() => undefined)
    request.setNoDelay(true)
    request.setSocketKeepAlive(true, KEEP_ALIVE_MS)
    request.on('response', (response) => this.#answered(response))
    request.on('error', (cause) => this.#lost(cause))
    request.on('close', () => this.#lost(undefined))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Resolves when the receiver has let the attempt in. */
  async accepted(): Promise<void> {
    const late = setTimeout(() => this.#request.destroy(), OPEN_TIMEOUT_MS)
    const accepted = new Promise<void>((resolve) => this.#request.once('continue', resolve))
    try {
      await Promise.race([accepted, this.#stopped])
    } finally {
      clearTimeout(late)
    }
  }

  async send(ipc: IpcParts, rows: number): Promise<void> {
    throwIfAborted(this.signal)
    const bytes = ipcBytes(ipc)
    if (bytes > MAX_BATCH_BYTES) throw batchTooLarge(bytes)
    await Promise.race([this.#transmit(ipc, bytes, rows), this.#stopped])
  }

  async sendStored(part: StoredPart): Promise<void> {
    throwIfAborted(this.signal)
    const { frame, crc } = storedFrame(part)
    this.#tally.add(part.rows, crc)
    await Promise.race([this.#write([frame]), this.#stopped])
  }

  async #transmit(ipc: IpcParts, bytes: number, rows: number): Promise<void> {
    const compressed = this.#compression === 'zstd' ? await compressBatch(joinParts(ipc)) : undefined
    const { head, crc } = compressed === undefined ? batchHead(ipc, rows) : zstdHead(compressed, bytes, rows)
    this.#tally.add(rows, crc)
    await this.#write([head, ...(compressed === undefined ? ipc : [compressed])])
  }

  /** Resolves when the parts have left this process. */
  async #write(parts: IpcParts): Promise<void> {
    const request = this.#request
    // As one piece for the system, and one chunk of HTTP.
    request.cork()
    const written = parts.map((part) => new Promise<void>((resolve) => request.write(part, () => resolve())))
    request.uncork()
    await Promise.all(written)
  }

  async commit(): Promise<void> {
    throwIfAborted(this.signal)
    const committed = new Promise<void>((resolve) => {
      this.#onCommitted = resolve
    })
    this.#request.end(endFrame(this.#tally.totals()))
    await Promise.race([committed, this.#stopped])
  }

  abort(): void {
    this.#request.destroy()
  }

  #answered(response: IncomingMessage): void {
    this.#isAnswered = true
    if (response.statusCode === 200 && this.#onCommitted !== undefined) {
      response.resume()
      this.#onCommitted()
      return
    }
    readText(response).then(
      (body) => this.#stop(errorOfAnswer(response.statusCode ?? 0, body, this.#where)),
      (cause: unknown) => this.#stop(this.#broken(cause)),
    )
  }

  /** The connection has ended; once an answer has begun, that answer says why. */
  #lost(cause: unknown): void {
    if (!this.#isAnswered) this.#stop(this.#broken(cause))
  }

  #stop(error: AjnaError): void {
    this.#controller.abort(error)
    this.#request.destroy()
  }

  #broken(cause: unknown): QueryError {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : ''
    return new QueryError('EXCHANGE_BROKEN', `The stream to the coordinator at ${this.#where} broke off${code}.`, {
      retryable: true,
      cause,
    })
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
