import { type CteReference, outputColumns, type SetOperation, type With } from '#plan'
import type { ScopeEntry } from './dialect.ts'
import { type PlanContext, rendererFor } from './plan-context.ts'
import { Refused } from './refused.ts'
import { derivedScope, plainEntry, type Relation, relationOver, selectStatement, visible } from './relation.ts'
import { joinSql, raw, type Sql, sql } from './sql.ts'

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
  return relationOver(sql`(${joinSql(statements, ` ${operator} `)}) AS ${alias}`, scope)
}

/** A common table in front of the body that uses it. @throws Refused */
export function renderWith(node: With, context: PlanContext): Relation {
  const definition = context.renderNode(node.definition, context)
  const table = context.nextAlias('w')
  const commonTables = new Map(context.commonTables).set(node.name, { table, relation: definition })
  const body = context.renderNode(node.body, { ...context, commonTables })
  const statement = selectStatement(definition, context.dialect)
  const own = sql`${table} AS${context.dialect.materialized} (${statement})`
  const rest = body.with.length === 0 ? raw(' ') : sql`, ${withoutKeyword(body.with)}`
  return { ...body, with: sql`WITH ${own}${rest}` }
}

function withoutKeyword(prefix: Sql): Sql {
  const [first, ...rest] = prefix
  return typeof first === 'string' ? [first.replace(/^WITH /, ''), ...rest] : prefix
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
