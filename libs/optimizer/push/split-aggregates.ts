import { type Aggregate, type ColumnId, hasSubquery, mapChildren, type PlanNode } from '#plan'
import { estimateDistinct, estimateRows } from '../estimates.ts'
import { freeColumns, substitute } from '../expressions.ts'
import { isWithin, union } from '../id-sets.ts'
import { columnsAmong, passThrough } from '../nodes.ts'
import { identicalWhenEqual } from '../raising.ts'
import { connectionsOf, mapSubqueriesOfPlan, nodeExpressions, outputIds } from '../subplans.ts'
import { inTwoSteps } from './partial-aggregate.ts'
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
  if (node.groupingSets !== null || node.aggregates.length === 0) return undefined
  const steps = inTwoSteps(node.aggregates)
  if (steps === undefined) return undefined
  const columns = node.aggregates.map(({ call }) => freeColumns(call)).reduce(union, new Set())
  const groups = node.groups.map(({ expression }) => freeColumns(expression)).reduce(union, new Set())
  const grouped = groupBelow(node.input, { parts: steps.parts, columns, keys: groups, context })
  if (grouped === undefined) return undefined
  const whole: Aggregate = { ...node, input: grouped.plan, aggregates: steps.wholes }
  const expressions = [...node.groups.map(({ column }) => passThrough(column)), ...steps.totals]
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
  readonly parts: Aggregate['aggregates']
  /** The columns that the aggregates read: all of one side, or none. */
  readonly columns: ReadonlySet<ColumnId>
  /** The columns that anything above the side reads beside them. */
  readonly keys: ReadonlySet<ColumnId>
  readonly context: PushContext
}

/** A plan with rows grouped early, and the nanoseconds that are believed to be saved by it. */
interface Grouped {
  readonly plan: PlanNode
  readonly saved: number
}

/** The joins with the rows of one side grouped, of which nothing else is aggregated; undefined where that cannot be or pay. */
function groupBelow(plan: PlanNode, splitting: Splitting): Grouped | undefined {
  if (plan.kind !== 'join' || plan.type !== 'inner' || plan.condition === null) return undefined
  if (hasSubquery(plan.condition)) return undefined
  const keys = union(splitting.keys, freeColumns(plan.condition))
  const found = (['left', 'right'] as const).flatMap((side) => {
    const [own, other] = side === 'left' ? [plan.left, plan.right] : [plan.right, plan.left]
    if (!isWithin(splitting.columns, new Set(outputIds(own)))) return []
    const apart = union(connectionsOf(own), connectionsOf(other)).size > connectionsOf(own).size
    const inner = { ...splitting, keys }
    const grouped = connectionsOf(own).size === 1 && apart ? groupSide(own, inner) : groupBelow(own, inner)
    return grouped === undefined ? [] : [{ plan: { ...plan, [side]: grouped.plan }, saved: grouped.saved }]
  })
  return found.toSorted((a, b) => b.saved - a.saved)[0]
}

/** One group for all rows of a side that are alike in every column read above. */
function groupSide(side: PlanNode, { parts, keys, context }: Splitting): Grouped | undefined {
  const columns = columnsAmong(side, keys)
  if (columns.length === 0 || !columns.every(({ type }) => identicalWhenEqual(type))) return undefined
  if (columns.some(({ id }) => estimateDistinct(side, id) === null)) return undefined
  const grouped: Aggregate = {
    kind: 'aggregate',
    input: side,
    groups: columns.map(passThrough),
    aggregates: parts,
    groupingSets: null,
  }
  const [connection = ''] = connectionsOf(side)
  const saved = savedBy(side, grouped, connection, context)
  if (saved === undefined) return undefined
  return isRefused(asRemote(connection, grouped, context)) ? undefined : { plan: grouped, saved }
}

/** The nanoseconds that grouping early is believed to save; undefined where it is not worth it, or nobody knows. */
function savedBy(
  side: PlanNode,
  grouped: Aggregate,
  connection: string,
  { pushdown }: PushContext,
): number | undefined {
  const costs = pushdown.costs(connection)
  if (costs === undefined) return undefined
  const total = (plan: PlanNode): number | null => {
    const [made, sent, rows] = [sourceCost(plan, costs), sendCost(plan, costs), estimateRows(plan)]
    if (made === null || sent === null || rows === null) return null
    return made + sent + rows * (ENGINE.joinRow + ENGINE.groupRow + grouped.aggregates.length * ENGINE.expression)
  }
  const [early, late] = [total(grouped), total(side)]
  if (early === null || late === null || early >= late * CLEARLY_LESS || early >= late - WORTH_IT) return undefined
  return late - early
}
