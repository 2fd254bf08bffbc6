import { INT32 } from '#arrow'
import type { AggregateCall } from '#plan'
import type { FunctionNode } from '../query-request.ts'
import { refuseNested } from './aggregates.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'

const MAX_ARGUMENTS = 31

/** GROUPING(a, b): bound like its keys; the grouping of the query says which of them it means. */
export function groupingCall(env: Env, node: FunctionNode): AggregateCall {
  refuseNested(env, node)
  if (node.over !== undefined || node.filter !== undefined || node.distinct || node.star) {
    throw env.binding.error(
      'VALIDATION_ERROR',
      'GROUPING takes expressions of GROUP BY and nothing else.',
      '42601',
      node,
    )
  }
  const inside = env.within({ noAggregates: 'an aggregate', noWindows: 'an aggregate', tableCalls: 'GROUPING' })
  const args = (node.args ?? []).map((argument) => asExpression(env.binding, inside.operand(argument)))
  if (args.length === 0 || args.length > MAX_ARGUMENTS) {
    const message = `GROUPING takes 1 to ${MAX_ARGUMENTS} arguments, not ${args.length}.`
    throw env.binding.error('VALIDATION_ERROR', message, '54023', node)
  }
  const call: AggregateCall = {
    kind: 'aggregate',
    function: 'grouping',
    arguments: args,
    distinct: false,
    filter: null,
    orderBy: [],
    type: INT32,
  }
  return env.binding.derived(call, node)
}
