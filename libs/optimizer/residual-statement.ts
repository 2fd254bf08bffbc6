import { isDeepStrictEqual } from 'node:util'
import {
  hasSubquery,
  isRefusal,
  type PlanNode,
  type Refusal,
  type RemoteQuery,
  type RenderedQuery,
  type Residual,
} from '#plan'
import { nodeExpressions } from './subplans.ts'

/** A plan as one statement of the kernel, over one table per RemoteQuery, or why it cannot be one. */
export type RenderResidual = (plan: PlanNode, tableOf: (remote: RemoteQuery) => string) => RenderedQuery | Refusal

export interface ResidualRenderers {
  readonly renderResidual: RenderResidual
  /** The same with decimals summed in fewer digits, failing where they do not suffice. */
  readonly renderShortResidual: RenderResidual
}

/** The statement of a plan, with its short form where that differs and fails before its first row if it does. */
export function residualStatement(
  plan: PlanNode,
  tableOf: (remote: RemoteQuery) => string,
  { renderResidual, renderShortResidual }: ResidualRenderers,
): Residual | Refusal {
  const answer = renderResidual(plan, tableOf)
  if (isRefusal(answer)) return answer
  const { sql, parameters, fields } = answer
  const short = aggregatesFirst(plan) ? renderShortResidual(plan, tableOf) : answer
  // Both are run with the same parameters.
  const isOther = !isRefusal(short) && short.sql !== sql && isDeepStrictEqual(short.parameters, parameters)
  return { sql, ...(isOther ? { short_sql: short.sql } : {}), parameters, fields }
}

/** True where all aggregates of a plan have been computed before it gives a row. */
function aggregatesFirst(plan: PlanNode): boolean {
  switch (plan.kind) {
    case 'aggregate':
      return true
    case 'project':
    case 'filter':
    case 'sort':
    case 'limit':
      return !nodeExpressions(plan).some(hasSubquery) && aggregatesFirst(plan.input)
    default:
      return false
  }
}
