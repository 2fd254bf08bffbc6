import type { z } from '@hono/zod-openapi'
import { type Problem, ValidationError } from '#core'

type Issue = z.core.$ZodIssue

const MAX_PROBLEMS = 100

/** One error for all the ways a body or a query string missed its schema, each with its JSON path. */
export function schemaError(target: string, issues: readonly Issue[]): ValidationError {
  const problems = issues.flatMap((issue) => problemsOf(issue)).slice(0, MAX_PROBLEMS)
  const [first, ...others] = problems
  const where = first === undefined ? '' : ` at ${first.position?.path}: ${first.message}`
  const more = others.length === 0 ? '' : ` (${others.length} more)`
  return new ValidationError('VALIDATION_ERROR', `The ${target} is not as it should be${where}${more}`, { problems })
}

function problemsOf(issue: Issue, before: readonly PropertyKey[] = []): Problem[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const sentences = issue.message.split('\n')
    return issue.keys.map((key, index) => problem(sentences[index] ?? issue.message, [...path, key]))
  }
  if (issue.code === 'invalid_union') {
    // The branch that came furthest is the one that was meant.
    const [closest] = issue.errors.filter((branch) => !branch.some(isOtherType))
    if (closest !== undefined) return closest.flatMap((inner) => problemsOf(inner, path))
    const expected = issue.errors.flatMap((branch) => branch.filter(isOtherType).map((inner) => inner.expected))
    return [problem(`Invalid input: expected ${[...new Set(expected)].join(' or ')}`, path)]
  }
  return [problem(issue.message, path)]
}

/** Whether a branch of a union was refused because the value is of another JSON type altogether. */
function isOtherType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.path.length === 0 && issue.code === 'invalid_type'
}

function problem(message: string, path: readonly PropertyKey[]): Problem {
  return {
    code: 'VALIDATION_ERROR',
    message: message.endsWith('.') || message.endsWith('?') ? message : `${message}.`,
    position: { path: jsonPath(path) },
  }
}

/** A path as JSONPath writes it: `$.tags["cost center"]`. */
function jsonPath(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    const key = String(step)
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
  }, '$')
}
