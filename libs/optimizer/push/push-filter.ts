import { type Expression, type Filter, isRefusal, type PlanNode, type RemoteQuery } from '#plan'
import { splitConjuncts } from '../expressions.ts'
import { filterOver } from '../nodes.ts'
import { raises } from '../raising.ts'
import { asRemote, isRefused, type PushContext, refuse, whyNotAlone } from './push-context.ts'

/**
 * Splits a predicate over a RemoteQuery: exact conjuncts go into its plan, supersets become prefilters and are checked
 * again here, the rest stays here.
 * @returns the RemoteQuery and the conjuncts that stay above it
 */
export function pushConjuncts(
  remote: RemoteQuery,
  predicate: Expression,
  context: PushContext,
): { readonly remote: RemoteQuery; readonly residual: readonly Expression[] } {
  let plan = remote.plan
  const prefilters = [...remote.prefilters]
  const residual: Expression[] = []
  for (const conjunct of splitConjuncts(predicate)) {
    const answer = askFor(remote.connection, plan, conjunct, residual.length > 0, context)
    if (answer === 'exact') {
      const filtered = asRemote(remote.connection, filterOver(plan, [conjunct]), context)
      if (!isRefused(filtered)) {
        plan = filtered.plan
        continue
      }
      refuse(context, remote.connection, 'filter', filtered, plan)
    } else if (answer === 'superset') prefilters.push(conjunct)
    else refuse(context, remote.connection, 'filter', answer, plan)
    residual.push(conjunct)
  }
  return { remote: { ...remote, plan, prefilters }, residual }
}

function askFor(
  connection: string,
  plan: PlanNode,
  conjunct: Expression,
  behindResidual: boolean,
  context: PushContext,
): ReturnType<PushContext['pushdown']['conjunct']> {
  const filter: Filter = { kind: 'filter', input: plan, predicate: conjunct }
  const alone = whyNotAlone(connection, filter)
  if (alone !== undefined) return alone
  const answer = context.pushdown.conjunct(connection, plan, conjunct)
  if (isRefusal(answer) || !behindResidual || !raises(conjunct)) return answer
  return { refused: 'MAY_RAISE', what: 'a condition that can fail, behind one that stays here' }
}
