import { unreachable } from '#core'
import type { ColumnId } from './column-id.ts'
import type { Expression, SortKey, SubqueryExpression } from './expression.ts'
import { outputColumns } from './node-columns.ts'

/** The expressions directly inside one expression; a subquery's plan is not entered. */
export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return []
    case 'call':
      return expression.arguments
    case 'cast':
      return [expression.argument]
    case 'case':
      return [...expression.branches.flatMap((branch) => [branch.when, branch.then]), expression.otherwise]
    case 'in':
      return [expression.argument, ...expression.items]
    case 'aggregate':
      return [...expression.arguments, ...orNothing(expression.filter), ...sortExpressions(expression.orderBy)]
    case 'window':
      return [
        ...expression.arguments,
        ...orNothing(expression.filter),
        ...expression.partitionBy,
        ...sortExpressions(expression.orderBy),
      ]
    case 'subquery':
      return orNothing(expression.argument)
    default:
      return unreachable(expression)
  }
}

/** The expression rebuilt bottom-up, every part replaced by `map(part)`; a subquery's plan is not entered. */
export function mapExpression(expression: Expression, map: (part: Expression) => Expression): Expression {
  const deep = (part: Expression): Expression => mapExpression(part, map)
  const deepKeys = (keys: readonly SortKey[]): SortKey[] =>
    keys.map((key) => ({ ...key, expression: deep(key.expression) }))
  const deepOrNull = (part: Expression | null): Expression | null => (part === null ? null : deep(part))
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return map(expression)
    case 'call':
      return map({ ...expression, arguments: expression.arguments.map(deep) })
    case 'cast':
      return map({ ...expression, argument: deep(expression.argument) })
    case 'case':
      return map({
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({ when: deep(when), then: deep(then) })),
        otherwise: deep(expression.otherwise),
      })
    case 'in':
      return map({ ...expression, argument: deep(expression.argument), items: expression.items.map(deep) })
    case 'aggregate':
      return map({
        ...expression,
        arguments: expression.arguments.map(deep),
        filter: deepOrNull(expression.filter),
        orderBy: deepKeys(expression.orderBy),
      })
    case 'window':
      return map({
        ...expression,
        arguments: expression.arguments.map(deep),
        filter: deepOrNull(expression.filter),
        partitionBy: expression.partitionBy.map(deep),
        orderBy: deepKeys(expression.orderBy),
      })
    case 'subquery':
      return map({ ...expression, argument: deepOrNull(expression.argument) })
    default:
      return unreachable(expression)
  }
}

/** True when a subquery stands anywhere in the expression. */
export function hasSubquery(expression: Expression): boolean {
  return expression.kind === 'subquery' || childExpressions(expression).some(hasSubquery)
}

/** The ids of all columns an expression reads; a subquery's plan is not entered. */
export function columnsOf(expression: Expression): ReadonlySet<ColumnId> {
  const ids = new Set<ColumnId>()
  const visit = (part: Expression): void => {
    if (part.kind === 'column') ids.add(part.id)
    if (part.kind === 'subquery') for (const id of argumentColumns(part, columnsOf)) ids.add(id)
    else for (const child of childExpressions(part)) visit(child)
  }
  visit(expression)
  return ids
}

/** The columns that the argument of a subquery takes from the query around it: the condition of ANY reads others too. */
export function argumentColumns(
  { form, argument, plan }: SubqueryExpression,
  columnsIn: (expression: Expression) => ReadonlySet<ColumnId>,
): ReadonlySet<ColumnId> {
  const ids = new Set(argument === null ? [] : columnsIn(argument))
  if (form === 'any') for (const { id } of outputColumns(plan)) ids.delete(id)
  return ids
}

function orNothing(expression: Expression | null): readonly Expression[] {
  return expression === null ? [] : [expression]
}

function sortExpressions(keys: readonly SortKey[]): readonly Expression[] {
  return keys.map((key) => key.expression)
}
