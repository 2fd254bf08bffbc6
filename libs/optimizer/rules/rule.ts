import type { PlanNode } from '#plan'

/** One rewriting of a whole plan into an equivalent one. Subqueries' plans are handed to it one by one. */
export interface Rule {
  readonly name: string
  /** The better plan, or undefined for no change. Never throws for a plan the binder can make. */
  apply(plan: PlanNode): PlanNode | undefined
}
