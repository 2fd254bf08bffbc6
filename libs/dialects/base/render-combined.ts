import { type CteReference, outputColumns, type RecursiveWith, type SetOperation, type With } from '#plan'
import type { ScopeEntry } from './dialect.ts'
import { checkFrom, type PlanContext, rendererFor } from './plan-context.ts'
import { Refused } from './refused.ts'
import { derivedScope, plainEntry, type Relation, relationOver, selectStatement, visible } from './relation.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from './sql.ts'

/** UNION, INTERSECT or EXCEPT as a derived table. @throws Refused */
export function renderSetOperation(node: SetOperation, context: PlanContext): Relation {
  const { dialect } = context
  const sides = [node.left, node.right].map((side) => {
    const relation = context.renderNode(side, context)
    if (!node.all || node.operation !== 'union') {
      const render = rendererFor(relation.scope, context)
      for (const column of outputColumns(side)) dialect.checkKey({ kind: 'column', ...column }, render)
    }
    return relation
  })
  const statements = sides.map(
    (relation) => sql`(${selectStatement(relation, dialect, (index, id) => node.columns[index]?.id ?? id)})`,
  )
  const operator = `${node.operation.toUpperCase()}${node.all ? ' ALL' : ''}`
  const alias = context.nextAlias('t')
  const scope = new Map(
    node.columns.map(({ id }, index): [string, ScopeEntry] => {
      const entries = sides.map((side) => visible(side.scope, side.outputs[index] ?? ''))
      if (entries.some((entry) => entry.opaque)) {
        throw new Refused('TYPE_NOT_EXACT', `${operator} over column ${id}`)
      }
      const raises = entries.some((entry) => entry.raises)
      return [id, { ...plainEntry(raw(`${alias}.${dialect.quoteName(id)}`)), raises }]
    }),
  )
  const rows = joinSql(statements, ` ${operator} `)
  checkFrom(rows, context)
  return relationOver(sql`(${rows}) AS ${alias}`, scope)
}

/** A common table in front of the body that uses it. @throws Refused */
export function renderWith(node: With, context: PlanContext): Relation {
  const definition = context.renderNode(node.definition, context)
  const table = context.nextAlias('w')
  const commonTables = new Map(context.commonTables).set(node.name, { table, relation: definition })
  const body = context.renderNode(node.body, { ...context, commonTables })
  const statement = selectStatement(definition, context.dialect)
  checkFrom(statement, context)
  return inFront(sql`${table} AS${context.dialect.materialized} (${statement})`, 'WITH', body)
}

/** A common table that reads itself, in front of the body that uses it. @throws Refused */
export function renderRecursiveWith(node: RecursiveWith, context: PlanContext): Relation {
  const { dialect } = context
  const table = context.nextAlias('w')
  const columns = node.columns.map(({ id }): [string, ScopeEntry] => [id, plainEntry(raw(dialect.quoteName(id)))])
  const relation = relationOver(null, new Map(columns))
  const inside = { ...context, commonTables: new Map(context.commonTables).set(node.name, { table, relation }) }
  const [base, step] = [context.renderNode(node.base, context), context.renderNode(node.step, inside)]
  if (!node.all) {
    for (const side of [node.base, node.step]) {
      const render = rendererFor(side === node.base ? base.scope : step.scope, context)
      for (const column of outputColumns(side)) dialect.checkKey({ kind: 'column', ...column }, render)
    }
  }
  const [first, rounds] = [base, step].map(
    (side) => sql`(${selectStatement(side, dialect, (index, id) => node.columns[index]?.id ?? id)})`,
  )
  const rows = sql`${first ?? NOTHING} UNION${node.all ? ' ALL' : ''} ${rounds ?? NOTHING}`
  const names = node.columns.map(({ id }) => dialect.quoteName(id)).join(', ')
  return inFront(sql`${table}(${names}) AS (${rows})`, 'WITH RECURSIVE', context.renderNode(node.body, inside))
}

/** One WITH for all common tables; RECURSIVE stands after it once for all. */
function inFront(own: Sql, keyword: 'WITH' | 'WITH RECURSIVE', body: Relation): Relation {
  const [first, ...rest] = body.with
  if (typeof first !== 'string') return { ...body, with: [`${keyword} `, ...own, ' '] }
  const others: Sql = [first.replace(/^WITH (RECURSIVE )?/, ''), ...rest]
  const all = first.startsWith('WITH RECURSIVE ') ? 'WITH RECURSIVE' : keyword
  return { ...body, with: [`${all} `, ...own, ', ', ...others] }
}

/** The rows of a common table. @throws Refused */
export function renderCteReference(node: CteReference, context: PlanContext): Relation {
  const common = context.commonTables.get(node.name)
  if (common === undefined) throw new Refused('NODE_NOT_SUPPORTED', `WITH ${node.name}, which is defined elsewhere`)
  const alias = context.nextAlias('t')
  const columns = [...derivedScope(common.relation, context.dialect, alias).values()]
  const scope = new Map(
    node.columns.flatMap(({ id }, index): [string, ScopeEntry][] => {
      const entry = columns[index]
      return entry === undefined ? [] : [[id, entry]]
    }),
  )
  return relationOver(raw(`${common.table} AS ${alias}`), scope)
}
