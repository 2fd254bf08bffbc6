import type { Expression, WindowCall } from './expression.ts'
import type { VolatileFunction } from './function-names.ts'
import { isVolatileFunction } from './functions/table.ts'
import type { PlanNode } from './node.ts'
import { mapChildren } from './node-columns.ts'

/** A call of a volatile function. */
export type VolatileCall = WindowCall & { readonly function: VolatileFunction }

/** True for a call that gives another value every time. */
export function isVolatileCall(part: Expression): part is VolatileCall {
  return part.kind === 'window' && isVolatileFunction(part.function)
}

/** True when a plan computes a volatile function; the plans of subqueries inside its expressions are not entered. */
export function isVolatile(plan: PlanNode): boolean {
  if (plan.kind === 'window' && plan.calls.some(({ call }) => isVolatileCall(call))) return true
  let found = false
  mapChildren(plan, (child) => {
    found ||= isVolatile(child)
    return child
  })
  return found
}
