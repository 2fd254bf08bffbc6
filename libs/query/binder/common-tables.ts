import { isVolatile, type OutputColumn, type PlanNode } from '#plan'
import type { CommonTable } from '../query-request.ts'
import { renamedColumns } from './cte-columns.ts'
import { orderByPosition } from './input-order.ts'
import { recursiveTable } from './recursion/recursive-tables.ts'
import type { Cte, Ctes } from './scope.ts'
import type { Surroundings } from './surroundings.ts'

/** The WITH tables of a query: the names its body sees, and what puts their definitions above the body's plan. */
export interface CommonTables {
  readonly ctes: Ctes
  /** Wraps the plan in a With for each table that was used. */
  define(body: PlanNode): PlanNode
}

/** A bound table of WITH. */
interface BoundCommonTable {
  readonly columns: readonly OutputColumn[]
  readonly order: Cte['order']
  /** The body with the table defined above it. */
  readonly define: (body: PlanNode) => PlanNode
}

const NO_ROWS: ReadonlySet<string> = new Set()

/** Binds WITH; each table sees those before it, and a recursive one itself. */
export function bindCommonTables(around: Surroundings, tables: readonly CommonTable[]): CommonTables {
  const ctes = new Map(around.ctes)
  const bound: { readonly define: BoundCommonTable['define']; uses: number }[] = []
  const names = new Set<string>()
  for (const table of tables) {
    if (names.has(table.name)) {
      const message = `The WITH name "${table.name}" is specified more than once.`
      throw around.binding.error('AMBIGUOUS_NAME', message, '42712', table)
    }
    names.add(table.name)
    const name = around.binding.newCteName(table.name)
    const inside = { ...around, ctes }
    const { columns, rows, order, define } = table.recursive
      ? { ...recursiveTable(inside, table, name), order: [] }
      : { ...plainTable(inside, table, name), rows: NO_ROWS }
    const entry = { define, uses: 0 }
    bound.push(entry)
    ctes.set(table.name, { name, columns, rows, order, use: () => entry.uses++ })
  }
  const define = (body: PlanNode): PlanNode =>
    bound.filter(({ uses }) => uses > 0).reduceRight<PlanNode>((inner, entry) => entry.define(inner), body)
  return { ctes, define }
}

function plainTable(around: Surroundings, table: CommonTable, name: string): BoundCommonTable {
  if (table.search !== undefined || table.cycle !== undefined) {
    const message = `SEARCH and CYCLE need a recursive query, which "${table.name}" is not.`
    throw around.binding.error('VALIDATION_ERROR', message, '42601', table)
  }
  const { plan, columns } = around.binding.query(table.query, around.outer, around.ctes)
  // What draws values is computed once, wherever it is read.
  const materialized = table.materialized === true || isVolatile(plan)
  return {
    columns: renamedColumns(
      around,
      table,
      columns.map(({ column }) => column),
    ),
    order: orderByPosition(around.binding, plan),
    define: (body) => ({ kind: 'with', name, materialized, definition: plan, body }),
  }
}
