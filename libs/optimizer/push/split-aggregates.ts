import { type Aggregate, type ColumnId, hasSubquery, mapChildren, type PlanNode } from '#plan'
import { estimateDistinct, estimateRows } from '../estimates.ts'
import { freeColumns, substitute } from '../expressions.ts'
import { isWithin, union } from '../id-sets.ts'
import { columnsAmong, passThrough } from '../nodes.ts'
import { identicalWhenEqual } from '../raising.ts'
import { connectionsOf, mapSubqueriesOfPlan, nodeExpressions, outputIds } from '../subplans.ts'
import { canSplit, partOf, totalOf, wholeOf } from './partial-aggregate.ts'
import { asRemote, isRefused, type PushContext } from './push-context.ts'
import { ENGINE, sendCost, sourceCost } from './work-costs.ts'

/** Estimates err: rows are grouped early only where it is believed to take clearly less time, in nanoseconds too. */
const CLEARLY_LESS = 0.8
const WORTH_IT = 20e6

/**
 * Groups the rows of one connection by the keys of the joins above before they are sent, where an aggregate over a join
 * with another connection needs no more of them: each group then stands for its rows in every row of the join (Yan and
 * Larson 1995, eager aggregation). Only below inner joins, and where the source is believed to win by it.
 */
export function splitAggregates(plan: PlanNode, context: PushContext): PlanNode {
  const below = (node: PlanNode): PlanNode => {
    const inner = mapChildren(node, below)
    return inner.kind === 'aggregate' ? (split(inner, context) ?? inner) : inner
  }
  return below(mapSubqueriesOfPlan(plan, (subplan) => splitAggregates(subplan, context)))
}

function split(written: Aggregate, context: PushContext): PlanNode | undefined {
  const node = withoutProject(written)
  const calls = node.aggregates.map(({ call }) => call)
  if (node.groupingSets !== null || calls.length === 0 || !calls.every(canSplit)) return undefined
  const columns = node.aggregates.map(({ call }) => freeColumns(call)).reduce(union, new Set())
  const groups = node.groups.map(({ expression }) => freeColumns(expression)).reduce(union, new Set())
  const input = groupBelow(node.input, { node, columns, keys: groups, context })
  if (input === undefined) return undefined
  const whole: Aggregate = { ...node, input, aggregates: node.aggregates.map(wholeOf) }
  const expressions = [...node.groups.map(({ column }) => passThrough(column)), ...node.aggregates.map(totalOf)]
  return { kind: 'project', input: whole, expressions }
}

/** The same aggregate right above the input of a Project: whatever that computes is computed in the aggregate. */
function withoutProject(node: Aggregate): Aggregate {
  const { input } = node
  if (input.kind !== 'project' || nodeExpressions(node).some(hasSubquery)) return node
  const values = new Map(input.expressions.map(({ column, expression }) => [column.id, expression]))
  return {
    ...node,
    input: input.input,
    groups: node.groups.map(({ column, expression }) => ({ column, expression: substitute(expression, values) })),
    aggregates: node.aggregates.map(({ column, call }) => {
      const replaced = substitute(call, values)
      return { column, call: replaced.kind === 'aggregate' ? replaced : call }
    }),
  }
}

interface Splitting {
  readonly node: Aggregate
  /** The columns that the aggregates read: all of one side. */
  readonly columns: ReadonlySet<ColumnId>
  /** The columns that anything above the side reads beside them. */
  readonly keys: ReadonlySet<ColumnId>
  readonly context: PushContext
}

/** The joins with the rows of the one side that the aggregates read grouped; undefined where that cannot be or pay. */
function groupBelow(plan: PlanNode, splitting: Splitting): PlanNode | undefined {
  if (plan.kind !== 'join' || plan.type !== 'inner' || plan.condition === null) return undefined
  if (hasSubquery(plan.condition)) return undefined
  const keys = union(splitting.keys, freeColumns(plan.condition))
  for (const side of ['left', 'right'] as const) {
    const [own, other] = side === 'left' ? [plan.left, plan.right] : [plan.right, plan.left]
    if (splitting.columns.size === 0 || !isWithin(splitting.columns, new Set(outputIds(own)))) continue
    const apart = union(connectionsOf(own), connectionsOf(other)).size > connectionsOf(own).size
    const inner = { ...splitting, keys }
    const grouped = connectionsOf(own).size === 1 && apart ? groupSide(own, inner) : groupBelow(own, inner)
    if (grouped !== undefined) return { ...plan, [side]: grouped }
  }
  return undefined
}

/** One group for all rows of a side that are alike in every column read above. */
function groupSide(side: PlanNode, { node, keys, context }: Splitting): PlanNode | undefined {
  const columns = columnsAmong(side, keys)
  if (columns.length === 0 || !columns.every(({ type }) => identicalWhenEqual(type))) return undefined
  if (columns.some(({ id }) => estimateDistinct(side, id) === null)) return undefined
  const grouped: Aggregate = {
    kind: 'aggregate',
    input: side,
    groups: columns.map(passThrough),
    aggregates: node.aggregates.map(partOf),
    groupingSets: null,
  }
  const [connection = ''] = connectionsOf(side)
  if (!pays(side, grouped, connection, context)) return undefined
  return isRefused(asRemote(connection, grouped, context)) ? undefined : grouped
}

function pays(side: PlanNode, grouped: Aggregate, connection: string, { pushdown }: PushContext): boolean {
  const costs = pushdown.costs(connection)
  if (costs === undefined) return false
  const total = (plan: PlanNode): number | null => {
    const [made, sent, rows] = [sourceCost(plan, costs), sendCost(plan, costs), estimateRows(plan)]
    if (made === null || sent === null || rows === null) return null
    return made + sent + rows * (ENGINE.joinRow + ENGINE.groupRow + grouped.aggregates.length * ENGINE.expression)
  }
  const [early, late] = [total(grouped), total(side)]
  return early !== null && late !== null && early < late * CLEARLY_LESS && early < late - WORTH_IT
}
