import type { ExpressionNode, FunctionNode } from '../query-request.ts'
import type { Env } from './env.ts'

/** The parameters of functions that PostgreSQL lets be called by their names, and what stands for one left out. */
const PARAMETERS: Readonly<Record<string, { readonly names: readonly string[]; readonly absent: number | null }>> = {
  jsonb_set: { names: ['jsonb_in', 'path', 'replacement', 'create_if_missing'], absent: null },
  jsonb_insert: { names: ['jsonb_in', 'path', 'replacement', 'insert_after'], absent: null },
  jsonb_strip_nulls: { names: ['target', 'strip_in_arrays'], absent: null },
  make_date: { names: ['year', 'month', 'day'], absent: null },
  make_time: { names: ['hour', 'min', 'sec'], absent: null },
  make_timestamp: { names: ['year', 'month', 'mday', 'hour', 'min', 'sec'], absent: null },
  make_timestamptz: { names: ['year', 'month', 'mday', 'hour', 'min', 'sec', 'timezone'], absent: null },
  make_interval: { names: ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'], absent: 0 },
}

/** The arguments of a call in the order of its parameters. @throws ValidationError UNKNOWN_FUNCTION 42883 */
export function argumentsInOrder(env: Env, name: string, node: FunctionNode): readonly ExpressionNode[] {
  const positional = node.args ?? []
  const named = Object.entries(node.named_args ?? {})
  if (named.length === 0) return positional
  const parameters = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined
  if (parameters === undefined) throw noParameter(env, name, named[0]?.[0] ?? '', node)
  const slots: (ExpressionNode | undefined)[] = [...positional]
  for (const [parameter, value] of named) {
    const place = parameters.names.indexOf(parameter)
    if (place === -1 || slots[place] !== undefined) throw noParameter(env, name, parameter, node)
    slots[place] = value
  }
  return Array.from(slots, (slot, place) => {
    if (slot !== undefined) return slot
    if (parameters.absent === null) throw noParameter(env, name, parameters.names[place] ?? '', node)
    return { value: parameters.absent }
  })
}

function noParameter(env: Env, name: string, parameter: string, node: FunctionNode): Error {
  const message = `The function ${name} cannot be called with ${parameter} => so; give its arguments by position.`
  return env.binding.error('UNKNOWN_FUNCTION', message, '42883', node)
}
