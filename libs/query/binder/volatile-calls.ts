import { STRING } from '#arrow'
import {
  type Expression,
  isVolatile,
  isVolatileCall,
  type PlanNode,
  type VolatileFunction,
  type WindowCall,
  windowRecord,
} from '#plan'
import type { FunctionNode } from '../query-request.ts'
import type { Binding } from './binding.ts'
import { resolved } from './calls.ts'
import type { Env } from './env.ts'
import { collect, rewriteExpression } from './rewrite.ts'
import type { Windowing } from './windowing.ts'

/**
 * A function that gives another value at every call. Each call that is written is one of its own.
 * @throws ValidationError UNSUPPORTED where it would not be clear for which rows it is computed
 */
export function volatileCall(env: Env, fn: VolatileFunction, name: string, node: FunctionNode): WindowCall {
  if (env.noVolatile !== null) {
    const message = `${name}() cannot stand in ${env.noVolatile}: it gives another value at every call; compute it in a subquery of FROM.`
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  if (fn === 'random' && (node.args ?? []).length === 2) {
    const message = 'random(min, max) is not supported; write min + floor(random() * (max - min + 1)).'
    throw env.binding.error('UNSUPPORTED', message, '0A000', node)
  }
  const operands = (node.args ?? []).map((argument) => env.operand(argument))
  const { signature } = resolved(env.binding, windowRecord(fn).signatures, name, operands, node)
  const type = signature.result([])
  const { id } = env.binding.newColumn(name, type, false)
  const call: WindowCall = {
    kind: 'window',
    function: fn,
    arguments: [{ kind: 'literal', value: id, type: STRING }],
    filter: null,
    partitionBy: [],
    orderBy: [],
    frame: null,
    type,
  }
  return env.binding.derived(call, node)
}

/** The expression as it is written: two calls of one volatile function are equal, as they are for ORDER BY. */
export function asWritten(expression: Expression): Expression {
  return rewriteExpression(expression, (part) => (isVolatileCall(part) ? { ...part, arguments: [] } : undefined))
}

/** The expression with what its aggregates draw computed for the rows they take. */
export function drawnInAggregates(expression: Expression, windowing: Windowing): Expression {
  return rewriteExpression(expression, (part) => {
    if (part.kind !== 'aggregate') return undefined
    return rewriteExpression(part, (inner) => (isVolatileCall(inner) ? windowing.above(inner) : undefined))
  })
}

/** @throws ValidationError UNSUPPORTED for a plan that is computed for each row of another and draws values */
export function refuseDrawn(binding: Binding, plan: PlanNode, where: string, place: object): void {
  if (!isVolatile(plan)) return
  const message = `random() and its kin cannot stand in ${where}: it is not settled how often it is computed; compute them in FROM or WITH.`
  throw binding.error('UNSUPPORTED', message, '0A000', place)
}

/** @throws ValidationError UNSUPPORTED for values drawn in some expressions */
export function refuseDrawnIn(
  binding: Binding,
  expressions: readonly Expression[],
  where: string,
  place: object,
): void {
  if (collect(expressions, isVolatileCall).length === 0) return
  const message = `random() and its kin cannot stand ${where}; compute them in a subquery of FROM.`
  throw binding.error('UNSUPPORTED', message, '0A000', place)
}
