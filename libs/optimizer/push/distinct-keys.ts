import type { Aggregate, ColumnId, Join, PlanNode, Project } from '#plan'
import { freeColumns } from '../expressions.ts'
import { columnsAmong, passThrough } from '../nodes.ts'
import { identicalWhenEqual } from '../raising.ts'
import { asRemote, isOpenRemote, isRefused, type PushContext } from './push-context.ts'

/**
 * A semi or anti join made here only asks which keys its right side has: the connection sends each once, if it can. A
 * refusal is nobody's loss but the wire's, so it is not written down.
 */
export function distinctKeys(join: Join, right: PlanNode, context: PushContext): PlanNode {
  const asksForKeys = join.type === 'semi' || join.type === 'anti'
  if (!asksForKeys || join.condition === null || !isOpenRemote(right) || isDistinct(right.plan)) return right
  const keys = columnsAmong(right, freeColumns(join.condition))
  if (keys.length === 0 || !keys.every(({ type }) => identicalWhenEqual(type))) return right
  const plan: Aggregate = {
    kind: 'aggregate',
    input: right.plan,
    groups: keys.map(passThrough),
    aggregates: [],
    groupingSets: null,
  }
  const answer = asRemote(right.connection, plan, context)
  return isRefused(answer) ? right : answer
}

/** True for rows that are grouped already and still have all their group columns. */
function isDistinct(plan: PlanNode): boolean {
  return groupColumns(plan) !== undefined
}

function groupColumns(plan: PlanNode): readonly ColumnId[] | undefined {
  switch (plan.kind) {
    case 'aggregate': {
      const ids = plan.groups.map(({ column }) => column.id)
      return ids.length > 0 && plan.groupingSets === null ? ids : undefined
    }
    case 'filter':
      return groupColumns(plan.input)
    case 'project': {
      const ids = groupColumns(plan.input)?.map((id) => nameOf(id, plan))
      return ids?.every((id) => id !== undefined) === true ? ids : undefined
    }
    default:
      return undefined
  }
}

function nameOf(id: ColumnId, { expressions }: Project): ColumnId | undefined {
  return expressions.find(({ expression }) => expression.kind === 'column' && expression.id === id)?.column.id
}
