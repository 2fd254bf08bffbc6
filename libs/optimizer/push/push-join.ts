import type { Expression, Join, PlanNode, Refusal, RemoteQuery } from '#plan'
import { allOf, equalitySides, splitConjuncts } from '../expressions.ts'
import { filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { asRemote, isOpenRemote, isRefused, type PushContext, refuse } from './push-context.ts'
import { pushConjuncts } from './push-filter.ts'

/** The join of two pushed sides: inside their connection when it is one and can do it, else here (undefined). */
export function pushJoin(join: Join, left: PlanNode, right: PlanNode, context: PushContext): PlanNode | undefined {
  if (left.kind !== 'remote_query' || right.kind !== 'remote_query') return undefined
  if (left.connection !== right.connection) {
    for (const side of [left, right]) {
      refuse(context, side.connection, 'join', { refused: 'CROSS_CONNECTION', what: joinName(join) }, side)
    }
    return undefined
  }
  const local: Join = { ...join, left, right }
  if (!isOpenRemote(left) || !isOpenRemote(right)) {
    refuse(context, left.connection, 'join', { refused: 'ABOVE_PREFILTER', what: joinName(join) }, local)
    return undefined
  }
  const whole = asRemote(left.connection, { ...join, left: left.plan, right: right.plan }, context)
  if (!isRefused(whole)) return whole
  return pushPart(join, left, right, whole, context)
}

/** An inner join can take the conjuncts that are exact as its condition and leave the others to a Filter above it. */
function pushPart(
  join: Join,
  left: RemoteQuery,
  right: RemoteQuery,
  refusal: Refusal,
  context: PushContext,
): PlanNode | undefined {
  const fail = (): undefined => {
    refuse(context, left.connection, 'join', refusal, { ...join, left, right })
    return undefined
  }
  if (join.type !== 'inner' || join.condition === null) return fail()
  const on = (conjuncts: readonly Expression[]): Join => ({
    ...join,
    left: left.plan,
    right: right.plan,
    condition: allOf(conjuncts),
  })
  const conjuncts = splitConjuncts(join.condition)
  const exact = conjuncts.filter(
    (conjunct) => !raises(conjunct) && !isRefused(asRemote(left.connection, on([conjunct]), context)),
  )
  if (!exact.some((conjunct) => equalitySides(conjunct) !== undefined)) return fail()
  const joined = asRemote(left.connection, on(exact), context)
  if (isRefused(joined)) return fail()
  const others = conjuncts.filter((conjunct) => !exact.includes(conjunct))
  if (others.length === 0) return joined
  const { remote, residual } = pushConjuncts(joined, allOf(others), context)
  return filterOver(remote, residual)
}

function joinName(join: Join): string {
  return `${join.type.toUpperCase()} JOIN`
}
