import { childExpressions, type Expression } from '#plan'
import type { Env } from './env.ts'

/** How many times longer than its columns and constants a text may be made. */
const MAX_REPETITIONS = 100_000

/**
 * Refuses calls of repeat, lpad and rpad that could make text without bound: an engine's memory limit does not stop
 * one value. The count must be a constant, and counts of nested calls multiply.
 * @throws ValidationError UNSUPPORTED, LIMIT_EXCEEDED
 */
export function checkRepetition(env: Env, call: Expression, place: object): void {
  if (growthOf(env, call, place) <= MAX_REPETITIONS) return
  const message = `The text would be repeated more than ${MAX_REPETITIONS} times; use a smaller count.`
  throw env.binding.error('LIMIT_EXCEEDED', message, '54000', place)
}

function growthOf(env: Env, expression: Expression, place: object): number {
  const inner = childExpressions(expression).reduce((product, child) => product * growthOf(env, child, place), 1)
  if (expression.kind !== 'call' || !['repeat', 'lpad', 'rpad'].includes(expression.function)) return inner
  const [, count] = expression.arguments
  if (count?.kind !== 'literal') {
    const message = `The count of ${expression.function} must be a constant, so that its memory is bounded.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', place)
  }
  return inner * Math.max(1, Number(count.value ?? 0))
}
