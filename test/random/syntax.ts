import type { SqlType } from './tables.ts'

/** A typed expression as a template: text with expressions and queries in it, so that any of them can be replaced. */
export interface Expr {
  readonly type: SqlType
  readonly parts: readonly (string | Expr | Query)[]
}

export type FromItem =
  | { readonly kind: 'table'; readonly name: string; readonly alias: string }
  | { readonly kind: 'query'; readonly query: Query; readonly alias: string; readonly lateral: boolean }
  | {
      readonly kind: 'join'
      readonly type: 'JOIN' | 'LEFT JOIN' | 'RIGHT JOIN' | 'FULL JOIN' | 'CROSS JOIN'
      readonly left: FromItem
      readonly right: FromItem
      readonly on: Expr | null
    }

export interface Select {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly Expr[]
  readonly from: FromItem | null
  readonly where: Expr | null
  /** Positions in `items`, from 1. */
  readonly groupBy: readonly number[]
  readonly having: Expr | null
}

export interface SetOperation {
  readonly kind: 'set'
  readonly operator: string
  readonly left: Query
  readonly right: Query
}

export interface SortItem {
  readonly position: number
  readonly direction: string
}

/** A query whose columns are named x0, x1 and so on. */
export interface Query {
  readonly ctes: readonly { readonly name: string; readonly hint: string; readonly query: Query }[]
  readonly body: Select | SetOperation
  readonly orderBy: readonly SortItem[]
  readonly limit: number | null
  readonly offset: number
  readonly types: readonly SqlType[]
}

/** The SQL of an expression. */
export function exprText(expr: Expr): string {
  return expr.parts
    .map((part) => (typeof part === 'string' ? part : isQuery(part) ? queryText(part) : exprText(part)))
    .join('')
}

/** True for a query among the parts of an expression. */
export function isQuery(part: Expr | Query): part is Query {
  return 'body' in part
}

/** The SQL of a query. */
export function queryText(query: Query): string {
  const ctes = query.ctes.map(({ name, hint, query: inner }) => `${name} AS ${hint}(${queryText(inner)})`)
  const keys = query.orderBy.map(({ position, direction }) => `${position} ${direction}`)
  return [
    ctes.length === 0 ? '' : `WITH ${ctes.join(', ')}`,
    query.body.kind === 'select' ? selectText(query.body) : setText(query.body),
    keys.length === 0 ? '' : `ORDER BY ${keys.join(', ')}`,
    query.limit === null ? '' : `LIMIT ${query.limit}`,
    query.offset === 0 ? '' : `OFFSET ${query.offset}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function setText({ operator, left, right }: SetOperation): string {
  return `(${queryText(left)}) ${operator} (${queryText(right)})`
}

function selectText(select: Select): string {
  const items = select.items.map((item, index) => `${exprText(item)} AS x${index}`)
  return [
    `SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.join(', ')}`,
    select.from === null ? '' : `FROM ${fromText(select.from)}`,
    select.where === null ? '' : `WHERE ${exprText(select.where)}`,
    select.groupBy.length === 0 ? '' : `GROUP BY ${select.groupBy.join(', ')}`,
    select.having === null ? '' : `HAVING ${exprText(select.having)}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function fromText(item: FromItem): string {
  switch (item.kind) {
    case 'table':
      return `${item.name} AS ${item.alias}`
    case 'query':
      return `${item.lateral ? 'LATERAL ' : ''}(${queryText(item.query)}) AS ${item.alias}`
    case 'join': {
      const on = item.on === null ? '' : ` ON ${exprText(item.on)}`
      return `${fromText(item.left)} ${item.type} ${item.right.kind === 'join' ? `(${fromText(item.right)})` : fromText(item.right)}${on}`
    }
  }
}
