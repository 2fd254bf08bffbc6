import { type Aggregate, mapChildren, type PlanNode, type RemoteQuery } from '#plan'
import { passThrough } from '../nodes.ts'
import { inTwoSteps } from '../push/partial-aggregate.ts'
import { childNodes } from '../subplans.ts'
import { type DivisionOf, distributionOf, haveCopiedSubqueries } from './distribution.ts'

/** A plan in two steps: what every kernel computes of its own rows, and what is computed of that. */
export interface DividedPlan {
  readonly part: PlanNode
  readonly whole: PlanNode
  /** Stands in `whole` for the rows of all parts. */
  readonly parts: RemoteQuery
}

/**
 * The plan with as much of it in the first step as can be, given how fetched rows are divided; undefined where that is
 * nothing. Below a LIMIT each part gives no more rows than that takes; an aggregate whose groups are spread over the
 * parts is computed of each, and then of all.
 */
export function dividePlan(plan: PlanNode, divisionOf: DivisionOf): DividedPlan | undefined {
  if (isDivided(plan, divisionOf)) return over(plan, (parts) => parts)
  if (plan.kind === 'aggregate') return divideAggregate(plan, divisionOf) ?? divideBelow(plan, divisionOf)
  if (plan.kind === 'limit') return divideLimit(plan, divisionOf) ?? divideBelow(plan, divisionOf)
  return divideBelow(plan, divisionOf)
}

function isDivided(plan: PlanNode, divisionOf: DivisionOf): boolean {
  return distributionOf(plan, divisionOf)?.kind === 'divided'
}

function over(part: PlanNode, wholeOver: (parts: PlanNode) => PlanNode): DividedPlan {
  const parts: RemoteQuery = { kind: 'remote_query', connection: '', plan: part, prefilters: [] }
  return { part, whole: wholeOver(parts), parts }
}

function divideAggregate(node: Aggregate, divisionOf: DivisionOf): DividedPlan | undefined {
  const steps = node.groupingSets === null ? inTwoSteps(node.aggregates) : undefined
  if (steps === undefined) return undefined
  if (!isDivided(node.input, divisionOf) || !haveCopiedSubqueries(node, divisionOf)) return undefined
  const groups = node.groups.map(({ column }) => passThrough(column))
  const part: Aggregate = { ...node, aggregates: steps.parts }
  return over(part, (parts) => ({
    kind: 'project',
    input: { ...node, input: parts, groups, aggregates: steps.wholes },
    expressions: [...groups, ...steps.totals],
  }))
}

/** Only a LIMIT right above what is divided, or above its ORDER BY. */
function divideLimit(node: Extract<PlanNode, { kind: 'limit' }>, divisionOf: DivisionOf): DividedPlan | undefined {
  const { input, limit, offset } = node
  if (limit === null) return undefined
  const top = { limit: limit + offset, offset: 0 }
  if (isDivided(input, divisionOf)) return over({ ...node, ...top }, (parts) => ({ ...node, input: parts }))
  if (input.kind !== 'sort' || !isDivided(input.input, divisionOf) || !haveCopiedSubqueries(input, divisionOf)) {
    return undefined
  }
  return over({ ...node, ...top }, (parts) => ({ ...node, input: { ...input, input: parts } }))
}

/** The first input that can be divided is; what the others give is computed in the second step. */
function divideBelow(plan: PlanNode, divisionOf: DivisionOf): DividedPlan | undefined {
  const inputs = dividableInputs(plan)
  for (const [position, input] of inputs.entries()) {
    const divided = dividePlan(input, divisionOf)
    if (divided === undefined) continue
    let child = 0
    const whole = mapChildren(plan, (other) => {
      child += 1
      return child - 1 === position ? divided.whole : other
    })
    return { ...divided, whole }
  }
  return undefined
}

/** Not the definition or body of a WITH, whose parts refer to each other, nor what runs once for each row. */
function dividableInputs(plan: PlanNode): readonly PlanNode[] {
  if (plan.kind === 'with' || plan.kind === 'recursive_with') return []
  return plan.kind === 'lateral_join' ? [plan.left] : childNodes(plan)
}
