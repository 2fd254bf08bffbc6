import { type Expression, type Join, mapChildren, type PlanNode } from '#plan'
import { allOf, freeColumns, splitConjuncts } from '../expressions.ts'
import { isDisjoint, isWithin } from '../id-sets.ts'
import { filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { outputIds } from '../subplans.ts'
import { anyOf, splitDisjuncts } from './factor-disjunctions.ts'
import type { Rule } from './rule.ts'

/**
 * `(a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4)` over a join also says `a.x = 1 OR a.x = 3` of one side alone, and as
 * much of the other. The whole condition stays: what is added only removes rows that it would remove.
 */
export const inferFromDisjunctions: Rule = { name: 'infer-from-disjunctions', apply: infer }

function infer(plan: PlanNode): PlanNode {
  return mapChildren(inferHere(plan), infer)
}

function inferHere(node: PlanNode): PlanNode {
  if (node.kind === 'join') return inferForJoin(node, [])
  if (node.kind !== 'filter' || node.input.kind !== 'join') return node
  return { ...node, input: inferForJoin(node.input, splitConjuncts(node.predicate)) }
}

function inferForJoin(join: Join, above: readonly Expression[]): Join {
  const on = join.condition === null ? [] : splitConjuncts(join.condition)
  switch (join.type) {
    case 'inner':
    case 'cross':
      return addTo(addTo(join, 'left', [...on, ...above]), 'right', [...on, ...above])
    case 'semi':
      return addTo(addTo(join, 'left', [...on, ...above]), 'right', on)
    case 'left':
    case 'anti':
      return addTo(addTo(join, 'left', above), 'right', on)
    case 'right':
      return addTo(addTo(join, 'left', on), 'right', above)
    case 'full':
      return join
  }
}

function addTo(join: Join, side: 'left' | 'right', conjuncts: readonly Expression[]): Join {
  const input = join[side]
  const ids = new Set(outputIds(input))
  const inferred = conjuncts.flatMap((conjunct) => partAbout(conjunct, ids) ?? [])
  return inferred.length === 0 ? join : { ...join, [side]: filterOver(input, inferred) }
}

/** What a disjunction says of the given columns alone; undefined when it says nothing, or is about nothing else. */
function partAbout(conjunct: Expression, ids: ReadonlySet<string>): Expression | undefined {
  const branches = splitDisjuncts(conjunct)
  if (branches.length < 2 || raises(conjunct)) return undefined
  const columns = freeColumns(conjunct)
  if (isWithin(columns, ids) || isDisjoint(columns, ids)) return undefined
  const parts = branches.map((branch) =>
    splitConjuncts(branch).filter((part) => {
      const used = freeColumns(part)
      return used.size > 0 && isWithin(used, ids)
    }),
  )
  return parts.some((part) => part.length === 0) ? undefined : anyOf(parts.map(allOf))
}
