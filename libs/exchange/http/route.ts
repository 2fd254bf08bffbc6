import { type AttemptRef, type FragmentId, parseQueryId } from '#core'

const PREFIX = '/exchange/v1/'
const ROUTE = /^\/exchange\/v1\/([^/]+)\/([fs]\d{1,6})\/(\d{1,9})\/(\d{1,9})$/

/** True for every path of the exchange, also those that name no attempt. */
export function isExchangePath(path: string): boolean {
  return path.startsWith(PREFIX)
}

/** `/exchange/v1/<query>/<fragment>/<split>/<attempt>`: where an attempt is posted to. */
export function attemptPath({ query_id, fragment_id, split, attempt }: AttemptRef): string {
  return `${PREFIX}${query_id}/${fragment_id}/${split}/${attempt}`
}

/** The attempt a path names, or undefined. */
export function parseAttemptPath(path: string): AttemptRef | undefined {
  const [, query, fragment, split, attempt] = ROUTE.exec(path) ?? []
  const queryId = query === undefined ? undefined : parseQueryId(query)
  if (queryId === undefined || !isFragmentId(fragment)) return undefined
  return { query_id: queryId, fragment_id: fragment, split: Number(split), attempt: Number(attempt) }
}

function isFragmentId(text: string | undefined): text is FragmentId {
  return text !== undefined && /^[fs]\d+$/.test(text)
}
