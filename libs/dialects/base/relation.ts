import type { ColumnId, Expression } from '#plan'
import type { Dialect, ExpressionRenderer, Scope, ScopeEntry } from './dialect.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from './sql.ts'

/** A condition of WHERE. */
export interface Conjunct {
  readonly sql: Sql
  readonly raises: boolean
}

/** One SELECT under construction. Nodes above add to it while that is legal, else it becomes a derived table. */
export interface Relation {
  /** `WITH ... ` in front, or nothing. */
  readonly with: Sql
  /** What follows FROM; null for a row without a table. */
  readonly from: Sql | null
  /** True when `from` is a join, which needs parentheses on the right of another. */
  readonly joined: boolean
  readonly where: readonly Conjunct[]
  readonly groupBy: Sql
  readonly having: Sql
  readonly orderBy: readonly Sql[]
  readonly limit: { readonly limit: number | null; readonly offset: number } | null
  /** What the SELECT already does: plain rows can still be filtered, joined and grouped. */
  readonly stage: 'rows' | 'grouped' | 'windowed'
  readonly scope: Scope
  /** The columns it produces, in order. */
  readonly outputs: readonly ColumnId[]
}

/** The name a statement gives its column when the plan wants rows and no column. */
export const EMPTY_COLUMN = 'one'

const EMPTY: Omit<Relation, 'from' | 'scope' | 'outputs'> = {
  with: NOTHING,
  joined: false,
  where: [],
  groupBy: NOTHING,
  having: NOTHING,
  orderBy: [],
  limit: null,
  stage: 'rows',
}

/** A SELECT over one item of FROM. */
export function relationOver(from: Sql | null, scope: Scope): Relation {
  return { ...EMPTY, from, scope, outputs: [...scope.keys()] }
}

/** The relation as a SELECT statement; each output is printed under its id, or under the name `names` gives it. */
export function selectStatement(
  relation: Relation,
  dialect: Dialect,
  names: (index: number, id: ColumnId) => string = (_index, id) => id,
): Sql {
  const { with: prefix, from, orderBy, limit } = relation
  const columns = relation.outputs.map(
    (id, index) => sql`${visible(relation.scope, id).sql} AS ${dialect.quoteName(names(index, id))}`,
  )
  const list = columns.length === 0 ? raw(`1 AS ${dialect.quoteName(EMPTY_COLUMN)}`) : joinSql(columns, ', ')
  const parts: Sql[] = [sql`SELECT ${list}`]
  if (from !== null) parts.push(sql`FROM ${from}`)
  if (relation.where.length > 0) parts.push(sql`WHERE ${whereText(relation.where)}`)
  if (relation.groupBy.length > 0) parts.push(sql`GROUP BY ${relation.groupBy}`)
  if (relation.having.length > 0) parts.push(sql`HAVING ${relation.having}`)
  if (orderBy.length > 0) parts.push(sql`ORDER BY ${joinSql(orderBy, ', ')}`)
  if (limit !== null) parts.push(raw(dialect.limit(limit.limit, limit.offset)))
  return sql`${prefix}${joinSql(parts, ' ')}`
}

/** The conditions joined by AND; those that can raise are evaluated only where all before them are true. */
export function whereText(conjuncts: readonly Conjunct[]): Sql {
  const safe = conjuncts.filter((conjunct) => !conjunct.raises).map((conjunct) => conjunct.sql)
  const raising = conjuncts.filter((conjunct) => conjunct.raises).map((conjunct) => conjunct.sql)
  const [first, ...others] = [...(safe.length === 0 ? [] : [joinSql(safe, ' AND ')]), ...raising]
  if (first === undefined) return raw('TRUE')
  if (raising.length === 0 || others.length === 0) return first
  const last = [first, ...others].reduceRight((then, when) => sql`CASE WHEN ${when} THEN ${then} ELSE FALSE END`)
  return safe.length === 0 ? last : sql`${joinSql(safe, ' AND ')} AND ${last}`
}

/** The relation as a derived table, its outputs bare columns again. Order without LIMIT means nothing inside, and goes. */
export function derive(relation: Relation, dialect: Dialect, alias: string): Relation {
  const inner = relation.limit === null ? { ...relation, orderBy: [] } : relation
  const from = sql`(${selectStatement(inner, dialect)}) AS ${alias}`
  return relationOver(from, derivedScope(relation, dialect, alias))
}

/** The outputs of a relation as the columns of a derived table or CTE. */
export function derivedScope(relation: Relation, dialect: Dialect, alias: string): Scope {
  return new Map(relation.outputs.map((id) => [id, derivedEntry(visible(relation.scope, id), dialect, alias, id)]))
}

/** An entry as the column `name` of a derived table. */
export function derivedEntry(entry: ScopeEntry, dialect: Dialect, alias: string, name: string): ScopeEntry {
  return { ...entry, sql: raw(`${alias}.${dialect.quoteName(name)}`), native: null, simple: true }
}

/** A column of a table whose values are of the plan's type already. */
export function plainEntry(text: Sql): ScopeEntry {
  return { sql: text, native: null, simple: true, raises: false, column: null, opaque: false }
}

/** The entry of a projected expression: a bare column stays what it is. */
export function computed(expression: Expression, render: ExpressionRenderer): ScopeEntry {
  const entry = render.entry(expression)
  if (entry !== undefined) return entry
  return {
    sql: render.value(expression),
    native: null,
    simple: false,
    raises: render.mayRaise(expression),
    column: null,
    opaque: false,
  }
}

/** True when other nodes can still filter, join or group its rows in place. */
export function isOpen(relation: Relation): boolean {
  return relation.stage === 'rows' && relation.limit === null
}

/** The entry of a column the relation is known to have. */
export function visible(scope: Scope, id: ColumnId): ScopeEntry {
  const entry = scope.get(id)
  if (entry === undefined) throw new Error(`Column ${id} is not visible.`)
  return entry
}
