import { type Expression, outputColumns, type PlanNode, readsColumns } from '#plan'
import type { JoinKind } from '../query-request.ts'
import type { Binding } from './binding.ts'
import type { Ctes, Relation, Scope, ScopeColumn } from './scope.ts'
import { refuseDrawn } from './volatile-calls.ts'

/** A part of FROM: its plan and the names it makes visible. */
export interface FromItem {
  readonly plan: PlanNode
  readonly relations: readonly Relation[]
  readonly visible: readonly ScopeColumn[]
}

/** The two sides of a join. */
export interface Sides {
  readonly left: FromItem
  readonly right: FromItem
}

interface Surroundings {
  readonly binding: Binding
  readonly outer: Scope | null
  readonly ctes: Ctes
}

/** The join of two items; its condition sees the names of both, not yet made nullable by the join. */
export function joinItems(
  around: Surroundings,
  type: JoinKind,
  left: FromItem,
  right: FromItem,
  place: object,
  conditionOver: (scope: Scope) => Expression | null,
): FromItem {
  around.binding.faults.attempt(
    () => refuseSameNames(around.binding, left.relations, right.relations, place),
    () => undefined,
  )
  const relations = [...left.relations, ...right.relations]
  const visible = [...left.visible, ...right.visible]
  const condition = around.binding.faults.attempt(
    () => conditionOver({ relations, visible, parent: around.outer, ctes: around.ctes }),
    () => null,
  )
  const plan = joinPlan(around.binding, type, left.plan, right.plan, condition, place)
  const sides = extended(type, { left, right })
  return {
    plan,
    relations: [...sides.left.relations, ...sides.right.relations],
    visible: [...sides.left.visible, ...sides.right.visible],
  }
}

/** A join, lateral where the right side reads columns of the left. @throws ValidationError 42P10 where it cannot be */
function joinPlan(
  binding: Binding,
  type: JoinKind,
  left: PlanNode,
  right: PlanNode,
  condition: Expression | null,
  place: object,
): PlanNode {
  const isLateral = readsColumns(right, new Set(outputColumns(left).map(({ id }) => id)))
  if (!isLateral) return { kind: 'join', type, left, right, condition }
  refuseDrawn(binding, right, 'a lateral subquery that reads the tables beside it', place)
  if (type !== 'right' && type !== 'full') {
    return { kind: 'lateral_join', type: type === 'left' ? 'left' : 'inner', left, right, condition }
  }
  const message = 'A lateral item can read columns of the left side only in an inner or left join.'
  throw binding.error('VALIDATION_ERROR', message, '42P10', place)
}

/** The sides as they are above an outer join: the one that may be missing is nullable. */
export function extended(type: JoinKind, { left, right }: Sides): Sides {
  return {
    left: type === 'right' || type === 'full' ? asNullable(left) : left,
    right: type === 'left' || type === 'full' ? asNullable(right) : right,
  }
}

function asNullable(item: FromItem): FromItem {
  const relations = item.relations.map((relation) => ({ ...relation, columns: relation.columns.map(nullableColumn) }))
  return { plan: item.plan, relations, visible: item.visible.map(nullableColumn) }
}

function nullableColumn(column: ScopeColumn): ScopeColumn {
  return { ...column, expression: nullableExpression(column.expression) }
}

/** Columns, and what USING makes of them: coalesce and casts. */
function nullableExpression(expression: Expression): Expression {
  switch (expression.kind) {
    case 'column':
      return { ...expression, nullable: true }
    case 'call':
      return { ...expression, arguments: expression.arguments.map(nullableExpression), nullable: true }
    case 'cast':
      return { ...expression, argument: nullableExpression(expression.argument) }
    default:
      return expression
  }
}

/**
 * Two tables of one name are refused, but for tables of different sources written without an alias.
 * @throws ValidationError AMBIGUOUS_NAME 42712
 */
export function refuseSameNames(
  binding: Binding,
  left: readonly Relation[],
  right: readonly Relation[],
  place: object,
): void {
  for (const { names } of right) {
    const [name] = names
    const same = left.some((relation) => relation.names[0] === name && relation.names.at(-1) === names.at(-1))
    if (name === undefined || !same) continue
    const message = `The table name "${name}" is specified more than once; give one of them an alias.`
    throw binding.error('AMBIGUOUS_NAME', message, '42712', place)
  }
}
