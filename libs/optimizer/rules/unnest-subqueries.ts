import {
  type Expression,
  equal,
  isNullable,
  type Join,
  mapChildren,
  type OutputColumn,
  outputColumns,
  type PlanNode,
  type SubqueryExpression,
} from '#plan'
import { allOf, freeColumns, referenceTo, splitConjuncts } from '../expressions.ts'
import { isDisjoint, isWithin, union } from '../id-sets.ts'
import { filterOver, passThrough } from '../nodes.ts'
import { raises } from '../raising.ts'
import { freeColumnsOfPlan, outputIds } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * EXISTS, IN and ANY in WHERE become semi joins; NOT EXISTS, and NOT IN where no NULL can be, anti joins. A join can be
 * pushed, hashed and filtered by its other side, a subquery only evaluated.
 */
export const unnestSubqueries: Rule = { name: 'unnest-subqueries', apply: unnest }

function unnest(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, unnest)
  if (node.kind !== 'filter') return node
  let input = node.input
  const kept: Expression[] = []
  for (const conjunct of splitConjuncts(node.predicate)) {
    const join = asJoin(input, conjunct)
    if (join === undefined) kept.push(conjunct)
    else input = join
  }
  return filterOver(input, kept)
}

function asJoin(input: PlanNode, conjunct: Expression): Join | undefined {
  const test = subqueryTest(conjunct)
  const table = test === undefined ? undefined : tableOf(test.subquery, test.negated)
  if (test === undefined || table === undefined) return undefined
  const visible = union(new Set(outputIds(input)), new Set(outputIds(table.plan)))
  const mayJoin = table.on.every((part) => !raises(part) && isWithin(freeColumns(part), visible))
  if (!mayJoin) return undefined
  return {
    kind: 'join',
    type: test.negated ? 'anti' : 'semi',
    left: input,
    right: table.plan,
    condition: allOf(table.on),
  }
}

interface SubqueryTest {
  readonly subquery: SubqueryExpression
  readonly negated: boolean
}

/** The EXISTS, IN or ANY that a conjunct is, with all its NOTs counted. */
function subqueryTest(conjunct: Expression): SubqueryTest | undefined {
  if (conjunct.kind === 'subquery') {
    return conjunct.form === 'scalar' ? undefined : { subquery: conjunct, negated: conjunct.negated }
  }
  if (conjunct.kind !== 'call' || conjunct.function !== 'not') return undefined
  const [argument] = conjunct.arguments
  const inner = argument === undefined ? undefined : subqueryTest(argument)
  return inner === undefined ? undefined : { ...inner, negated: !inner.negated }
}

/** A subquery as a table that stands alone, and the conditions under which one of its rows matches. */
interface MatchedTable {
  readonly plan: PlanNode
  readonly on: readonly Expression[]
}

function tableOf(subquery: SubqueryExpression, negated: boolean): MatchedTable | undefined {
  if (subquery.form === 'exists') {
    const table = withoutCorrelation(withoutOutput(subquery.plan), [])
    // EXISTS of a query of its own is one answer for all rows, not a join.
    return table === undefined || table.on.length === 0 ? undefined : table
  }
  const match = matchOf(subquery)
  // With a NULL on either side NOT IN is never true, which no join says.
  if (match === undefined || (negated && isNullable(match))) return undefined
  const table = withoutCorrelation(subquery.plan, outputColumns(subquery.plan))
  return table === undefined ? undefined : { ...table, on: [match, ...table.on] }
}

/** What a row of the subquery of IN or ANY must fulfil. */
function matchOf({ form, argument, plan }: SubqueryExpression): Expression | undefined {
  const [column] = outputColumns(plan)
  if (column === undefined || argument === null) return undefined
  return form === 'in' ? equal(argument, referenceTo(column)) : argument
}

/** EXISTS asks for a row, whatever is in it, how often and in which order. */
function withoutOutput(plan: PlanNode): PlanNode {
  switch (plan.kind) {
    case 'project':
    case 'sort':
      return withoutOutput(plan.input)
    case 'limit':
      return plan.offset === 0 && plan.limit !== 0 ? withoutOutput(plan.input) : plan
    case 'aggregate': {
      const isDistinct = plan.groups.length > 0 && plan.aggregates.length === 0 && plan.groupingSets === null
      return isDistinct ? withoutOutput(plan.input) : plan
    }
    default:
      return plan
  }
}

/** The plan without its conditions on the query around it, which join instead; undefined when it needs that query elsewhere. */
function withoutCorrelation(plan: PlanNode, outputs: readonly OutputColumn[]): MatchedTable | undefined {
  const outer = freeColumnsOfPlan(plan)
  if (outer.size === 0) return { plan, on: [] }
  if (plan.kind === 'project') {
    const below = withoutCorrelation(plan.input, [])
    if (below === undefined) return undefined
    const needed = below.on.reduce<ReadonlySet<string>>((ids, part) => union(ids, freeColumns(part)), new Set())
    const own = plan.expressions.filter(({ column }) => outputs.some(({ id }) => id === column.id))
    const known = new Set(own.map(({ column }) => column.id))
    const more = outputColumns(below.plan).filter(({ id }) => needed.has(id) && !known.has(id))
    return standingAlone({ ...plan, input: below.plan, expressions: [...own, ...more.map(passThrough)] }, below.on)
  }
  if (plan.kind !== 'filter') return undefined
  const conjuncts = splitConjuncts(plan.predicate)
  if (conjuncts.some(raises)) return undefined
  const own = conjuncts.filter((conjunct) => isDisjoint(freeColumns(conjunct), outer))
  const on = conjuncts.filter((conjunct) => !own.includes(conjunct))
  return standingAlone(filterOver(plan.input, own), on)
}

function standingAlone(plan: PlanNode, on: readonly Expression[]): MatchedTable | undefined {
  return freeColumnsOfPlan(plan).size === 0 ? { plan, on } : undefined
}
