import { BOOLEAN } from '#arrow'
import { type Expression, isNullable, mapChildren, mapExpression, type PlanNode } from '#plan'
import { allOf, splitConjuncts, TRUE, withoutRepeats } from '../expressions.ts'
import { raises } from '../raising.ts'
import type { Rule } from './rule.ts'

/**
 * `(a AND b) OR (a AND c)` is `a AND (b OR c)`, in three-valued logic too. As a conjunct of its own `a` can be a join
 * key or be pushed, which inside the OR it cannot.
 */
export const factorDisjunctions: Rule = { name: 'factor-disjunctions', apply: factor }

function factor(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, factor)
  if (node.kind === 'filter') return { ...node, predicate: factorPredicate(node.predicate) }
  if (node.kind === 'join' && node.condition !== null) return { ...node, condition: factorPredicate(node.condition) }
  return node
}

function factorPredicate(predicate: Expression): Expression {
  return mapExpression(predicate, (part) => (splitDisjuncts(part).length > 1 ? factorOne(part) : part))
}

function factorOne(disjunction: Expression): Expression {
  const branches = splitDisjuncts(disjunction).map((branch) => withoutRepeats(splitConjuncts(branch)))
  const [first = [], ...others] = branches
  const keys = others.map((branch) => new Set(branch.map((conjunct) => JSON.stringify(conjunct))))
  const common = first.filter(
    (conjunct) => !raises(conjunct) && keys.every((branch) => branch.has(JSON.stringify(conjunct))),
  )
  if (common.length === 0) return disjunction
  const taken = new Set(common.map((conjunct) => JSON.stringify(conjunct)))
  const rest = branches.map((branch) => branch.filter((conjunct) => !taken.has(JSON.stringify(conjunct))))
  return allOf(rest.some((branch) => branch.length === 0) ? common : [...common, anyOf(rest.map(allOf))])
}

/** The parts of a predicate of which one must be true, left to right. */
export function splitDisjuncts(predicate: Expression): readonly Expression[] {
  if (predicate.kind !== 'call' || predicate.function !== 'or') return [predicate]
  return predicate.arguments.flatMap(splitDisjuncts)
}

/** The parts as one predicate of binary ORs. */
export function anyOf(parts: readonly Expression[]): Expression {
  const [first = TRUE, ...others] = parts
  return others.reduce<Expression>(
    (left, right) => ({
      kind: 'call',
      function: 'or',
      arguments: [left, right],
      type: BOOLEAN,
      nullable: isNullable(left) || isNullable(right),
    }),
    first,
  )
}
