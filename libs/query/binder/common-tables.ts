import type { OutputColumn, PlanNode } from '#plan'
import type { CommonTable } from '../query-request.ts'
import type { Surroundings } from './from.ts'
import { orderByPosition } from './input-order.ts'
import type { BoundTable, Cte, Ctes } from './scope.ts'

/** The WITH tables of a query: the names its body sees, and what puts their definitions above the body's plan. */
export interface CommonTables {
  readonly ctes: Ctes
  /** Wraps the plan in a With for each table that was used. */
  define(body: PlanNode): PlanNode
}

/** Binds WITH; each table sees those before it. @throws ValidationError UNSUPPORTED for a recursive one */
export function bindCommonTables(around: Surroundings, tables: readonly CommonTable[]): CommonTables {
  const ctes = new Map(around.ctes)
  const bound: { readonly name: string; readonly definition: PlanNode; uses: number }[] = []
  const names = new Set<string>()
  for (const table of tables) {
    if (names.has(table.name)) {
      const message = `The WITH name "${table.name}" is specified more than once.`
      throw around.binding.error('AMBIGUOUS_NAME', message, '42712', table)
    }
    names.add(table.name)
    if (table.recursive) {
      const message = `WITH RECURSIVE is not supported yet: "${table.name}" reads itself.`
      throw around.binding.error('UNSUPPORTED', message, '0A000', table)
    }
    const { plan, columns } = around.binding.query(table.query, around.outer, ctes)
    const entry = { name: around.binding.newCteName(table.name), definition: plan, uses: 0 }
    bound.push(entry)
    ctes.set(table.name, cteOf(around, table, columns, entry))
  }
  const define = (body: PlanNode): PlanNode =>
    bound
      .filter(({ uses }) => uses > 0)
      .reduceRight<PlanNode>((inner, { name, definition }) => ({ kind: 'with', name, definition, body: inner }), body)
  return { ctes, define }
}

function cteOf(
  around: Surroundings,
  table: CommonTable,
  columns: BoundTable['columns'],
  entry: { readonly name: string; readonly definition: PlanNode; uses: number },
): Cte {
  const names = table.columns ?? []
  if (names.length > columns.length) {
    const message = `WITH "${table.name}" has ${columns.length} columns, but ${names.length} names were given.`
    throw around.binding.error('VALIDATION_ERROR', message, '42P10', table)
  }
  const renamed = columns.map(({ column }, index): OutputColumn => ({ ...column, name: names[index] ?? column.name }))
  return {
    name: entry.name,
    columns: renamed,
    order: orderByPosition(around.binding, entry.definition),
    use: () => {
      entry.uses++
    },
  }
}
