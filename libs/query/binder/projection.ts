import {
  type Expression,
  isNullable,
  type NamedExpression,
  type OutputColumn,
  type PlanNode,
  type SortKey,
  typeOf,
} from '#plan'
import type { QueryRequest } from '../query-request.ts'
import { distinctRows, firstOfEach } from './distinct.ts'
import type { Env } from './env.ts'
import { expressionKey } from './expression-key.ts'
import { type OrderKey, orderKeys } from './order-by.ts'
import { type ResultColumn, referenceTo } from './scope.ts'
import { sortKey } from './sort-keys.ts'
import type { Target } from './targets.ts'

/** A query block before sorting and limiting; its plan may have columns after `columns` that only ORDER BY needs. */
export interface Block {
  readonly plan: PlanNode
  readonly columns: readonly ResultColumn[]
  readonly keys: readonly SortKey[]
}

interface ListItem {
  readonly named: NamedExpression
  readonly target: Target
}

/** A key of ORDER BY or DISTINCT ON, over the rows that the select list is computed from. */
export interface ComputedKey extends OrderKey {
  readonly above: Expression
}

/** What is computed for each row of a block. */
export interface Projection {
  readonly list: readonly ListItem[]
  readonly sorts: readonly ComputedKey[]
  readonly distinctOn: readonly ComputedKey[]
}

/** The select list with its columns; `expressions` are those of the targets over the block's rows. */
export function projection(
  env: Env,
  targets: readonly Target[],
  expressions: readonly Expression[],
): readonly ListItem[] {
  return targets.flatMap((target, index) => {
    const expression = expressions[index]
    if (expression === undefined) return []
    const column = env.binding.newColumn(target.name, typeOf(expression), isNullable(expression))
    return [{ target, named: { column, expression } }]
  })
}

/** The keys of DISTINCT ON: like those of ORDER BY, positions and names of the select list first. */
export function distinctKeys(env: Env, { distinct }: QueryRequest, targets: readonly Target[]): readonly OrderKey[] {
  if (distinct === undefined || typeof distinct === 'boolean') return []
  const items = distinct.map((expression) => ({ expression }))
  return orderKeys(env, items, targets)
}

/** The select list with the hidden columns that ORDER BY and DISTINCT ON need, DISTINCT, and the sort keys over them. */
export function projected(
  env: Env,
  request: QueryRequest,
  rows: PlanNode,
  { list, sorts, distinctOn }: Projection,
): Block {
  const { faults } = env.binding
  const hidden: NamedExpression[] = []
  const placed = (key: ComputedKey): PlacedKey => {
    const shown = list[key.target ?? -1]?.named.column
    if (shown !== undefined) return { key, column: shown, index: key.target }
    const column = env.binding.newColumn('sort_key', typeOf(key.above), isNullable(key.above))
    hidden.push({ column, expression: key.above })
    return { key, column, index: undefined }
  }
  const sortColumns = faults.kept(sorts, placed)
  const keyColumns = faults.kept(distinctOn, placed)
  const expressions = [...list.map(({ named }) => named), ...hidden]
  const project: PlanNode = { kind: 'project', input: rows, expressions }
  const columns = list.map(({ named, target }) => ({
    column: named.column,
    unknown: target.operand.kind === 'unknown' ? target.operand : null,
  }))
  const result = faults.attempt(
    () => (request.distinct === true ? distinctRows(env, project, columns, request) : { plan: project, columns }),
    () => ({ plan: project, columns }),
  )
  const keys = sortColumns.map(({ key, column, index }) => {
    const over = index === undefined ? column : (result.columns[index]?.column ?? column)
    return sortKey(env, key.key, referenceTo(over))
  })
  if (keyColumns.length === 0) return { ...result, keys }
  checkLeadingKeys(env, sorts, distinctOn)
  const partitionBy = keyColumns.map(({ key, column }) => ({ expression: referenceTo(column), node: key.key.node }))
  return { plan: firstOfEach(env, project, partitionBy, keys), columns, keys }
}

/** A key as a column of the projection: one of the select list at `index`, or a hidden one. */
interface PlacedKey {
  readonly key: ComputedKey
  readonly column: OutputColumn
  readonly index: number | undefined
}

/** SELECT DISTINCT sorts by what it selects. @throws ValidationError 42P10 for another key */
export function refuseNotSelected(env: Env, { key, target }: OrderKey): void {
  if (target !== undefined) return
  const message = 'With DISTINCT, what ORDER BY names must be in the select list.'
  throw env.binding.errorAtStart('VALIDATION_ERROR', message, '42P10', key.node)
}

/** ORDER BY must begin with the expressions of DISTINCT ON, in any order, or hold no other before them all. */
function checkLeadingKeys(env: Env, sorts: readonly ComputedKey[], distinctOn: readonly ComputedKey[]): void {
  const wanted = new Set(distinctOn.map(({ above }) => expressionKey(above)))
  const leading = new Set<string>()
  let other: ComputedKey | undefined
  for (const sort of sorts) {
    const text = expressionKey(sort.above)
    if (!wanted.has(text)) other ??= sort
    else if (other === undefined) leading.add(text)
  }
  if (other === undefined || leading.size === wanted.size) return
  const message = 'The expressions of DISTINCT ON must be the first ones of ORDER BY.'
  throw env.binding.error('VALIDATION_ERROR', message, '42P10', other.key.node)
}
