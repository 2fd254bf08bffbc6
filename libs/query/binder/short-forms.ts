import type { Aggregation, ColumnNode, Condition, ExpressionNode, JsonScalar, StarNode } from '../query-request.ts'
import type { Binding } from './binding.ts'

/** A string of a short form: `name`, `table.name`, `*` or `table.*`; names with dots need a node. */
export function nodeOfString(text: string): ColumnNode | StarNode {
  const dot = text.lastIndexOf('.')
  const name = text.slice(dot + 1)
  const table = dot === -1 ? {} : { table: text.slice(0, dot) }
  return name === '*' ? { star: true, ...table } : { column: name, ...table }
}

/** An item of a list of strings and nodes as a node, located where it was written. */
export function nodeAt<Node extends object>(
  binding: Binding,
  items: readonly (string | Node)[],
  index: number,
): Node | ColumnNode | StarNode {
  const item = items[index]
  if (item === undefined) throw new Error(`the list has no item ${index}`)
  if (typeof item === 'string') return binding.derived(nodeOfString(item), items, index)
  return binding.derived(item, items, index)
}

/** A condition of `filters` (on the columns of `table`) or `having` as an expression. */
export function conditionNode(binding: Binding, condition: Condition, table: string | undefined): ExpressionNode {
  const named = nodeOfString(condition.column)
  const column = 'column' in named && named.table === undefined && table !== undefined ? { ...named, table } : named
  const args = [binding.derived(column, condition, 'column'), ...valuesOf(binding, condition)]
  return binding.derived({ op: condition.op === '!=' ? '<>' : condition.op, args }, condition)
}

function valuesOf(binding: Binding, condition: Condition): readonly ExpressionNode[] {
  const { value, op } = condition
  if (value === undefined) {
    if (op === 'is null' || op === 'is not null') return []
    const message = `The condition on "${condition.column}" has no value; "${op}" needs one.`
    throw binding.error('VALIDATION_ERROR', message, '42601', condition)
  }
  if (isList(value)) return value.map((item, index) => binding.derived({ value: item }, value, index))
  if (typeof value === 'object' && value !== null) return [binding.derived(value, condition)]
  return [binding.derived({ value }, condition, 'value')]
}

function isList(value: NonNullable<Condition['value']> | null): value is readonly JsonScalar[] {
  return Array.isArray(value)
}

/** An item of `aggregations` as a call with its alias. */
export function aggregationNode(
  binding: Binding,
  aggregation: Aggregation,
): { readonly fn: string; readonly alias?: string } & ExpressionNode {
  const { function: fn, column, alias, distinct } = aggregation
  const argument =
    column === '*' ? { star: true as const } : { args: [binding.derived(nodeOfString(column), aggregation)] }
  return binding.derived(
    { fn, ...argument, ...(distinct ? { distinct } : {}), ...(alias === undefined ? {} : { alias }) },
    aggregation,
  )
}
