import { type LateralJoin, outputColumns, type PlanNode, type TableFunction } from '#plan'
import type { ScopeEntry } from './dialect.ts'
import { enclose, type PlanContext, rendererFor } from './plan-context.ts'
import { isOpen, plainEntry, type Relation, relationOver } from './relation.ts'
import { NOTHING, sql } from './sql.ts'

/** A join whose right side reads columns of the left. @throws Refused */
export function renderLateralJoin(node: LateralJoin, leftInput: Relation, context: PlanContext): Relation {
  const left = asLeftItem(leftInput, context)
  const outer = new Map([...context.outer, ...left.scope])
  const right = enclose(context.renderNode(matching(node), { ...context, outer, correlated: true }), context)
  const scope = new Map([...left.scope, ...right.scope])
  const item = sql`LATERAL ${right.from ?? NOTHING}`
  const join = node.type === 'inner' ? sql`CROSS JOIN ${item}` : sql`LEFT JOIN ${item} ON TRUE`
  return {
    ...relationOver(sql`${left.from ?? NOTHING} ${join}`, scope),
    joined: true,
    where: left.where,
    outputs: [...left.outputs, ...right.outputs],
  }
}

/** The right side without the rows that the condition, which sees the left side there as well, does not let through. */
function matching({ right, condition }: LateralJoin): PlanNode {
  return condition === null ? right : { kind: 'filter', input: right, predicate: condition }
}

/** In place where it is no more than tables and conditions: what is computed would be computed again on the right. */
function asLeftItem(relation: Relation, context: PlanContext): Relation {
  const inPlace =
    isOpen(relation) &&
    relation.from !== null &&
    relation.with.length === 0 &&
    [...relation.scope.values()].every((entry: ScopeEntry) => entry.simple)
  return inPlace ? { ...relation, orderBy: [] } : enclose(relation, context)
}

/** The rows functions make. @throws Refused */
export function renderTableFunction(node: TableFunction, context: PlanContext): Relation {
  const { from, values } = context.dialect.tableFunction(node, context.nextAlias('t'), rendererFor(new Map(), context))
  const entries = outputColumns(node).map(({ id }, index): [string, ScopeEntry] => {
    return [id, { ...plainEntry(values[index] ?? NOTHING), simple: false }]
  })
  return relationOver(from, new Map(entries))
}
