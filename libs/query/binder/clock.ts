import { DATE, type EngineType, TIME, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import type { Expression } from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'
import { roundToDigits } from './time-digits.ts'

const TYPES: ReadonlyMap<string, EngineType> = new Map([
  ['current_date', DATE],
  ['localtime', TIME],
  ['localtimestamp', TIMESTAMP],
])

/** Those that SQL gives a precision: `current_timestamp(0)`. */
const PRECISE: ReadonlySet<string> = new Set(['current_timestamp', 'localtime', 'localtimestamp'])

/** now(), current_date and their like: constants of the query's clock. @throws ValidationError UNKNOWN_FUNCTION 42883 */
export function clockConstant(env: Env, name: string, node: FunctionNode): Expression {
  const text = name === 'current_date' ? 'today' : 'now'
  const value = readUnknown(env.binding, { kind: 'unknown', value: text, node }, TYPES.get(name) ?? TIMESTAMPTZ)
  const [precision, ...more] = node.args ?? []
  if (precision === undefined) return value
  const digits = 'value' in precision ? precision.value : null
  if (PRECISE.has(name) && more.length === 0 && typeof digits === 'number') {
    return digits < 6 ? roundToDigits(value, digits) : value
  }
  throw env.binding.error('UNKNOWN_FUNCTION', `The function ${name} takes no arguments.`, '42883', node)
}

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['current_time', 'CURRENT_TIME is a time with a zone, which is not supported; use LOCALTIME.'],
  ['timeofday', 'timeofday() is not supported: the clock is fixed when a query is submitted; use now().'],
])

/** @throws ValidationError UNSUPPORTED 0A000 for clocks of PostgreSQL that the engine does not have */
export function refuseClock(env: Env, name: string, node: FunctionNode): void {
  const message = REFUSED.get(name)
  if (message !== undefined) throw env.binding.error('UNSUPPORTED', message, '0A000', node)
}
