import { INT64 } from '#arrow'
import {
  type Aggregate,
  type AggregateFunction,
  type ColumnId,
  type Expression,
  type Filter,
  mapChildren,
  mapExpression,
  type NamedExpression,
  outputColumns,
  type PlanNode,
  type SubqueryExpression,
} from '#plan'
import { allOf, equalitySides, freeColumns, referenceTo, splitConjuncts, substitute } from '../expressions.ts'
import { isDisjoint, isWithin } from '../id-sets.ts'
import { exactly, filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { connectionsOf, freeColumnsOfPlan, outputIds, subqueriesIn } from '../subplans.ts'
import type { Rule } from './rule.ts'

/**
 * `x < (SELECT avg(y) FROM u WHERE u.k = t.k)` over two connections is a left join of t with the averages of u by k,
 * which the connection of u can work out and send. Within one connection the subquery stays: that connection knows
 * better whether few rows ask for it or many.
 */
export const decorrelateScalars: Rule = { name: 'decorrelate-scalars', apply: decorrelate }

function decorrelate(plan: PlanNode): PlanNode {
  const node = mapChildren(plan, decorrelate)
  return node.kind === 'filter' ? decorrelateFilter(node) : node
}

function decorrelateFilter(filter: Filter): PlanNode {
  let input = filter.input
  const values = new Map<string, Expression>()
  for (const subquery of subqueriesIn(filter.predicate)) {
    const joined = joinGroups(input, subquery)
    if (joined === undefined) continue
    input = joined.plan
    values.set(JSON.stringify(subquery), joined.value)
  }
  if (values.size === 0) return filter
  const predicate = mapExpression(filter.predicate, (part) =>
    part.kind === 'subquery' ? (values.get(JSON.stringify(part)) ?? part) : part,
  )
  return exactly(filterOver(input, splitConjuncts(predicate)), outputColumns(filter.input))
}

interface Joined {
  readonly plan: PlanNode
  /** What the subquery's value is, over the columns of `plan`. */
  readonly value: Expression
}

function joinGroups(input: PlanNode, subquery: SubqueryExpression): Joined | undefined {
  if (subquery.form !== 'scalar') return undefined
  const connections = new Set([...connectionsOf(input), ...connectionsOf(subquery.plan)])
  if (connections.size < 2) return undefined
  const summary = summaryOf(subquery.plan)
  const groups = summary === undefined ? undefined : groupsOf(summary.aggregate, new Set(outputIds(input)))
  if (summary === undefined || groups === undefined) return undefined
  const { plan, condition } = groups
  return {
    plan: { kind: 'join', type: 'left', left: input, right: plan, condition },
    value: substitute(summary.value, valuesOfNoRow(summary.aggregate)),
  }
}

/** An aggregate of one row, and the value made of it. */
interface Summary {
  readonly aggregate: Aggregate
  readonly value: Expression
}

function summaryOf(plan: PlanNode): Summary | undefined {
  const [output] = outputColumns(plan)
  if (output === undefined) return undefined
  let value: Expression = referenceTo(output)
  let node = plan
  while (node.kind === 'project') {
    value = substitute(value, new Map(node.expressions.map(({ column, expression }) => [column.id, expression])))
    node = node.input
  }
  if (node.kind !== 'aggregate' || node.groups.length > 0 || node.groupingSets !== null) return undefined
  return isWithin(freeColumns(value), new Set(outputIds(node))) ? { aggregate: node, value } : undefined
}

/** Those that are NULL over no row, and count, which is 0; the order of their rows is nothing to them. */
const DECORRELATED: ReadonlySet<AggregateFunction> = new Set<AggregateFunction>(['count', 'sum', 'avg', 'min', 'max'])

/** The aggregate by the columns that the rows around the subquery are compared with, and that comparison. */
function groupsOf(
  aggregate: Aggregate,
  outer: ReadonlySet<ColumnId>,
): { readonly plan: Aggregate; readonly condition: Expression } | undefined {
  const { input, aggregates } = aggregate
  if (input.kind !== 'filter' || !aggregates.every(({ call }) => DECORRELATED.has(call.function))) return undefined
  const free = freeColumnsOfPlan(aggregate)
  const conjuncts = splitConjuncts(input.predicate)
  const own = conjuncts.filter((conjunct) => isDisjoint(freeColumns(conjunct), free))
  const keys = conjuncts.filter((conjunct) => !own.includes(conjunct)).map((conjunct) => keyOf(conjunct, free, outer))
  const groups: NamedExpression[] = []
  const on: Expression[] = []
  for (const [index, key] of keys.entries()) {
    if (key === undefined) return undefined
    const column = { ...key.column, id: `${aggregates[0]?.column.id ?? ''}_k${index}` }
    groups.push({ column, expression: referenceTo(key.column) })
    on.push({ ...key.equality, arguments: [key.outer, referenceTo(column)] })
  }
  const plan = { ...aggregate, groups, input: filterOver(input.input, own) }
  const evaluated = [
    ...own,
    ...aggregates
      .map(({ call }) => call)
      .flatMap((call) => [...call.arguments, ...(call.filter === null ? [] : [call.filter])]),
  ]
  if (groups.length === 0 || evaluated.some(raises) || freeColumnsOfPlan(plan).size > 0) return undefined
  return { plan, condition: allOf(on) }
}

/** `inner column = something of the query around`, either way round. */
function keyOf(conjunct: Expression, free: ReadonlySet<ColumnId>, outer: ReadonlySet<ColumnId>) {
  const sides = equalitySides(conjunct)
  if (sides === undefined || conjunct.kind !== 'call') return undefined
  for (const [own, other] of [sides, [sides[1], sides[0]] as const]) {
    if (own.kind !== 'column' || free.has(own.id) || raises(other)) continue
    const column = { id: own.id, name: own.id, type: own.type, nullable: own.nullable }
    if (isWithin(freeColumns(other), outer)) return { column, outer: other, equality: conjunct }
  }
  return undefined
}

/** A row without its like in the groups finds NULL beside it: for a count that means none. */
function valuesOfNoRow({ aggregates }: Aggregate): ReadonlyMap<ColumnId, Expression> {
  return new Map(
    aggregates.map(({ column, call }): [ColumnId, Expression] => {
      const found: Expression = { ...referenceTo(column), nullable: true }
      if (call.function !== 'count') return [column.id, found]
      const none: Expression = { kind: 'literal', value: '0', type: INT64 }
      const value = {
        kind: 'call',
        function: 'coalesce',
        arguments: [found, none],
        type: INT64,
        nullable: false,
      } as const
      return [column.id, value]
    }),
  )
}
