import type { ExpressionNode, QueryRequest, SelectItem, StarNode, ValueNode } from '../query-request.ts'
import { asExpression } from './coerce.ts'
import { columnValue, starColumns } from './columns.ts'
import type { Env } from './env.ts'
import { sameExpression } from './expression-key.ts'
import type { Operand } from './operand.ts'
import { outputName } from './output-names.ts'
import { POISON, UNKNOWN_COLUMNS } from './poison.ts'
import { aggregationNode, nodeAt } from './short-forms.ts'

/** An item of the select list. */
export interface Target {
  readonly name: string
  readonly operand: Operand
  readonly node: object
}

/** The select list: `select`, then `aggregations`; all columns when there is neither. */
export function bindTargets(env: Env, request: QueryRequest): readonly Target[] {
  const { aggregations = [] } = request
  const select = request.select ?? (aggregations.length === 0 ? ['*'] : [])
  const targets = [
    ...select.flatMap((_, index) => bindItem(env, nodeAt<SelectItem>(env.binding, select, index))),
    ...aggregations.flatMap((aggregation) => bindItem(env, aggregationNode(env.binding, aggregation))),
  ]
  if (targets.length > 0) return targets
  throw env.binding.error('VALIDATION_ERROR', 'The query selects no column; name at least one.', '42601', request)
}

function bindItem(env: Env, item: SelectItem): readonly Target[] {
  if ('star' in item && !('fn' in item)) {
    return env.binding.faults.attempt(
      () => star(env, item),
      () => [{ name: UNKNOWN_COLUMNS, operand: POISON, node: item }],
    )
  }
  const operand = env.binding.faults.attempt<Operand>(
    () => env.operand(item),
    () => POISON,
  )
  return [{ name: item.alias ?? outputName(item), operand, node: item }]
}

function star(env: Env, node: StarNode): readonly Target[] {
  const columns = starColumns(env.binding, env.scope, node.table, node)
  if (columns.length === 0) throw env.binding.error('VALIDATION_ERROR', '"*" needs a table in FROM.', '42601', node)
  return columns.map((column) => {
    return {
      name: column.name,
      operand: env.binding.derived({ ...columnValue(env.binding, column, node) }, node),
      node,
    }
  })
}

/** The item a position means. @throws ValidationError 42P10, or 42601 for a constant that is no position */
export function positionedTarget(env: Env, node: ValueNode, targets: readonly Target[], clause: string): Target {
  if (typeof node.value !== 'number' || !Number.isInteger(node.value)) {
    const message = `A constant in ${clause} must be a position of the select list.`
    throw env.binding.error('VALIDATION_ERROR', message, '42601', node)
  }
  const target = targets[node.value - 1]
  if (target !== undefined) return target
  const message = `The position ${node.value} of ${clause} is not in the select list, which has ${targets.length} columns.`
  throw env.binding.error('VALIDATION_ERROR', message, '42P10', node)
}

/** The item of that name; undefined when there is none. @throws ValidationError AMBIGUOUS_NAME 42702 */
export function namedTarget(
  env: Env,
  name: string,
  targets: readonly Target[],
  node: ExpressionNode,
  clause: string,
): Target | undefined {
  const [target, ...others] = targets.filter((it) => it.name === name)
  if (target === undefined) return undefined
  const expression = asExpression(env.binding, target.operand)
  if (others.every((it) => sameExpression(asExpression(env.binding, it.operand), expression))) return target
  const message = `"${name}" in ${clause} is ambiguous: the select list has several columns of that name.`
  throw env.binding.error('AMBIGUOUS_NAME', message, '42702', node)
}
