import { mapChildren, type PlanNode } from '#plan'
import type { Binding } from '../binding.ts'

/**
 * What a recursive term may not do with the table it makes.
 * @throws ValidationError 42P19
 */
export function checkRecursiveTerm(binding: Binding, step: PlanNode, name: string, uses: number, place: object): void {
  const refuse = (what: string): Error => {
    const message = `A recursive query must not be read ${what} of its recursive term.`
    return binding.error('VALIDATION_ERROR', message, '42P19', place)
  }
  if (uses > 1) throw refuse('more than once in FROM')
  const visit = (node: PlanNode, forbidden: string | undefined): number => {
    if (node.kind === 'cte_reference' && node.name === name) {
      if (forbidden !== undefined) throw refuse(forbidden)
      return 1
    }
    return childrenWith(node, forbidden).reduce((sum, [child, where]) => sum + visit(child, where), 0)
  }
  // What the walk over inputs does not meet stands in a subquery.
  if (visit(step, undefined) < uses) throw refuse('in a subquery')
}

type Child = readonly [node: PlanNode, forbidden: string | undefined]

function childrenWith(node: PlanNode, forbidden: string | undefined): readonly Child[] {
  if (node.kind === 'join' || node.kind === 'lateral_join') {
    const outer = 'on the side of an outer join that may be missing'
    const left = node.type === 'right' || node.type === 'full' ? outer : forbidden
    const right = node.type === 'left' || node.type === 'full' ? outer : forbidden
    return [
      [node.left, left],
      [node.right, right],
    ]
  }
  if (node.kind === 'set_operation' && node.operation !== 'union') {
    const where = `in ${node.operation.toUpperCase()}`
    return [
      [node.left, where],
      [node.right, where],
    ]
  }
  const isAggregating = node.kind === 'aggregate' && node.aggregates.length > 0
  const where = isAggregating ? 'below an aggregate' : forbidden
  const children: Child[] = []
  mapChildren(node, (child) => {
    children.push([child, where])
    return child
  })
  return children
}
