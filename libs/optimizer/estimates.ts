import { unreachable } from '#core'
import type { Aggregate, Expression, Join, PlanNode } from '#plan'
import { equalitySides, splitConjuncts } from './expressions.ts'

/** The rows a plan is believed to give, or null when a table it depends on has no estimate. Never negative. */
export function estimateRows(node: PlanNode): number | null {
  const rows = estimate(node)
  return rows === null ? null : Math.max(0, Math.round(rows))
}

function estimate(node: PlanNode): number | null {
  switch (node.kind) {
    case 'scan':
      return node.estimatedRows
    case 'values':
      return node.rows.length
    case 'cte_reference':
    case 'table_function':
      return null
    case 'filter':
      return scaled(estimate(node.input), selectivity(node.predicate))
    case 'project':
    case 'window':
    case 'sort':
      return estimate(node.input)
    case 'limit':
      return limited(estimate(node.input), node.limit, node.offset)
    case 'aggregate':
      return estimateGroups(node)
    case 'join':
      return estimateJoin(node)
    case 'set_operation': {
      const left = estimate(node.left)
      const right = estimate(node.right)
      if (node.operation !== 'union') return left
      return left === null || right === null ? null : left + right
    }
    case 'lateral_join':
      return estimate(node.left)
    case 'with':
    case 'recursive_with':
      return estimate(node.body)
    case 'remote_query':
      return node.prefilters.reduce<number | null>(
        (rows, prefilter) => scaled(rows, selectivity(prefilter)),
        estimate(node.plan),
      )
    default:
      return unreachable(node)
  }
}

function scaled(rows: number | null, factor: number): number | null {
  return rows === null ? null : rows * factor
}

function limited(rows: number | null, limit: number | null, offset: number): number | null {
  const left = rows === null ? null : Math.max(0, rows - offset)
  if (limit === null) return left
  return left === null ? limit : Math.min(left, limit)
}

/** Without statistics of values, a grouping is taken to make one row of ten. */
function estimateGroups(node: Aggregate): number | null {
  if (node.groups.length === 0 && node.groupingSets === null) return 1
  const rows = estimate(node.input)
  return rows === null ? null : Math.max(Math.min(rows, 1), rows / 10)
}

/** A join by key is taken to be many-to-one: as many rows as the larger side. */
function estimateJoin(join: Join): number | null {
  const left = estimate(join.left)
  const right = estimate(join.right)
  if (join.type === 'semi' || join.type === 'anti') return scaled(left, 0.5)
  if (left === null || right === null) return null
  const conjuncts = join.condition === null ? [] : splitConjuncts(join.condition)
  const byKey = conjuncts.some((conjunct) => equalitySides(conjunct) !== undefined)
  const matched = byKey ? Math.max(left, right) : left * right * (join.condition === null ? 1 : 1 / 3)
  switch (join.type) {
    case 'inner':
    case 'cross':
      return matched
    case 'left':
      return Math.max(left, matched)
    case 'right':
      return Math.max(right, matched)
    case 'full':
      return Math.max(left + right, matched)
    default:
      return unreachable(join.type)
  }
}

/** The share of rows a predicate keeps, by its form alone; System R's guesses (Selinger et al. 1979). */
export function selectivity(predicate: Expression): number {
  if (predicate.kind === 'literal') return predicate.value === 'true' ? 1 : 0
  if (predicate.kind === 'in') {
    const kept = Math.min(0.5, predicate.items.length * 0.1)
    return predicate.negated ? 1 - kept : kept
  }
  if (predicate.kind !== 'call') return 1 / 3
  const parts = predicate.arguments.map(selectivity)
  switch (predicate.function) {
    case 'and':
      return parts.reduce((product, part) => product * part, 1)
    case 'or':
      return 1 - parts.reduce((product, part) => product * (1 - part), 1)
    case 'not':
      return 1 - (parts[0] ?? 0)
    case 'eq':
    case 'is_null':
      return 0.1
    case 'ne':
    case 'is_not_null':
      return 0.9
    default:
      return 1 / 3
  }
}
