import { unreachable } from '#core'
import type { PlanNode } from '#plan'

/** The most rows a plan can give, as far as its form tells. */
export function mostRows(plan: PlanNode): number {
  switch (plan.kind) {
    case 'values':
      return plan.rows.length
    case 'filter':
    case 'project':
    case 'window':
    case 'sort':
      return mostRows(plan.input)
    case 'aggregate':
      if (plan.groups.length === 0) return plan.groupingSets?.length ?? 1
      return mostRows(plan.input) * (plan.groupingSets?.length ?? 1)
    case 'limit':
      return Math.min(plan.limit ?? Number.POSITIVE_INFINITY, mostRows(plan.input))
    case 'with':
    case 'recursive_with':
      return mostRows(plan.body)
    case 'lateral_join':
      return mostRows(plan.left) * Math.max(mostRows(plan.right), 1)
    case 'join':
      if (plan.type === 'semi' || plan.type === 'anti') return mostRows(plan.left)
      return Math.max(mostRows(plan.left), 1) * Math.max(mostRows(plan.right), 1)
    case 'set_operation':
      return plan.operation === 'union' ? mostRows(plan.left) + mostRows(plan.right) : mostRows(plan.left)
    case 'scan':
    case 'table_function':
    case 'cte_reference':
    case 'remote_query':
      return Number.POSITIVE_INFINITY
    default:
      return unreachable(plan)
  }
}
