import type { RouterRoute } from 'hono/types'
import { problemResponse } from './problem.ts'

/** The answer for what no route serves: 405 with the methods that would work, or 404. */
export function unknownRoute(method: string, path: string, routes: readonly RouterRoute[]): Response {
  const allowed = routes
    .filter((route) => route.method !== 'ALL' && serves(route.path, path))
    .map((route) => route.method)
  const methods = [...new Set(allowed)].sort().join(', ')
  if (methods === '') {
    const message = `There is nothing at ${path.slice(0, 200)}; the API is described at /docs.`
    return problemResponse({ code: 'NOT_FOUND', message, retryable: false })
  }
  const message = `${method} is not possible here, but ${methods}; the API is described at /docs.`
  return problemResponse(
    { code: 'VALIDATION_ERROR', message, retryable: false },
    { status: 405, headers: { allow: methods } },
  )
}

/** Whether a pattern such as `/v1/queries/:id` stands for the path. */
function serves(pattern: string, path: string): boolean {
  const parts = pattern.split('/')
  const given = path.split('/')
  return (
    parts.length === given.length &&
    parts.every((part, index) => part === given[index] || (part.startsWith(':') && given[index] !== ''))
  )
}
