import { BOOLEAN } from '#arrow'
import {
  type Expression,
  equal,
  isNullable,
  outputColumns,
  readsColumns,
  readsCommonTables,
  type SubqueryExpression,
} from '#plan'
import { enclose, type PlanContext, printsColumns, rendererFor } from './plan-context.ts'
import { Refused } from './refused.ts'
import { type Relation, selectStatement } from './relation.ts'
import { type Sql, sql } from './sql.ts'

/** A subquery as an expression; `positive` where only "true or not" matters. @throws Refused */
export function renderSubquery(expression: SubqueryExpression, context: PlanContext, positive: boolean): Sql {
  const inside = { ...context, correlated: context.correlated || isCorrelated(expression, context) }
  const relation = context.renderNode(expression.plan, inside)
  const not = expression.negated ? 'NOT ' : ''
  switch (expression.form) {
    case 'scalar':
      return sql`(${selectStatement(relation, context.dialect)})`
    case 'exists':
      return sql`(${not}EXISTS (${selectStatement(relation, context.dialect)}))`
    case 'in':
      return membership(expression, relation, context, positive)
    case 'any':
      return quantified(expression, argumentOf(expression), enclose(relation, context), context, positive)
  }
}

/** The condition of ANY may read the query around it in any place. */
function isCorrelated({ form, plan }: SubqueryExpression, { outer }: PlanContext): boolean {
  return form === 'any' || readsColumns(plan, new Set(outer.keys()))
}

function membership(expression: SubqueryExpression, plain: Relation, context: PlanContext, positive: boolean): Sql {
  // MySQL takes no LIMIT directly inside IN.
  const relation = plain.limit === null ? plain : enclose(plain, context)
  const argument = argumentOf(expression)
  const render = rendererFor(new Map(), context)
  context.dialect.checkKey(argument, render)
  const value = render.value(argument)
  const [column] = outputColumns(expression.plan)
  if (column !== undefined && isLost(value, expression, context)) {
    const condition = equal(argument, { kind: 'column', ...column })
    return quantified(expression, condition, enclose(relation, context), context, positive)
  }
  const statement = selectStatement(relation, context.dialect)
  return sql`(${value} ${expression.negated ? 'NOT ' : ''}IN (${statement}))`
}

/** Common tables computed for each row lose the value that IN takes from farther out than the query it stands in. */
function isLost(value: Sql, { plan }: SubqueryExpression, { dialect, around }: PlanContext): boolean {
  return dialect.commonTablesPerRow && printsColumns(value, around) && readsCommonTables(plan)
}

/** A row decides by EXISTS where NULL is as good as false; else the truth, the NULLs and the rest are told apart. */
function quantified(
  { negated }: SubqueryExpression,
  condition: Expression,
  rows: Relation,
  context: PlanContext,
  positive: boolean,
): Sql {
  const render = rendererFor(rows.scope, context)
  if (positive || !isNullable(condition)) {
    const matches = negated ? notFalse(condition) : condition
    const where = [{ sql: render.predicate(matches), raises: false }]
    const statement = selectStatement({ ...rows, outputs: [], where }, context.dialect)
    return sql`(${negated ? 'NOT ' : ''}EXISTS (${statement}))`
  }
  const printed = render.value(condition)
  const unknown = context.dialect.literal({ kind: 'literal', value: null, type: BOOLEAN })
  const answer = sql`CASE WHEN bool_or(${printed}) THEN ${negated ? 'FALSE' : 'TRUE'} WHEN bool_or(${printed} IS NULL) THEN ${unknown} ELSE ${negated ? 'TRUE' : 'FALSE'} END`
  if (context.dialect.functions.bool_or === undefined) {
    throw new Refused('NODE_NOT_SUPPORTED', 'a comparison with ANY or ALL rows of a subquery, where NULL is not false')
  }
  return sql`(SELECT ${answer} FROM ${rows.from ?? ''})`
}

function argumentOf({ argument }: SubqueryExpression): Expression {
  if (argument === null) throw new Refused('NODE_NOT_SUPPORTED', 'a comparison with a subquery without its left side')
  return argument
}

function notFalse(condition: Expression): Expression {
  return { kind: 'call', function: 'is_not_false', arguments: [condition], type: BOOLEAN, nullable: false }
}
