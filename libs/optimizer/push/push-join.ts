import type { Expression, Join, PlanNode, Refusal, RemoteQuery } from '#plan'
import { allOf, equalitySides, splitConjuncts } from '../expressions.ts'
import { filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { asRemote, isOpenRemote, isRefused, type PushContext, refuse, tablesOf } from './push-context.ts'
import { pushConjuncts } from './push-filter.ts'

/** The join of two pushed sides: inside their connection when it is one and can do it, else here (undefined). */
export function pushJoin(join: Join, left: PlanNode, right: PlanNode, context: PushContext): PlanNode | undefined {
  const leftRemote = remoteUnder(left)
  const rightRemote = remoteUnder(right)
  if (leftRemote?.connection !== rightRemote?.connection) {
    refuseAcross(join, leftRemote, right, context)
    refuseAcross(join, rightRemote, left, context)
  }
  if (leftRemote === undefined || rightRemote === undefined) return undefined
  const { connection } = leftRemote
  if (connection !== rightRemote.connection) return undefined
  if (leftRemote.prefilters.length > 0 || rightRemote.prefilters.length > 0) {
    refuse(context, connection, 'join', { refused: 'ABOVE_PREFILTER', what: joinName(join) }, { ...join, left, right })
  }
  if (!isOpenRemote(left) || !isOpenRemote(right)) return undefined
  const whole = asRemote(left.connection, { ...join, left: left.plan, right: right.plan }, context)
  if (!isRefused(whole)) return whole
  return pushPart(join, left, right, whole, context)
}

/** Writes down that a side is not joined in its connection, because the other side is not there. */
function refuseAcross(join: Join, side: RemoteQuery | undefined, other: PlanNode, context: PushContext): void {
  if (side === undefined) return
  const what = `${joinName(join)} with ${tablesOf(other).join(', ')}`
  refuse(context, side.connection, 'join', { refused: 'CROSS_CONNECTION', what }, side)
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

/** The RemoteQuery a side is, or is but for the conditions that stay here. */
function remoteUnder(side: PlanNode): RemoteQuery | undefined {
  const node = side.kind === 'filter' ? side.input : side
  return node.kind === 'remote_query' ? node : undefined
}

function joinName(join: Join): string {
  return `${join.type.toUpperCase()} JOIN`
}
