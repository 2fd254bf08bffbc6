import type { Expression, SortKey } from '#plan'
import type { ExpressionNode, OrderItem } from '../query-request.ts'
import { comparable } from './calls.ts'
import { asExpression } from './coerce.ts'
import { rowColumn } from './columns.ts'
import type { Env } from './env.ts'
import type { Operand } from './operand.ts'
import { isRow } from './rows.ts'
import { nodeOfString } from './short-forms.ts'

/** An item of ORDER BY in its long form: its expression, and how it sorts. */
export interface WrittenKey {
  readonly node: ExpressionNode
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

/** The items of an ORDER BY; NULLs come last ascending and first descending, as in PostgreSQL. */
export function writtenKeys(env: Env, items: readonly (string | OrderItem)[]): readonly WrittenKey[] {
  return items.flatMap((item, index): readonly WrittenKey[] => {
    if (typeof item === 'string') {
      return [{ node: env.binding.derived(nodeOfString(item), items, index), direction: 'asc', nulls: 'last' }]
    }
    const direction = item.direction ?? 'asc'
    const nulls = direction === 'asc' ? 'last' : 'first'
    const node = keyNode(env, item)
    // A row is never NULL itself: NULLS FIRST says nothing of its fields.
    if (isRow(node)) return node.row.map((field) => ({ node: field, direction, nulls }))
    return [{ node, direction, nulls: item.nulls ?? nulls }]
  })
}

function keyNode(env: Env, item: OrderItem): ExpressionNode {
  if (item.expression !== undefined) return env.binding.derived(item.expression, item)
  const name = item.column ?? item.field
  if (name !== undefined) return env.binding.derived(nodeOfString(name), item)
  throw env.binding.error('VALIDATION_ERROR', 'An item of ORDER BY needs a column or an expression.', '42601', item)
}

/** The expression of a key; a row of FROM can be sorted by, though it is no value. */
export function keyOperand(env: Env, node: ExpressionNode): Operand {
  const row = 'column' in node ? rowColumn(env.scope, node) : undefined
  return row ?? env.operand(node)
}

/** The sort keys of a window or an aggregate: expressions, never positions or aliases. */
export function sortKeys(env: Env, items: readonly (string | OrderItem)[]): readonly SortKey[] {
  return writtenKeys(env, items).map((key) => sortKey(env, key, asExpression(env.binding, keyOperand(env, key.node))))
}

/** The key over its bound expression. @throws ValidationError TYPE_ERROR 42883 for a type without an order */
export function sortKey(env: Env, key: WrittenKey, expression: Expression): SortKey {
  comparable(env.binding, '<', expression, expression, key.node)
  return { expression, descending: key.direction === 'desc', nullsFirst: key.nulls === 'first' }
}
