import { mapChildren, type PlanNode } from '#plan'
import { TRUE } from '../expressions.ts'
import { isDisjoint } from '../id-sets.ts'
import { freeColumnsOfPlan, outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

/** A lateral join whose right side reads nothing of the left is an ordinary join. */
export const unnestLateral: Rule = { name: 'unnest-lateral', apply: unnest }

function unnest(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, unnest)
  if (node.kind !== 'lateral_join') return node
  const { type, left, right, condition } = node
  if (!isDisjoint(freeColumnsOfPlan(right), new Set(outputIds(left)))) return node
  if (type === 'left') return { kind: 'join', type, left, right, condition: condition ?? TRUE }
  return { kind: 'join', type: condition === null ? 'cross' : 'inner', left, right, condition }
}
