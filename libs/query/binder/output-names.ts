import type { ExpressionNode, QueryRequest, SelectItem } from '../query-request.ts'
import { nodeOfString } from './short-forms.ts'
import { parseTypeName } from './type-names.ts'

const UNNAMED = '?column?'

/** The name of an unnamed result column, by PostgreSQL's rules (FigureColname). */
export function outputName(node: ExpressionNode): string {
  return strong(node) ?? weak(node) ?? UNNAMED
}

/** Names that also reach through a CASE or CAST: columns, functions and what subqueries show. */
function strong(node: ExpressionNode): string | undefined {
  if ('column' in node) return node.column
  if ('fn' in node) return node.fn.toLowerCase().split('.').at(-1)
  if ('subquery' in node) return subqueryName(node.form, node.subquery)
  if ('array' in node) return 'array'
  if ('subscript' in node) return strong(node.subscript)
  if ('row' in node) return 'row'
  if ('case' in node) return node.else === undefined ? undefined : strong(node.else)
  return 'cast' in node ? strong(node.cast) : undefined
}

function weak(node: ExpressionNode): string | undefined {
  if ('case' in node) return 'case'
  if ('cast' in node) return parseTypeName(node.to)?.internalName ?? node.to
  return undefined
}

function subqueryName(form: string, query: QueryRequest): string | undefined {
  if (form === 'exists' || form === 'array') return form
  return form === 'scalar' ? firstName(query) : undefined
}

function firstName(query: QueryRequest): string | undefined {
  if (query.values !== undefined) return 'column1'
  const [item] = query.select ?? []
  if (item === undefined) return query.aggregations?.[0]?.alias ?? query.aggregations?.[0]?.function
  return itemName(item)
}

function itemName(item: string | SelectItem): string | undefined {
  const node = typeof item === 'string' ? nodeOfString(item) : item
  if ('alias' in node && node.alias !== undefined) return node.alias
  return 'star' in node && !('fn' in node) ? undefined : outputName(node)
}
