import { type Expression, isVolatileCall } from '#plan'
import type { ColumnNode, ExpressionNode, GroupingElement, QueryRequest, StarNode } from '../query-request.ts'
import { comparable } from './calls.ts'
import { asExpression } from './coerce.ts'
import type { Env } from './env.ts'
import { expressionKey } from './expression-key.ts'
import { collect, isAggregateOrWindow } from './rewrite.ts'
import { nodeAt, nodeOfString } from './short-forms.ts'
import { namedTarget, positionedTarget, type Target } from './targets.ts'

/** The keys of GROUP BY, each once, and the sets of indexes into them; null for a plain GROUP BY. */
export interface GroupKeys {
  readonly expressions: readonly Expression[]
  readonly sets: readonly (readonly number[])[] | null
}

type Key = string | ExpressionNode
type Sets = readonly (readonly number[])[]

const MAX_GROUPING_SETS = 4096

/** GROUP BY: positions, columns, aliases of the select list and expressions; ROLLUP, CUBE and GROUPING SETS. */
export function bindGroupKeys(env: Env, request: QueryRequest, targets: readonly Target[]): GroupKeys {
  const keys = new Map<string, Expression>()
  const positions = new Map<string, unknown>()
  const items = request.group_by ?? []
  const isPlain = !items.some(isElement)
  const indexOf = (node: ExpressionNode): number => {
    const expression = keyExpression(env, node, targets)
    const key = expressionKey(expression)
    if (!isPlain) refuseTwins(env, positions, key, node)
    if (!keys.has(key)) keys.set(key, expression)
    return [...keys.keys()].indexOf(key)
  }
  let sets: Sets = [[]]
  for (const [index, item] of items.entries()) {
    sets = crossed(
      env,
      sets,
      isElement(item) ? elementSets(env, item, indexOf) : [[indexOf(keyNode(env, items, index))]],
      items,
    )
  }
  const unique = sets.map((set) => [...new Set(set)])
  const chosen = request.group_by_distinct ? withoutRepeats(unique) : unique
  return { expressions: [...keys.values()], sets: isPlain ? null : chosen }
}

/** PostgreSQL groups apart what two positions of the select list say alike; such keys are one here. */
function refuseTwins(env: Env, positions: Map<string, unknown>, key: string, node: ExpressionNode): void {
  if (!('value' in node)) return
  const known = positions.get(key) ?? node.value
  positions.set(key, known)
  if (known === node.value) return
  const message = 'Grouping sets by the numbers of two equal columns are not supported; select the column once.'
  throw env.binding.error('UNSUPPORTED', message, '0A000', node)
}

/** GROUP BY DISTINCT: of sets with the same keys the first. */
function withoutRepeats(sets: Sets): Sets {
  const texts = sets.map((set) => JSON.stringify(set.toSorted((a, b) => a - b)))
  return sets.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}

function keyNode(
  env: Env,
  items: readonly (Key | GroupingElement)[],
  index: number,
): ColumnNode | StarNode | ExpressionNode {
  const item = items[index]
  if (typeof item === 'string') return env.binding.derived(nodeOfString(item), items, index)
  if (item === undefined || isElement(item)) throw new Error(`GROUP BY has no key ${index}`)
  return env.binding.derived(item, items, index)
}

function isElement(item: Key | GroupingElement): item is GroupingElement {
  return typeof item !== 'string' && ('rollup' in item || 'cube' in item || 'grouping_sets' in item)
}

/** Several grouping elements are combined each with each. */
function crossed(env: Env, left: Sets, right: Sets, place: object): Sets {
  if (left.length * right.length > MAX_GROUPING_SETS) {
    const message = `GROUP BY makes more than ${MAX_GROUPING_SETS} grouping sets.`
    throw env.binding.error('LIMIT_EXCEEDED', message, '54011', place)
  }
  return left.flatMap((a) => right.map((b) => [...a, ...b]))
}

function elementSets(env: Env, element: GroupingElement, indexOf: (node: ExpressionNode) => number): Sets {
  const indexes = (keys: readonly Key[]) => keys.map((_, index) => indexOf(nodeAt(env.binding, keys, index)))
  if ('rollup' in element) {
    const parts = element.rollup.map(indexes)
    return [...parts.keys(), parts.length].map((length) => parts.slice(0, length).flat()).toReversed()
  }
  if ('cube' in element) {
    const parts = element.cube.map(indexes)
    if (parts.length > 12)
      throw env.binding.error('LIMIT_EXCEEDED', 'CUBE takes at most 12 elements.', '54011', element)
    const subsets = Array.from({ length: 2 ** parts.length }, (_, mask) =>
      parts.filter((_part, bit) => (mask & (1 << bit)) !== 0).flat(),
    )
    return subsets.toReversed()
  }
  return element.grouping_sets.flatMap((set) => ('length' in set ? [indexes(set)] : elementSets(env, set, indexOf)))
}

function keyExpression(env: Env, node: ExpressionNode, targets: readonly Target[]): Expression {
  const expression = targetMeant(env, node, targets) ?? asExpression(env.binding, env.operand(node))
  refuseCalls(env, expression, node)
  comparable(env.binding, '=', expression, expression, node)
  return expression
}

/** A whole number is a position; a bare name is a column of FROM first, then a name of the select list. */
function targetMeant(env: Env, node: ExpressionNode, targets: readonly Target[]): Expression | undefined {
  if ('value' in node && node.type === undefined)
    return asExpression(env.binding, positionedTarget(env, node, targets, 'GROUP BY').operand)
  if (!('column' in node) || node.table !== undefined) return undefined
  if (env.scope.visible.some(({ name }) => name === node.column)) return undefined
  const target = namedTarget(env, node.column, targets, node, 'GROUP BY')
  return target === undefined ? undefined : asExpression(env.binding, target.operand)
}

function refuseCalls(env: Env, expression: Expression, node: object): void {
  const [call] = collect([expression], isAggregateOrWindow)
  if (call === undefined || isVolatileCall(call)) return
  const isAggregate = call.kind === 'aggregate'
  const message = `${isAggregate ? 'Aggregates' : 'Window functions'} are not allowed in GROUP BY.`
  throw env.binding.error('GROUPING_ERROR', message, isAggregate ? '42803' : '42P20', env.binding.derived(call, node))
}
