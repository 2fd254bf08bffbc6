import { DATE, type EngineType, TIMESTAMP, TIMESTAMPTZ } from '#arrow'
import type { Literal } from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { readUnknown } from './coerce.ts'
import type { Env } from './env.ts'

/** now(), current_date and their like: constants of the query's clock. @throws ValidationError UNSUPPORTED for a precision */
export function clockConstant(env: Env, name: string, node: FunctionNode): Literal {
  if ((node.args?.length ?? 0) > 0) {
    const message = `A precision for ${name} is not supported; leave it out.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const text = name === 'current_date' ? 'today' : 'now'
  return readUnknown(env.binding, { kind: 'unknown', value: text, node }, clockType(name))
}

function clockType(name: string): EngineType {
  if (name === 'current_date') return DATE
  return name === 'localtimestamp' ? TIMESTAMP : TIMESTAMPTZ
}
