import type { Prng } from './prng.ts'
import { randomAggregate, randomAverage, randomWindow } from './random-calls.ts'
import { type Place, randomExpression, randomType } from './random-expressions.ts'
import type { Expr, FromItem, Query, Select, SortItem } from './syntax.ts'
import { type SqlType, TABLES } from './tables.ts'

interface Column {
  readonly text: string
  readonly type: SqlType
}

interface NamedQuery {
  readonly name: string
  readonly types: readonly SqlType[]
}

/** What a query is made in. */
interface Around {
  readonly prng: Prng
  readonly nextAlias: () => string
  /** Columns of the queries around it. */
  readonly outer: readonly Column[]
  readonly ctes: readonly NamedQuery[]
  readonly depth: number
}

const EXPRESSION_DEPTH = 3

/** A random query over the test tables that has one answer, whatever order its rows are read in. */
export function randomQuery(prng: Prng): Query {
  let aliases = 0
  const around: Around = { prng, nextAlias: () => `t${aliases++}`, outer: [], ctes: [], depth: 2 }
  const types = Array.from({ length: 1 + prng.below(4) }, () => randomType(prng))
  return query(around, types, 'whole')
}

/** `whole` queries may end with averages; `inner` ones are computed with. */
function query(around: Around, types: readonly SqlType[], use: 'whole' | 'inner'): Query {
  const { prng } = around
  const ctes = around.depth > 0 && around.outer.length === 0 && prng.chance(15) ? [commonTable(around)] : []
  const inside = { ...around, ctes: [...around.ctes, ...ctes.map(({ name, query: { types } }) => ({ name, types }))] }
  const body = around.depth > 0 && prng.chance(12) ? setOperation(inside, types) : select(inside, types, use)
  const sorts = prng.chance(use === 'whole' ? 50 : 15)
  const orderBy = sorts ? allColumns(prng, types.length) : []
  const limited = sorts && prng.chance(60)
  return {
    ctes,
    body,
    orderBy,
    limit: limited ? prng.below(8) : null,
    offset: limited && prng.chance(30) ? prng.below(3) : 0,
    types,
  }
}

/** Every column, so that rows that tie are equal. */
function allColumns(prng: Prng, count: number): readonly SortItem[] {
  const directions = ['', 'DESC', 'ASC NULLS FIRST', 'DESC NULLS LAST'] as const
  const positions = Array.from({ length: count }, (_, index) => index + 1)
  const rotated = positions.slice(prng.below(count)).concat(positions).slice(0, count)
  return [...new Set([...rotated, ...positions])].map((position) => ({ position, direction: prng.pick(directions) }))
}

function commonTable(around: Around): Query['ctes'][number] {
  const { prng } = around
  const types = Array.from({ length: 1 + prng.below(3) }, () => randomType(prng))
  const inner = query({ ...around, depth: around.depth - 1 }, types, 'inner')
  return { name: around.nextAlias(), hint: prng.pick(['', '', 'MATERIALIZED ', 'NOT MATERIALIZED ']), query: inner }
}

function setOperation(around: Around, types: readonly SqlType[]): Query['body'] {
  const { prng } = around
  const operator = prng.pick(['UNION', 'UNION ALL', 'INTERSECT', 'INTERSECT ALL', 'EXCEPT', 'EXCEPT ALL'])
  const inside = { ...around, depth: around.depth - 1 }
  return { kind: 'set', operator, left: query(inside, types, 'inner'), right: query(inside, types, 'inner') }
}

function select(around: Around, types: readonly SqlType[], use: 'whole' | 'inner'): Select {
  const { prng } = around
  const { item: from, columns } = fromClause(around)
  const place = placeOf(around, columns)
  const make = (type: SqlType): Expr => randomExpression(type, EXPRESSION_DEPTH, place)
  // PostgreSQL computes an aggregate over nothing but outer columns in the outer query.
  const own = placeOf({ ...around, outer: [] }, columns)
  const makeOwn = (type: SqlType): Expr => randomExpression(type, EXPRESSION_DEPTH, own)
  const where = prng.chance(65) ? make('boolean') : null
  const plain = { kind: 'select' as const, distinct: prng.chance(12), from, where, groupBy: [], having: null }
  if (prng.chance(30)) return { ...plain, ...grouped(prng, types, makeOwn, use) }
  if (use === 'whole' && prng.chance(25)) {
    const all = columns.map(({ text }) => text)
    // A window function has the type it has: the column's is forced on it.
    return {
      ...plain,
      items: types.map((type) => (prng.chance(50) ? as(type, randomWindow(prng, make, all)) : make(type))),
    }
  }
  return { ...plain, items: types.map(make) }
}

/** Some columns are keys and the others aggregates. */
function grouped(
  prng: Prng,
  types: readonly SqlType[],
  make: (type: SqlType) => Expr,
  use: 'whole' | 'inner',
): Pick<Select, 'items' | 'groupBy' | 'having'> {
  const isKey = types.map(() => prng.chance(50))
  const items = types.map((type, index) => {
    if (isKey[index] === true) return make(type)
    if (use === 'whole' && type === 'double precision' && prng.chance(30)) return randomAverage(prng, make)
    return as(type, randomAggregate(prng, make))
  })
  const groupBy = isKey.flatMap((key, index) => (key ? [index + 1] : []))
  const having = prng.chance(25) ? comparedAggregate(prng, make) : null
  return { items, groupBy, having }
}

function comparedAggregate(prng: Prng, make: (type: SqlType) => Expr): Expr {
  const aggregate = randomAggregate(prng, make)
  return { type: 'boolean', parts: ['(', aggregate, ` IS ${prng.chance(60) ? 'NOT ' : ''}NULL)`] }
}

/** The expression as a value of the type: itself, or whether it is there, brought to the type. */
function as(type: SqlType, expression: Expr): Expr {
  if (expression.type === type) return expression
  const text: Expr['parts'] = ['(', expression, ' IS NULL)']
  switch (type) {
    case 'boolean':
      return { type, parts: text }
    case 'text':
      return { type, parts: [...text, '::text'] }
    case 'date':
      return { type, parts: ['CASE WHEN ', expression, " IS NULL THEN DATE '2024-02-29' END"] }
    case 'timestamp':
      return { type, parts: ['CASE WHEN ', expression, " IS NULL THEN TIMESTAMP '2024-02-29 01:02:03' END"] }
    case 'integer':
      return { type, parts: [...text, '::integer'] }
    default:
      return { type, parts: [...text, `::integer::${type === 'numeric' ? 'numeric(12,2)' : type}`] }
  }
}

function placeOf(around: Around, columns: readonly Column[]): Place {
  const { prng, depth } = around
  const visible = [...columns, ...(prng.chance(50) ? around.outer : [])]
  const subquery = (type: SqlType, form: 'scalar' | 'list'): Query => {
    const inside = { ...around, depth: depth - 1, outer: [...around.outer, ...columns] }
    return form === 'scalar' ? scalar(inside, type) : query(inside, [type], 'inner')
  }
  return { prng, columns: visible, subquery: depth > 0 ? subquery : undefined }
}

/** A query of exactly one row: an aggregate without GROUP BY. */
function scalar(around: Around, type: SqlType): Query {
  const { prng } = around
  const { item: from, columns } = fromClause(around)
  const place = placeOf(around, columns)
  const make = (inner: SqlType): Expr => randomExpression(inner, 2, place)
  const where = prng.chance(70) ? make('boolean') : null
  // PostgreSQL computes an aggregate over nothing but outer columns in the outer query.
  const own = placeOf({ ...around, outer: [] }, columns)
  const makeOwn = (inner: SqlType): Expr => randomExpression(inner, 2, own)
  const items = [as(type, randomAggregate(prng, makeOwn))]
  const body: Select = { kind: 'select', distinct: false, items, from, where, groupBy: [], having: null }
  return { ctes: [], body, orderBy: [], limit: null, offset: 0, types: [type] }
}

interface From {
  readonly item: FromItem
  readonly columns: readonly Column[]
}

function fromClause(around: Around): From {
  const { prng } = around
  const joins = prng.chance(45) ? 0 : prng.chance(75) ? 1 : 2
  let from = single(around)
  for (let join = 0; join < joins; join++) from = joined(around, from, single(around))
  return from
}

function single(around: Around): From {
  const { prng } = around
  const alias = around.nextAlias()
  const cte = prng.chance(50) ? prng.pickAny(around.ctes) : undefined
  if (cte !== undefined) {
    const columns = cte.types.map((type, index) => ({ text: `${alias}.x${index}`, type }))
    return { item: { kind: 'table', name: cte.name, alias }, columns }
  }
  if (around.depth > 0 && prng.chance(15)) return derived(around, alias)
  const table = prng.pickAny(TABLES)
  if (table === undefined) throw new Error('There are no tables.')
  const columns = Object.entries(table.columns).map(([name, type]) => ({ text: `${alias}.${name}`, type }))
  return { item: { kind: 'table', name: table.name, alias }, columns }
}

function derived(around: Around, alias: string): From {
  const { prng } = around
  const types = Array.from({ length: 1 + prng.below(3) }, () => randomType(prng))
  // FROM does not see its neighbours, nor what is around them, but for LATERAL.
  const inner = query({ ...around, depth: around.depth - 1, outer: [] }, types, 'inner')
  const columns = types.map((type, index) => ({ text: `${alias}.x${index}`, type }))
  return { item: { kind: 'query', query: inner, alias, lateral: false }, columns }
}

type Join = Extract<FromItem, { kind: 'join' }>

const JOINS: readonly [Join['type'], ...Join['type'][]] = [
  'JOIN',
  'JOIN',
  'LEFT JOIN',
  'LEFT JOIN',
  'RIGHT JOIN',
  'FULL JOIN',
  'CROSS JOIN',
]

function joined(around: Around, left: From, right: From): From {
  const { prng } = around
  const columns = [...left.columns, ...right.columns]
  const type = prng.pick(JOINS)
  const item = (on: Expr | null, as: Join['type']): From => ({
    item: { kind: 'join', type: as, left: left.item, right: right.item, on },
    columns,
  })
  if (type === 'CROSS JOIN') return item(null, type)
  const equality = equalColumns(prng, left.columns, right.columns)
  if (equality === undefined) return item(null, 'CROSS JOIN')
  // PostgreSQL takes nothing but equalities for FULL JOIN.
  if (type === 'FULL JOIN' || prng.chance(60)) return item(equality, type)
  const place: Place = { prng, columns, subquery: undefined }
  const more = randomExpression('boolean', 2, place)
  return item({ type: 'boolean', parts: ['(', equality, prng.chance(85) ? ' AND ' : ' OR ', more, ')'] }, type)
}

function equalColumns(prng: Prng, left: readonly Column[], right: readonly Column[]): Expr | undefined {
  const pairs = left.flatMap((a) => right.filter((b) => b.type === a.type).map((b) => [a, b] as const))
  const keys = pairs.filter(([a, b]) => /id$/.test(a.text) && /id$/.test(b.text))
  const pair = prng.chance(70) ? (prng.pickAny(keys) ?? prng.pickAny(pairs)) : prng.pickAny(pairs)
  return pair === undefined ? undefined : { type: 'boolean', parts: [`(${pair[0].text} = ${pair[1].text})`] }
}
