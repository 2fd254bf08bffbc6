import type { FailureCode } from '#core'

export const EXIT = { done: 0, failed: 1, badInput: 2, unreachable: 3, canceled: 130 } as const

const BAD_INPUT: ReadonlySet<FailureCode> = new Set([
  'CONFIGURATION_ERROR',
  'VALIDATION_ERROR',
  'SYNTAX_ERROR',
  'UNKNOWN_TABLE',
  'UNKNOWN_COLUMN',
  'UNKNOWN_FUNCTION',
  'AMBIGUOUS_NAME',
  'TYPE_ERROR',
  'GROUPING_ERROR',
  'UNSUPPORTED',
  'LIMIT_EXCEEDED',
  'PUSHDOWN_REQUIRED',
  'SOURCE_TYPE_UNAVAILABLE',
  'NOT_FOUND',
  'UNAUTHORIZED',
  'FORBIDDEN',
])

/** The exit code of the command for a failure: 1 failed, 2 bad input, 3 unreachable, 130 canceled. */
export function exitCodeOf(code: FailureCode): number {
  if (code === 'CANCELED') return EXIT.canceled
  if (code === 'QUEUE_UNAVAILABLE') return EXIT.unreachable
  return BAD_INPUT.has(code) ? EXIT.badInput : EXIT.failed
}
