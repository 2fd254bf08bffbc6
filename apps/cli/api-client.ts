import { ConnectionError, type Failure, fromFailure, QueryError } from '#core'

/** Sends one request to the API; a path starts with `/`. */
export type Send = (path: string, init: RequestInit) => Promise<Response>

/** A query as the API shows it; what the command reads of it. */
export interface QueryView {
  readonly query_id: string
  readonly state: string
  readonly message: string | null
  readonly row_count: number | null
  readonly truncated: boolean
  readonly progress: {
    readonly fragments_total: number
    readonly fragments_done: number
    readonly rows: number
    readonly bytes: number
    readonly fraction: number
  } | null
  readonly statistics: {
    readonly queued_ms: number
    readonly planning_ms: number
    readonly fetch_ms: number
    readonly compute_ms: number
    readonly total_ms: number
  } | null
  readonly error: Failure | null
}

export interface ResultPage {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string }[] }
  readonly rows: readonly (readonly unknown[])[]
  readonly row_count: number
  readonly next_page: number | null
  readonly truncated: boolean
}

const POLL_SECONDS = 1

/** The API, typed; failures come back as the errors they were. */
export class ApiClient {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  async get<Answer>(path: string): Promise<Answer> {
    return answerOf(await this.#checked(path, { method: 'GET' }))
  }

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return answerOf(await this.#checked(path, init))
  }

  /** Cancels a query, or deletes an ended one. @returns the query, or undefined when it is gone */
  async delete(id: string): Promise<QueryView | undefined> {
    const response = await this.#checked(`/v1/queries/${encodeURIComponent(id)}`, { method: 'DELETE' })
    return response.status === 204 ? undefined : ((await response.json()) as QueryView)
  }

  /** Polls a query to its end, calling `onProgress` on the way. @throws AjnaError what it failed with */
  async untilEnded(id: string, onProgress: (query: QueryView) => void): Promise<QueryView> {
    for (;;) {
      const query = await this.get<QueryView>(`/v1/queries/${encodeURIComponent(id)}?wait_seconds=${POLL_SECONDS}`)
      onProgress(query)
      if (query.state === 'SUCCEEDED') return query
      if (query.state === 'FAILED' && query.error !== null) throw fromFailure(query.error)
      if (query.state === 'CANCELED') throw new QueryError('CANCELED', `Query ${id} was canceled.`)
      if (query.state === 'EXPIRED')
        throw new QueryError('GONE', `The result of query ${id} has expired; run it again.`)
    }
  }

  /** One page of a result. */
  page(id: string, page: number, pageSize: number): Promise<ResultPage> {
    return this.get(`/v1/queries/${encodeURIComponent(id)}/results?format=json&page=${page}&page_size=${pageSize}`)
  }

  /** A whole result as a stream of bytes. */
  async download(id: string, format: string): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#checked(`/v1/queries/${encodeURIComponent(id)}/results?format=${format}`, {})
    if (response.body === null) throw new QueryError('INTERNAL', 'The coordinator sent no result.')
    return response.body
  }

  async #checked(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#send(path, init)
    if (response.ok) return response
    const text = await response.text()
    throw failureOf(response.status, text)
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer
  } catch (cause) {
    throw notOurs(response.status, cause)
  }
}

function failureOf(status: number, text: string): Error {
  try {
    const { detail, ...problem } = JSON.parse(text) as Failure & { detail: string }
    if (typeof detail === 'string' && typeof problem.code === 'string')
      return fromFailure({ ...problem, message: detail })
  } catch (cause) {
    return notOurs(status, cause)
  }
  return notOurs(status, undefined)
}

function notOurs(status: number, cause: unknown): ConnectionError {
  return new ConnectionError(
    'QUEUE_UNAVAILABLE',
    `What answers there (status ${status}) is not a coordinator of ajna: is the address right?`,
    { cause },
  )
}

/** Sends to a coordinator elsewhere. @throws ConnectionError when it cannot be reached */
export function sendTo(url: string, token: string | undefined): Send {
  return async (path, init) => {
    const headers = new Headers(init.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    try {
      return await fetch(new URL(path, url), { ...init, headers })
    } catch (cause) {
      throw new ConnectionError(
        'QUEUE_UNAVAILABLE',
        `No coordinator answers at ${url}: is it running, and is the address right?`,
        { cause },
      )
    }
  }
}
