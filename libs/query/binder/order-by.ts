import type { Expression } from '#plan'
import type { ExpressionNode, OrderItem } from '../query-request.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { sameExpression } from './expression-key.ts'
import { keyOperand, type WrittenKey, writtenKeys } from './sort-keys.ts'
import { namedTarget, positionedTarget, type Target } from './targets.ts'
import { asWritten } from './volatile-calls.ts'

/** A key of ORDER BY: an item of the select list where `target` is set, else an expression of its own. */
export interface OrderKey {
  readonly key: WrittenKey
  readonly expression: Expression
  readonly target: number | undefined
}

/** ORDER BY of a SELECT: positions, then names of the select list, then expressions over FROM. */
export function orderKeys(
  env: Env,
  items: readonly (string | OrderItem)[],
  targets: readonly Target[],
): readonly OrderKey[] {
  return env.binding.faults.kept(writtenKeys(env, items), (key) => {
    const meant = targetMeant(env, key.node, targets)
    const expression = asExpression(env.binding, meant === undefined ? keyOperand(env, key.node) : meant.operand)
    const index = targets.findIndex((target) => {
      return (
        target === meant || sameExpression(asWritten(asExpression(env.binding, target.operand)), asWritten(expression))
      )
    })
    return { key, expression, target: index === -1 ? undefined : index }
  })
}

/** The item of the select list that a key means: a position or a bare name. */
export function targetMeant(env: Env, node: ExpressionNode, targets: readonly Target[]): Target | undefined {
  if ('value' in node && node.type === undefined) return positionedTarget(env, node, targets, 'ORDER BY')
  if (!('column' in node) || node.table !== undefined) return undefined
  return namedTarget(env, node.column, targets, node, 'ORDER BY')
}
