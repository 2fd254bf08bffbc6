import { type Problem, ValidationError, type Warning } from '#core'
import { checkNesting, checkSubqueries } from '../nesting.ts'
import type { QueryRequest } from '../query-request.ts'
import { bindDescribed, describeTables } from './bind.ts'
import type { BindContext, BoundQuery } from './context.ts'
import { type NotedFaults, noteFaults } from './faults.ts'
import { limitProblems } from './limits.ts'
import { warningsOf } from './warnings.ts'

/** What is wrong with a request, and what may surprise. */
export interface Validation {
  readonly valid: boolean
  readonly errors: readonly Problem[]
  readonly warnings: readonly Warning[]
}

/**
 * Checks a request without running it: every configured limit it exceeds, every name that is unknown and every type
 * that does not fit, one fault once; and, when there is none, what may surprise.
 * @throws what the catalog throws when a source cannot be asked
 */
export async function validateQuery(request: QueryRequest, context: BindContext): Promise<Validation> {
  const faults = noteFaults()
  const bound = await boundWithFaults(request, context, faults)
  const errors = inOrder(faults.problems)
  if (errors.length > 0 || bound === undefined) return { valid: false, errors, warnings: [] }
  return { valid: true, errors, warnings: warningsOf(request, bound, context) }
}

async function boundWithFaults(
  request: QueryRequest,
  context: BindContext,
  faults: NotedFaults,
): Promise<BoundQuery | undefined> {
  const isFlat = faults.attempt(
    () => {
      checkNesting(request)
      checkSubqueries(request)
      return true
    },
    () => false,
  )
  if (!isFlat) return undefined
  faults.note(limitProblems(request, context))
  const { tables, errors } = await describeTables(request, context)
  for (const error of errors) {
    if (!(error instanceof ValidationError)) throw error
    faults.fail(error)
  }
  return faults.attempt<BoundQuery | undefined>(
    () => bindDescribed(request, context, tables, faults),
    () => undefined,
  )
}

/** As they were written, line by line; those without a place in the SQL stay where they were found. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => {
    const [left, right] = [a.position, b.position]
    if (left?.line === undefined || right?.line === undefined) return 0
    return left.line - right.line || (left.column ?? 0) - (right.column ?? 0)
  })
}
