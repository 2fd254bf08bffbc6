import {
  type Expression,
  type NamedExpression,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type Project,
} from '#plan'
import { allOf, referenceTo } from './expressions.ts'
import { outputIds } from './subplans.ts'

/** The node with a Filter of the conjuncts above it; the node itself for none. A Filter below is joined, its part first. */
export function filterOver(node: PlanNode, conjuncts: readonly Expression[]): PlanNode {
  if (conjuncts.length === 0) return node
  if (node.kind === 'filter') return { ...node, predicate: allOf([node.predicate, ...conjuncts]) }
  return { kind: 'filter', input: node, predicate: allOf(conjuncts) }
}

/** A plan of no rows with the given columns. */
export function emptyRelation(columns: readonly OutputColumn[]): PlanNode {
  return { kind: 'values', columns, rows: [] }
}

/** True for a plan that is known to give no row. */
export function isEmptyRelation(node: PlanNode): boolean {
  return node.kind === 'values' && node.rows.length === 0
}

/** A projected column under its own id. */
export function passThrough(column: OutputColumn): NamedExpression {
  return { column, expression: referenceTo(column) }
}

/** The node producing exactly the given columns in their order: itself, or a Project over it. */
export function exactly(node: PlanNode, columns: readonly OutputColumn[]): PlanNode {
  const ids = outputIds(node)
  if (ids.length === columns.length && columns.every((column, index) => column.id === ids[index])) return node
  return { kind: 'project', input: node, expressions: columns.map(passThrough) }
}

/** The columns of a node among the given ids, in the node's order. */
export function columnsAmong(node: PlanNode, ids: ReadonlySet<string>): readonly OutputColumn[] {
  return outputColumns(node).filter((column) => ids.has(column.id))
}

/** True for a Project that renames and computes nothing. */
export function isPassThrough(node: Project): boolean {
  return node.expressions.every(({ column, expression }) => expression.kind === 'column' && expression.id === column.id)
}
