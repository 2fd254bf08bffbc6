import {
  type Expression,
  type PlanNode,
  type RemoteQuery,
  readsColumns,
  readsCommonTables,
  type SubqueryExpression,
  type TablePart,
} from '#plan'
import type { Dialect, ExpressionRenderer, FunctionTable, Scope, ScopeEntry } from './dialect.ts'
import { Refused } from './refused.ts'
import { type Conjunct, derive, type Relation } from './relation.ts'
import { createRenderer } from './render-expression.ts'
import { NOTHING, type Sql } from './sql.ts'

interface CommonTable {
  readonly table: string
  readonly relation: Relation
}

/** What the rendering of one statement carries down the plan. */
export interface PlanContext {
  readonly dialect: Dialect
  /** A table alias no other part of the statement uses. */
  nextAlias(prefix: string): string
  /** The table a RemoteQuery's rows are in. @throws Refused where there are none */
  tableOf(remote: RemoteQuery): string
  /** The part that is read of the one table of the plan; null for all of it. */
  readonly part: TablePart | null
  readonly commonTables: Map<string, CommonTable>
  /** The columns of the queries around a subquery. */
  readonly outer: Scope
  /** Those of them that are not of the query the subquery stands in. */
  readonly around: Scope
  /** True inside a subquery that reads a query around it. */
  readonly correlated: boolean
  /** Prints a plan inside this one. @throws Refused */
  renderNode(node: PlanNode, context: PlanContext): Relation
  /** Prints a subquery in an expression; `positive` where only "true or not" matters. @throws Refused */
  renderSubquery(expression: SubqueryExpression, context: PlanContext, positive: boolean): Sql
}

/** A context for one statement. */
export function createPlanContext(
  dialect: Dialect,
  printers: Pick<PlanContext, 'renderNode' | 'renderSubquery'>,
  tableOf: PlanContext['tableOf'],
  part: TablePart | null = null,
): PlanContext {
  let aliases = 0
  return {
    dialect,
    nextAlias: (prefix) => `${prefix}${aliases++}`,
    tableOf,
    part,
    commonTables: new Map(),
    outer: new Map(),
    around: new Map(),
    correlated: false,
    ...printers,
  }
}

/** The expressions' renderer over a relation's columns. */
export function rendererFor(
  scope: Scope,
  context: PlanContext,
  functions: FunctionTable = context.dialect.functions,
): ExpressionRenderer {
  const whole: Scope = context.outer.size === 0 ? scope : new Map([...context.outer, ...scope])
  return createRenderer({
    dialect: context.dialect,
    functions,
    scope: whole,
    isOuter: (id) => isOuter(whole.get(id), context.outer),
    subquery: (expression, outer, positive) =>
      context.renderSubquery(expression, { ...context, outer, around: context.outer }, positive),
  })
}

/** A projected outer column has an id of its own, and is the same entry still. */
function isOuter(entry: ScopeEntry | undefined, outer: Scope): boolean {
  return entry !== undefined && [...outer.values()].includes(entry)
}

/** The relation as a derived table under a fresh alias. @throws Refused */
export function enclose(relation: Relation, context: PlanContext): Relation {
  const derived = derive(relation, context.dialect, context.nextAlias('t'))
  checkFrom(derived.from ?? NOTHING, context)
  return derived
}

/** Passes when a subquery of FROM or WITH can be said where it stands. @throws Refused for one that reads a query around */
export function checkFrom(statement: Sql, { dialect, outer }: PlanContext): void {
  if (dialect.correlatesFrom || !printsColumns(statement, outer)) return
  throw new Refused('NODE_NOT_SUPPORTED', 'a subquery of FROM that reads the query around it')
}

/** True when a text reads a table of the scope, also under another column's id. */
export function printsColumns(text: Sql, scope: Scope): boolean {
  if (scope.size === 0) return false
  const tables = new Set([...scope.values()].flatMap((entry) => tableAliases(entry.sql)))
  return tableAliases(text).some((alias) => tables.has(alias))
}

function tableAliases(text: Sql): readonly string[] {
  const texts = text.filter((piece) => typeof piece === 'string').join(' ')
  return texts.match(TABLE_ALIAS) ?? []
}

/** The alias of a table before a column's name. */
const TABLE_ALIAS = /\b[a-z]\d+(?=\.)/g

/** True for a node that is computed for each row of a query around it. */
export function isPerRow(node: PlanNode, { dialect, outer, correlated }: PlanContext): boolean {
  if (correlated && dialect.commonTablesPerRow && readsCommonTables(node)) return true
  return readsColumns(node, new Set(outer.keys()))
}

/** The conjuncts of a predicate, printed as conditions of WHERE. @throws Refused */
export function renderConjuncts(predicate: Expression, render: ExpressionRenderer): readonly Conjunct[] {
  const guards = new Map<string, Conjunct>()
  const conditions = conjunctsOf(predicate).map((conjunct) => {
    const guarded = render.dialect.guardedCondition?.(conjunct, render)
    for (const guard of guarded?.guards ?? []) guards.set(JSON.stringify(guard), { sql: guard, raises: false })
    const raises = render.dialect.guardsOrder && render.mayRaise(conjunct)
    return { sql: guarded?.condition ?? render.predicate(conjunct), raises }
  })
  return [...conditions, ...guards.values()]
}

function conjunctsOf(predicate: Expression): readonly Expression[] {
  if (predicate.kind !== 'call' || predicate.function !== 'and') return [predicate]
  return predicate.arguments.flatMap(conjunctsOf)
}
