import { type Expression, type Limit, mapChildren, outputColumns, type PlanNode, type SortKey } from '#plan'
import { freeColumns, referenceTo, substitute } from '../expressions.ts'
import { isWithin } from '../id-sets.ts'
import { raises } from '../raising.ts'
import { connectionsOf, outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * Of the rows under a LIMIT each branch of UNION ALL and the kept side of an outer join need give no more than the LIMIT
 * takes, the first ones where there is an order. Only where several connections are below: one alone sees its LIMIT.
 */
export const pushLimits: Rule = { name: 'push-limits', apply: pushAll }

function pushAll(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, pushAll)
  if (node.kind !== 'limit' || node.limit === null || connectionsOf(node).size < 2) return node
  const count = node.limit + node.offset
  return { ...node, input: narrowed(node.input, null, count) ?? node.input }
}

/** The plan giving at least its first `count` rows in the order of the keys, if any; undefined for no change. */
function narrowed(node: PlanNode, keys: readonly SortKey[] | null, count: number): PlanNode | undefined {
  switch (node.kind) {
    case 'sort': {
      if (keys !== null) return undefined
      const input = narrowed(node.input, node.keys, count)
      return input === undefined ? undefined : { ...node, input }
    }
    case 'project': {
      const values = new Map(node.expressions.map(({ column, expression }) => [column.id, expression]))
      const input = narrowed(node.input, withValues(keys, values), count)
      return input === undefined ? undefined : { ...node, input }
    }
    case 'set_operation':
      return narrowedUnion(node, keys, count)
    case 'join': {
      if (node.type !== 'left' && node.type !== 'right') return undefined
      const side = limited(node[node.type], keys, count)
      return side === undefined ? undefined : { ...node, [node.type]: side }
    }
    default:
      return undefined
  }
}

function narrowedUnion(
  node: Extract<PlanNode, { kind: 'set_operation' }>,
  keys: readonly SortKey[] | null,
  count: number,
): PlanNode | undefined {
  if (node.operation !== 'union' || !node.all) return undefined
  const branch = (input: PlanNode): PlanNode => {
    const inputs = outputColumns(input)
    const values = node.columns.flatMap(({ id }, index) => {
      const source = inputs[index]
      return source === undefined ? [] : [[id, referenceTo(source)] as const]
    })
    return limited(input, withValues(keys, new Map(values)), count) ?? input
  }
  return { ...node, left: branch(node.left), right: branch(node.right) }
}

function withValues(
  keys: readonly SortKey[] | null,
  values: ReadonlyMap<string, Expression>,
): readonly SortKey[] | null {
  return keys?.map((key) => ({ ...key, expression: substitute(key.expression, values) })) ?? null
}

/** The first rows of a side; undefined when the order is not its own, or has been cut already. */
function limited(side: PlanNode, keys: readonly SortKey[] | null, count: number): PlanNode | undefined {
  if (side.kind === 'limit') return undefined
  const ids = new Set(outputIds(side))
  const expressions = (keys ?? []).map(({ expression }) => expression)
  if (expressions.some((expression) => raises(expression) || !isWithin(freeColumns(expression), ids))) return undefined
  const input = narrowed(side, keys, count) ?? side
  const ordered: PlanNode = keys === null || keys.length === 0 ? input : { kind: 'sort', input, keys }
  const limit: Limit = { kind: 'limit', input: ordered, limit: count, offset: 0 }
  return limit
}
