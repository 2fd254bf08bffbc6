import {
  type CteReference,
  mapChildren,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type Project,
  type With,
} from '#plan'
import { referenceTo } from '../expressions.ts'
import { mapNodeExpressions, mapSubqueries, visitPlan } from '../subplans.ts'
import type { Rule } from './rule.ts'

/** Replaces a WITH that is used once by its definition and drops one that is never used, as PostgreSQL does. */
export const inlineWith: Rule = {
  name: 'inline-with',
  apply: inline,
}

function inline(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, inline)
  if (node.kind !== 'with') return node
  const uses = countUses(node)
  if (uses === 0) return node.body
  return uses === 1 && !node.materialized ? replaceReference(node.body, node) : node
}

function countUses(node: With): number {
  let uses = 0
  visitPlan(node.body, (inner) => {
    if (isReference(inner, node)) uses += 1
    // A WITH of the same name inside hides this one: counted as many uses, so that nothing is replaced.
    if (inner.kind === 'with' && inner.name === node.name) uses += 2
    // What every round of a recursion reads is computed once.
    if (inner.kind === 'recursive_with') visitPlan(inner.step, (part) => (uses += isReference(part, node) ? 1 : 0))
  })
  return uses
}

function isReference(node: PlanNode, definition: With): node is CteReference {
  return node.kind === 'cte_reference' && node.name === definition.name
}

function replaceReference(plan: PlanNode, definition: With): PlanNode {
  const replace = (node: PlanNode): PlanNode => {
    if (isReference(node, definition)) return renamed(node, definition.definition)
    return mapNodeExpressions(mapChildren(node, replace), (expression) => mapSubqueries(expression, replace))
  }
  return replace(plan)
}

function renamed(reference: CteReference, definition: PlanNode): Project {
  const sources = outputColumns(definition)
  const expressions = sources.flatMap((source, index) => {
    const column: OutputColumn | undefined = reference.columns[index]
    return column === undefined ? [] : [{ column, expression: referenceTo(source) }]
  })
  return { kind: 'project', input: definition, expressions }
}
