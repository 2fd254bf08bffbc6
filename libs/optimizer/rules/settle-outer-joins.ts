import {
  type ColumnId,
  childExpressions,
  type Expression,
  isNullable,
  type Join,
  mapChildren,
  mapExpression,
  type NamedExpression,
  outputColumns,
  type PlanNode,
  type SubqueryExpression,
  typeOf,
} from '#plan'
import { allOf, freeColumns, splitConjuncts, substitute } from '../expressions.ts'
import { isDisjoint, isWithin, union, without } from '../id-sets.ts'
import { exactly, filterOver, passThrough } from '../nodes.ts'
import { raises } from '../raising.ts'
import { nodeExpressions, outputIds, subqueriesIn, visitPlan } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * Subqueries, and columns of a query around, leave ON of outer joins: a condition on the side that may be missing
 * filters it, and what else reads one side only becomes a column of that side. The kernel can compute them nowhere else,
 * and a filter can become a join.
 */
export const settleOuterJoins: Rule = { name: 'settle-outer-joins', apply: settle }

function settle(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, settle)
  if (node.kind !== 'join' || node.condition === null) return node
  return node.type === 'left' || node.type === 'right' || node.type === 'full' ? settleJoin(node, node.condition) : node
}

/** A side of a join, and what is added to it. */
interface Side {
  readonly ids: ReadonlySet<ColumnId>
  readonly filters: Expression[]
  readonly columns: NamedExpression[]
}

function settleJoin(join: Join, condition: Expression): PlanNode {
  const left: Side = { ids: new Set(outputIds(join.left)), filters: [], columns: [] }
  const right: Side = { ids: new Set(outputIds(join.right)), filters: [], columns: [] }
  const own = union(left.ids, right.ids)
  const isSettled = (part: Expression): boolean => subqueriesIn(part).length === 0 && isWithin(freeColumns(part), own)
  const conjuncts = splitConjuncts(condition)
  if (conjuncts.every(isSettled)) return join

  /** The side whose rows may be missing comes first: what reads neither goes there. */
  const sides = join.type === 'right' ? [left, right] : [right, left]
  const [optional] = join.type === 'full' ? [] : sides
  const sideOf = (part: Expression): Side | undefined =>
    sides.find(({ ids }) => isDisjoint(freeColumns(part), without(own, ids)))
  const names = `${outputIds(join.left)[0]}_${outputIds(join.right)[0]}_s`
  const columnFor = (part: Expression): Expression => {
    const side = sideOf(part)
    if (side === undefined) return part
    const id = `${names}${left.columns.length + right.columns.length}`
    const column = { id, name: id, type: typeOf(part), nullable: isNullable(part) }
    side.columns.push({ column, expression: part })
    return { kind: 'column', id, type: column.type, nullable: column.nullable }
  }
  const rest = conjuncts.flatMap((conjunct) => {
    if (isSettled(conjunct)) return [conjunct]
    if (optional === undefined || sideOf(conjunct) !== optional || !isSafe(conjunct))
      return [lift(conjunct, own, columnFor)]
    optional.filters.push(conjunct)
    return []
  })
  const settled = {
    ...join,
    left: sideWith(join.left, left),
    right: sideWith(join.right, right),
    condition: allOf(rest),
  }
  return exactly(settled, outputColumns(join))
}

/** The conjunct over columns made of its subqueries and, where none is left, of the columns of a query around. */
function lift(
  conjunct: Expression,
  own: ReadonlySet<ColumnId>,
  columnFor: (part: Expression) => Expression,
): Expression {
  const around = new Map(
    allColumns(conjunct).flatMap((column): [ColumnId, Expression][] =>
      own.has(column.id) || subqueriesIn(conjunct).length > 0 ? [] : [[column.id, columnFor(column)]],
    ),
  )
  const columns = new Map(
    subqueriesIn(conjunct)
      .filter(isSafeSubquery)
      .map((subquery): [string, Expression] => [JSON.stringify(subquery), columnFor(subquery)]),
  )
  return mapExpression(substitute(conjunct, around), (part) =>
    part.kind === 'subquery' ? (columns.get(JSON.stringify(part)) ?? part) : part,
  )
}

function allColumns(expression: Expression): readonly Extract<Expression, { kind: 'column' }>[] {
  if (expression.kind === 'column') return [expression]
  return childExpressions(expression).flatMap(allColumns)
}

function sideWith(node: PlanNode, { filters, columns }: Side): PlanNode {
  const filtered = filterOver(node, filters)
  if (columns.length === 0) return filtered
  return { kind: 'project', input: filtered, expressions: [...outputColumns(node).map(passThrough), ...columns] }
}

/** True where it can be evaluated for rows that the join drops: nothing in it fails. */
function isSafe(expression: Expression): boolean {
  return !raises(
    mapExpression(expression, (part) =>
      part.kind === 'subquery' && isSafeSubquery(part)
        ? { kind: 'column', id: '', type: part.type, nullable: true }
        : part,
    ),
  )
}

function isSafeSubquery({ form, argument, plan }: SubqueryExpression): boolean {
  let safe = (form !== 'scalar' || hasOneRow(plan)) && (argument === null || isSafe(argument))
  visitPlan(plan, (node) => {
    const computed = nodeExpressions(node).flatMap((part) =>
      part.kind === 'aggregate' || part.kind === 'window' ? childExpressions(part) : [part],
    )
    safe &&= computed.every(isSafe)
  })
  return safe
}

/** True for a plan that is known to give no more than one row. */
function hasOneRow(plan: PlanNode): boolean {
  switch (plan.kind) {
    case 'project':
    case 'filter':
    case 'sort':
      return hasOneRow(plan.input)
    case 'limit':
      return plan.limit === 1 || hasOneRow(plan.input)
    case 'aggregate':
      return plan.groups.length === 0 && plan.groupingSets === null
    case 'values':
      return plan.rows.length <= 1
    default:
      return false
  }
}
