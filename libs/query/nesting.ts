import { ValidationError } from '#core'

/**
 * How deep objects of a QueryRequest, and brackets and operators of SQL, may be nested: binding and rendering take up
 * to 2.4 KB of the stack a level, and of the 984 KB there are half is left to whoever calls.
 */
export const MAX_NESTING = 200

/**
 * Refuses a request whose objects lie more than 200 deep (lists do not count). Walks without recursion, so that no
 * input can exhaust the stack before it is judged; a cyclic object is too deep.
 * @throws ValidationError LIMIT_EXCEEDED
 */
export function checkNesting(json: unknown): void {
  let level: object[] = typeof json === 'object' && json !== null ? [json] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_NESTING) throw nestingError()
    level = level.flatMap(childObjects)
  }
}

/** How deep subqueries in expressions may be nested: what planning them costs doubles with every level. */
const MAX_SUBQUERIES = 16

/**
 * Refuses subqueries in expressions that lie more than 16 deep in each other; those of FROM and WITH do not count.
 * @throws ValidationError LIMIT_EXCEEDED
 */
export function checkSubqueries(request: object): void {
  if (subqueryDepth(request) <= MAX_SUBQUERIES) return
  const message = `Subqueries are nested more than ${MAX_SUBQUERIES} deep; join them in FROM, or name them with WITH.`
  throw new ValidationError('LIMIT_EXCEEDED', message, { sqlState: '54001' })
}

function subqueryDepth(value: object): number {
  let deepest = 0
  for (const child of Object.values(value)) {
    if (typeof child === 'object' && child !== null) deepest = Math.max(deepest, subqueryDepth(child))
  }
  return 'subquery' in value ? deepest + 1 : deepest
}

/** The error for input that is nested too deep. */
export function nestingError(): ValidationError {
  return new ValidationError(
    'LIMIT_EXCEEDED',
    `The query is nested more than ${MAX_NESTING} levels deep; split it with WITH or shorten its chains of operators.`,
    { sqlState: '54001' },
  )
}

function childObjects(parent: object): object[] {
  const found: object[] = []
  const waiting: unknown[] = Object.values(parent)
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) for (const item of value) waiting.push(item)
    else found.push(value)
  }
  return found
}
