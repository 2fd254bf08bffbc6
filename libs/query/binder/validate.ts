import { type Problem, ValidationError } from '#core'
import type { QueryRequest } from '../query-request.ts'
import { bind } from './bind.ts'
import type { BindContext } from './context.ts'
import { limitProblems } from './limits.ts'

/** What is wrong with a request, and what may surprise. */
export interface Validation {
  readonly valid: boolean
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * Checks a request without running it: every configured limit it exceeds, else the first error of its names and types.
 * @throws what the catalog throws when a source cannot be asked
 */
export async function validateQuery(request: QueryRequest, context: BindContext): Promise<Validation> {
  const exceeded = limitProblems(request, context)
  const { errors, warnings } =
    exceeded.length > 0 ? { errors: exceeded, warnings: [] } : await bindingProblems(request, context)
  return { valid: errors.length === 0, errors, warnings }
}

async function bindingProblems(request: QueryRequest, context: BindContext): Promise<Omit<Validation, 'valid'>> {
  try {
    const { defaultLimit } = await bind(request, context)
    if (defaultLimit === null) return { errors: [], warnings: [] }
    const message = `The query has no LIMIT: at most ${defaultLimit} rows are returned (default_limit).`
    return { errors: [], warnings: [{ code: 'LIMIT_EXCEEDED', message }] }
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    const { position } = error.detail
    return {
      errors: [{ code: error.code, message: error.message, ...(position === undefined ? {} : { position }) }],
      warnings: [],
    }
  }
}
