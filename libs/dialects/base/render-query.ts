import { type Field, INT32 } from '#arrow'
import {
  type Expression,
  type Literal,
  outputColumns,
  type PlanNode,
  type Refusal,
  type RemoteQuery,
  type RenderedQuery,
  type StatementTemplate,
  type TablePart,
  writeStatement,
} from '#plan'
import type { Dialect } from './dialect.ts'
import { createPlanContext, enclose, type PlanContext, renderConjuncts, rendererFor } from './plan-context.ts'
import { orRefusal, Refused } from './refused.ts'
import { EMPTY_COLUMN, isOpen, type Relation, selectStatement } from './relation.ts'
import { renderNode } from './render-plan.ts'
import { renderSubquery } from './render-subquery.ts'
import type { Sql } from './sql.ts'

/**
 * The statement that makes a source run the whole plan with the engine's exact answer, or why it cannot. A plan that
 * wants rows and no columns gets one column named `one`. `prefilters` may be looser than said: the caller checks the
 * rows again.
 */
export function renderPlan(
  dialect: Dialect,
  plan: PlanNode,
  prefilters: readonly Expression[] = [],
): RenderedQuery | Refusal {
  return renderWith(dialect, plan, prefilters, noTable)
}

/** `renderPlan` of a plan whose filters wait for the keys of dynamic filters. */
export function renderTemplate(
  dialect: Dialect,
  plan: PlanNode,
  prefilters: readonly Expression[],
): StatementTemplate | Refusal {
  return orRefusal(() => ({
    placeholders: dialect.placeholders,
    pieces: statementOf(dialect, plan, prefilters, noTable),
  }))
}

/** `renderPlan` of a plan that reads one table once, for the rows of a part of it. */
export function renderPart(
  dialect: Dialect,
  plan: PlanNode,
  prefilters: readonly Expression[],
  part: TablePart,
): RenderedQuery | Refusal {
  return renderWith(dialect, plan, prefilters, noTable, part)
}

/** `renderPlan` over tables that hold the rows of RemoteQueries. */
export function renderOver(
  dialect: Dialect,
  plan: PlanNode,
  tableOf: (remote: RemoteQuery) => string,
): RenderedQuery | Refusal {
  return renderWith(dialect, plan, [], tableOf)
}

function renderWith(
  dialect: Dialect,
  plan: PlanNode,
  prefilters: readonly Expression[],
  tableOf: (remote: RemoteQuery) => string,
  part: TablePart | null = null,
): RenderedQuery | Refusal {
  return orRefusal(() => {
    const pieces = statementOf(dialect, plan, prefilters, tableOf, part).filter(isSettled)
    return { ...writeStatement(pieces, dialect.placeholders), fields: fieldsOf(plan) }
  })
}

function statementOf(
  dialect: Dialect,
  plan: PlanNode,
  prefilters: readonly Expression[],
  tableOf: (remote: RemoteQuery) => string,
  part: TablePart | null = null,
): Sql {
  const context = createPlanContext(dialect, { renderNode, renderSubquery }, tableOf, part)
  return selectStatement(withPrefilters(renderNode(plan, context), prefilters, context), dialect)
}

function noTable(): never {
  throw new Refused('CROSS_CONNECTION', 'rows of another connection')
}

/** @throws Refused where keys are still to come */
function isSettled(piece: Sql[number]): piece is string | Literal {
  if (typeof piece === 'string' || piece.kind === 'literal') return true
  throw new Refused('NODE_NOT_SUPPORTED', 'a filter whose keys are not known yet')
}

function withPrefilters(relation: Relation, prefilters: readonly Expression[], context: PlanContext): Relation {
  if (prefilters.length === 0) return relation
  const open = isOpen(relation) ? relation : enclose(relation, context)
  const { functions, prefilters: looser } = context.dialect
  const conjuncts = prefilters.flatMap((prefilter) => {
    const exact = orRefusal(() => renderConjuncts(prefilter, rendererFor(open.scope, context)))
    return 'refused' in exact
      ? renderConjuncts(prefilter, rendererFor(open.scope, context, { ...functions, ...looser }))
      : exact
  })
  return { ...open, where: [...open.where, ...conjuncts] }
}

function fieldsOf(plan: PlanNode): readonly Field[] {
  const columns = outputColumns(plan)
  if (columns.length === 0) return [{ name: EMPTY_COLUMN, type: INT32, nullable: false }]
  return columns.map(({ id, type, nullable }) => ({ name: id, type, nullable }))
}
