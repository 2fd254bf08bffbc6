import type { SqlType } from './tables.ts'

/** A typed expression as a template: text with expressions and queries in it, so that any of them can be replaced. */
export interface Expr {
  readonly type: SqlType
  readonly parts: readonly (string | Expr | Query)[]
}

export type FromItem =
  | { readonly kind: 'table'; readonly name: string; readonly alias: string }
  | { readonly kind: 'query'; readonly query: Query; readonly alias: string; readonly lateral: boolean }
  /** A set-returning function of one column x0, which sees what stands before it. */
  | { readonly kind: 'function'; readonly call: Expr; readonly alias: string }
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
  /** How many of the first items DISTINCT ON names. */
  readonly distinctOn: number
  readonly items: readonly Expr[]
  readonly from: FromItem | null
  readonly where: Expr | null
  /** Positions in `items`, from 1. */
  readonly groupBy: readonly number[]
  /** What the positions stand in. */
  readonly grouping: 'plain' | 'ROLLUP' | 'CUBE'
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
  /** Rows that tie with the last one come too. */
  readonly withTies: boolean
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
    query.offset === 0 ? '' : `OFFSET ${query.offset}`,
    query.limit === null ? '' : limitText(query.limit, query.withTies),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function limitText(limit: number, withTies: boolean): string {
  return withTies ? `FETCH FIRST ${limit} ROWS WITH TIES` : `LIMIT ${limit}`
}

function setText({ operator, left, right }: SetOperation): string {
  return `(${queryText(left)}) ${operator} (${queryText(right)})`
}

function selectText(select: Select): string {
  const items = select.items.map((item, index) => `${exprText(item)} AS x${index}`)
  return [
    `SELECT ${distinctText(select)}${items.join(', ')}`,
    select.from === null ? '' : `FROM ${fromText(select.from)}`,
    select.where === null ? '' : `WHERE ${exprText(select.where)}`,
    select.groupBy.length === 0 ? '' : `GROUP BY ${groupText(select)}`,
    select.having === null ? '' : `HAVING ${exprText(select.having)}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function distinctText({ distinct, distinctOn, items }: Select): string {
  if (distinctOn > 0) return `DISTINCT ON (${items.slice(0, distinctOn).map(exprText).join(', ')}) `
  return distinct ? 'DISTINCT ' : ''
}

function groupText({ grouping, groupBy }: Select): string {
  const keys = groupBy.join(', ')
  return grouping === 'plain' ? keys : `${grouping} (${keys})`
}

function fromText(item: FromItem): string {
  switch (item.kind) {
    case 'table':
      return `${item.name} AS ${item.alias}`
    case 'function':
      return `${exprText(item.call)} AS ${item.alias}(x0)`
    case 'query':
      return `${item.lateral ? 'LATERAL ' : ''}(${queryText(item.query)}) AS ${item.alias}`
    case 'join': {
      const on = item.on === null ? '' : ` ON ${exprText(item.on)}`
      return `${fromText(item.left)} ${item.type} ${item.right.kind === 'join' ? `(${fromText(item.right)})` : fromText(item.right)}${on}`
    }
  }
}
