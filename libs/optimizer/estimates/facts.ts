import type { ColumnId, Expression, PlanNode } from '#plan'
import { allOf, equalitySides, freeColumns, splitConjuncts } from '../expressions.ts'
import { type ColumnFacts, columnFacts } from './column-facts.ts'
import { comparisonOf } from './range-share.ts'
import { selectivity } from './selectivity.ts'

/** What is believed of a column of a plan's rows; undefined where nothing is. */
export function factsOf(node: PlanNode, id: ColumnId): ColumnFacts | undefined {
  return columnFacts(node, id, narrowing)
}

/** A column keeps the share of its values that the conditions on it alone keep; one value where it equals a constant. */
function narrowing(predicate: Expression, id: ColumnId, facts: ColumnFacts): number {
  const about = splitConjuncts(predicate).filter((conjunct) => {
    const columns = freeColumns(conjunct)
    return columns.size === 1 && columns.has(id) && (isChoice(conjunct) || comparisonOf(conjunct) !== undefined)
  })
  if (about.length === 0) return 1
  return selectivity(allOf(about), () => ({ ...facts, nullFraction: 0 }))
}

function isChoice(conjunct: Expression): boolean {
  return conjunct.kind === 'in' || equalitySides(conjunct) !== undefined
}
