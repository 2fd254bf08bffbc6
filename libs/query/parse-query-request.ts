import type { z } from 'zod'
import { type Problem, ValidationError } from '#core'
import { jsonLocator, jsonPath } from './json-locator.ts'
import type { Locator } from './locator.ts'
import { checkNesting, nestingError } from './nesting.ts'
import type { QueryRequest } from './query-request.ts'
import { queryRequestSchema } from './schema.ts'

const MAX_PROBLEMS = 100

/**
 * A QueryRequest from JSON that may be anything.
 * @throws ValidationError VALIDATION_ERROR with every problem and its JSON path; LIMIT_EXCEEDED above 200 levels
 */
export function parseQueryRequest(json: unknown): { readonly request: QueryRequest; readonly locator: Locator } {
  checkNesting(json)
  const result = checked(json)
  if (result.success) return { request: result.data, locator: jsonLocator(result.data) }
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, [])).slice(0, MAX_PROBLEMS)
  throw new ValidationError('VALIDATION_ERROR', summary(problems), { problems })
}

function checked(json: unknown): ReturnType<typeof queryRequestSchema.safeParse> {
  try {
    return queryRequestSchema.safeParse(json, { reportInput: true })
  } catch (error) {
    // V8 reports an exhausted stack as a RangeError.
    throw error instanceof RangeError ? nestingError() : error
  }
}

function summary(problems: readonly Problem[]): string {
  const [first, ...others] = problems
  const path = first?.position?.path ?? '$'
  const shown = path.length > 200 ? `…${path.slice(-200)}` : path
  const more = others.length > 0 ? ` (${others.length} more)` : ''
  return `The query is not a QueryRequest at ${shown}: ${first?.message}${more}`
}

function problemsOf(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): Problem[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const sentences = issue.message.split('\n')
    return issue.keys.map((key, index) => problem(sentences[index] ?? issue.message, [...path, key]))
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && path.length > 0) {
    return [problem(`The key ${JSON.stringify(String(path.at(-1)))} is needed.`, path)]
  }
  if (issue.code !== 'invalid_union') return [problem(issue.message, path)]
  const meant = issue.errors.filter((branch) => !branch.some(isOtherType))
  const [closest] = meant.toSorted((a, b) => a.length - b.length)
  if (closest !== undefined) return closest.flatMap((inner) => problemsOf(inner, path))
  const expected = issue.errors.flatMap((branch) => branch.flatMap(expectedType))
  return [problem(`Invalid input: expected ${[...new Set(expected)].join(' or ')}`, path)]
}

/** Whether a branch of a union was refused because the value is of another JSON type altogether. */
function isOtherType(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type'
}

function expectedType(issue: z.core.$ZodIssue): string[] {
  return issue.path.length === 0 && issue.code === 'invalid_type' ? [issue.expected] : []
}

function problem(message: string, path: readonly PropertyKey[]): Problem {
  return { code: 'VALIDATION_ERROR', message, position: { path: jsonPath(path) } }
}
