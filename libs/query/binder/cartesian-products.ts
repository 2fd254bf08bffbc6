import type { PlanNode, TableRef } from '#plan'
import { type ColumnId, childExpressions, columnsOf, type Expression, mapChildren, outputColumns } from '#plan'
import type { QueryRequest } from '../query-request.ts'
import type { BoundQuery } from './context.ts'
import { mostRows } from './most-rows.ts'
import type { Place } from './request-nodes.ts'
import { writtenTables } from './table-names.ts'

export interface CartesianProduct {
  readonly message: string
  readonly place?: Place
}

/** Joins whose every row of one side meets every row of the other: no condition speaks of both. */
export function cartesianProducts(request: QueryRequest, { plan }: BoundQuery): readonly CartesianProduct[] {
  return productsIn(plan).map(([left, right]) => {
    const table = firstTable(right)
    const names = [firstTable(left), table].map((ref) => (ref === undefined ? 'a subquery' : `"${ref.table}"`))
    const message = `No condition relates ${names.join(' to ')}: every row of one meets every row of the other; join them ON something.`
    const written = table === undefined ? undefined : writtenTables(request).find(({ name }) => isNameOf(name, table))
    return written === undefined ? { message } : { message, place: { node: written.node, item: written.item } }
  })
}

function isNameOf({ parts }: { readonly parts: readonly string[] }, table: TableRef): boolean {
  return parts.at(-1) === table.table || parts.at(-1) === table.source
}

type Pair = readonly [PlanNode, PlanNode]

function productsIn(plan: PlanNode): readonly Pair[] {
  if (!isRegion(plan)) return [...outerProduct(plan), ...childrenOf(plan).flatMap(productsIn)]
  const region = regionOf(plan)
  const many = region.leaves.filter((leaf) => mostRows(leaf) > 1)
  const [first, ...others] = componentsOf(region, many)
  const pairs = others.flatMap((other): Pair[] => (first?.[0] && other[0] ? [[first[0], other[0]]] : []))
  return [...pairs, ...region.leaves.flatMap(productsIn)]
}

/** A join that keeps unmatched rows and has no condition over both sides. */
function outerProduct(plan: PlanNode): readonly Pair[] {
  if (plan.kind !== 'join' || plan.condition === null) return []
  const { left, right, condition } = plan
  if (mostRows(left) <= 1 || mostRows(right) <= 1) return []
  const sides = [left, right].map((side) => idsOf(side))
  return holdsSubquery(condition) || sides.every((ids) => touches(condition, ids)) ? [] : [[left, right]]
}

interface Region {
  readonly leaves: readonly PlanNode[]
  readonly conditions: readonly Expression[]
}

/** Inner joins and filters, which say together what is related. */
function isRegion(plan: PlanNode): boolean {
  return plan.kind === 'filter' || (plan.kind === 'join' && (plan.type === 'inner' || plan.type === 'cross'))
}

function regionOf(plan: PlanNode): Region {
  if (!isRegion(plan)) return { leaves: [plan], conditions: [] }
  const inner = childrenOf(plan).map(regionOf)
  const own = plan.kind === 'filter' ? plan.predicate : plan.kind === 'join' ? plan.condition : null
  return {
    leaves: inner.flatMap(({ leaves }) => leaves),
    conditions: [...inner.flatMap(({ conditions }) => conditions), ...(own === null ? [] : conjunctsOf(own))],
  }
}

/** The conditions that AND joins. */
export function conjunctsOf(expression: Expression): readonly Expression[] {
  const isAnd = expression.kind === 'call' && expression.function === 'and'
  return isAnd ? expression.arguments.flatMap(conjunctsOf) : [expression]
}

/** The leaves in groups that conditions relate. A subquery in a condition may relate any of them. */
function componentsOf({ conditions }: Region, leaves: readonly PlanNode[]): readonly (readonly PlanNode[])[] {
  let components = leaves.map((leaf) => ({ leaves: [leaf], ids: idsOf(leaf) }))
  for (const condition of conditions) {
    const related = components.filter(({ ids }) => holdsSubquery(condition) || touches(condition, ids))
    if (related.length < 2) continue
    const merged = {
      leaves: related.flatMap((it) => it.leaves),
      ids: new Set(related.flatMap(({ ids }) => [...ids])),
    }
    components = [merged, ...components.filter((it) => !related.includes(it))]
  }
  return components.map((it) => it.leaves)
}

function idsOf(plan: PlanNode): ReadonlySet<ColumnId> {
  return new Set(outputColumns(plan).map(({ id }) => id))
}

function touches(condition: Expression, ids: ReadonlySet<ColumnId>): boolean {
  return [...columnsOf(condition)].some((id) => ids.has(id))
}

function holdsSubquery(expression: Expression): boolean {
  return expression.kind === 'subquery' || childExpressions(expression).some(holdsSubquery)
}

function childrenOf(plan: PlanNode): readonly PlanNode[] {
  const children: PlanNode[] = []
  mapChildren(plan, (child) => {
    children.push(child)
    return child
  })
  return children
}

function firstTable(plan: PlanNode): TableRef | undefined {
  if (plan.kind === 'scan') return plan.table
  for (const child of childrenOf(plan)) {
    const found = firstTable(child)
    if (found !== undefined) return found
  }
  return undefined
}
