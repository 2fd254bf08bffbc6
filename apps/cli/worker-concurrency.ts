import { ValidationError } from '#core'
import type { CommandLine } from './arguments.ts'

/** Tasks one worker runs at once, unless told otherwise. */
export const DEFAULT_WORKER_CONCURRENCY = 4

/** The value of `--concurrency`. @throws ValidationError when it is not a whole number from 1 to 256 */
export function workerConcurrencyOf(line: CommandLine): number {
  const text = line.flags['concurrency']
  if (text === undefined) return DEFAULT_WORKER_CONCURRENCY
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 256) return value
  throw new ValidationError('VALIDATION_ERROR', `--concurrency is a whole number from 1 to 256, not "${text}".`)
}
