import type { Field } from '#arrow'
import type { Expression, Literal } from './expression.ts'
import type { PlanNode } from './node.ts'
import type { SourceCosts } from './source-costs.ts'
import type { StatementTemplate } from './statement-template.ts'
import type { TablePart } from './table.ts'

/** Why something was not pushed to a source. Shown in explain; part of the API. */
export type RefusalCode =
  | 'FUNCTION_NOT_EXACT'
  | 'TYPE_NOT_EXACT'
  | 'COLLATION'
  | 'NULL_ORDER'
  | 'NODE_NOT_SUPPORTED'
  | 'ABOVE_PREFILTER'
  | 'CROSS_CONNECTION'
  | 'MAY_RAISE'
  | 'COST'
  | 'DISABLED'

export interface Refusal {
  readonly refused: RefusalCode
  /** What was refused, for people: `lower(name)`, `ORDER BY name`. */
  readonly what: string
}

/** SQL text with `$1`-style or `?` placeholders of its dialect, and the values they stand for, in order. */
export interface RenderedQuery {
  readonly sql: string
  readonly parameters: readonly Literal[]
  /** The columns the statement returns, in order; each name is a column id of the plan. */
  readonly fields: readonly Field[]
}

/**
 * What the sources can do, as the optimizer sees it: the one port between planning and dialects. Every answer is
 * proven by value: rendered means the source gives PostgreSQL's answer. Never throws.
 */
export interface Pushdown {
  /** The statement that makes the connection run the whole subplan exactly, or why it cannot. */
  render(connection: string, plan: PlanNode, prefilters: readonly Expression[]): RenderedQuery | Refusal
  /** `render` of a plan that reads one table, once, for the rows of a part of that table. */
  renderPart(
    connection: string,
    plan: PlanNode,
    prefilters: readonly Expression[],
    part: TablePart,
  ): RenderedQuery | Refusal
  /**
   * `render` of a plan in which filters wait for the keys of dynamic filters, with a place for each; or why the
   * connection cannot take such keys without losing rows.
   */
  template(connection: string, plan: PlanNode, prefilters: readonly Expression[]): StatementTemplate | Refusal
  /**
   * Whether the connection, running `input`, can also apply one conjunct: `exact` (take it into the plan),
   * `superset` (only as a prefilter, checked again above), or refused.
   */
  conjunct(connection: string, input: PlanNode, predicate: Expression): 'exact' | 'superset' | Refusal
  /** What work takes there; undefined where nobody has measured it, and all that is exact is pushed. */
  costs(connection: string): SourceCosts | undefined
}

/** True when a render was refused. */
export function isRefusal(
  answer: RenderedQuery | StatementTemplate | Refusal | 'exact' | 'superset',
): answer is Refusal {
  return typeof answer === 'object' && 'refused' in answer
}
