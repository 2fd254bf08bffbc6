import type { Prng } from './prng.ts'
import { randomAggregate, randomAverage, randomWindow } from './random-calls.ts'
import { type Place, randomExpression, randomType, type Subqueries } from './random-expressions.ts'
import { type Expr, exprText, type FromItem, type Query, queryText, type Select, type SortItem } from './syntax.ts'
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
  const ctes = around.depth > 0 && around.outer.length === 0 && prng.chance(30) ? [commonTable(around)] : []
  const inside = { ...around, ctes: [...around.ctes, ...ctes.map(({ name, query: { types } }) => ({ name, types }))] }
  const body = around.depth > 0 && prng.chance(12) ? setOperation(inside, types) : select(inside, types, use)
  const sorts = prng.chance(use === 'whole' ? 50 : 15)
  if (body.kind === 'select' && body.distinctOn > 0) {
    // ORDER BY begins with what DISTINCT ON names, and goes on so that the first row of each is settled.
    return { ctes, body, orderBy: inPlace(prng, types.length), ...UNLIMITED, types }
  }
  if (!sorts) return { ctes, body, orderBy: [], ...UNLIMITED, types }
  const orderBy = allColumns(prng, types.length)
  if (!prng.chance(60)) return { ctes, body, orderBy, ...UNLIMITED, types }
  const offset = prng.chance(30) ? prng.below(3) : 0
  const limit = prng.below(8)
  // With its ties a limit is settled by any keys.
  const tied = { ctes, body, orderBy: orderBy.slice(0, 1), limit, withTies: true, offset: 0, types }
  // PostgreSQL 18 fails where it finds min and max by the first row of an order, and takes its ties too.
  if (prng.chance(20) && !/\b(min|max)\(/.test(queryText(tied))) return tied
  return { ctes, body, orderBy, limit, withTies: false, offset, types }
}

const UNLIMITED = { limit: null, withTies: false, offset: 0 } as const

const DIRECTIONS = ['', 'DESC', 'ASC NULLS FIRST', 'DESC NULLS LAST'] as const

function inPlace(prng: Prng, count: number): readonly SortItem[] {
  return Array.from({ length: count }, (_, index) => ({ position: index + 1, direction: prng.pick(DIRECTIONS) }))
}

/** Every column, so that rows that tie are equal. */
function allColumns(prng: Prng, count: number): readonly SortItem[] {
  const positions = Array.from({ length: count }, (_, index) => index + 1)
  const rotated = positions.slice(prng.below(count)).concat(positions).slice(0, count)
  return [...new Set([...rotated, ...positions])].map((position) => ({ position, direction: prng.pick(DIRECTIONS) }))
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
  const make = (type: SqlType): Expr => randomExpression(type, around.depth + 1, place)
  // PostgreSQL computes an aggregate over nothing but outer columns in the outer query.
  const own = placeOf({ ...around, outer: [] }, columns)
  const makeOwn = (type: SqlType): Expr => randomExpression(type, around.depth + 1, own)
  const where = prng.chance(65) ? make('boolean') : null
  const plain = { ...PLAIN, distinct: prng.chance(12), from, where }
  if (prng.chance(30)) return { ...plain, ...grouped(prng, types, makeOwn, use) }
  if (use === 'whole' && prng.chance(25)) {
    const all = columns.map(({ text }) => text)
    const makePart = (type: SqlType): Expr => randomExpression(type, 2, place)
    const ofRows = prng.below(types.length)
    const makeWindow = (index: number): Expr => randomWindow(prng, makePart, index === ofRows ? all : null)
    // A window function has the type it has: the column's is forced on it.
    return {
      ...plain,
      items: types.map((type, index) => (prng.chance(50) ? as(type, makeWindow(index)) : make(type))),
    }
  }
  if (plain.distinct && prng.chance(50)) return { ...plain, ...firstOfEach(types, place, make) }
  return { ...plain, items: types.map(make) }
}

/** DISTINCT ON the first items that are columns of their own: what ORDER BY says by number must be the same column. */
function firstOfEach(
  types: readonly SqlType[],
  place: Place,
  make: (type: SqlType) => Expr,
): Pick<Select, 'items' | 'distinctOn'> {
  const keys: Expr[] = []
  for (const type of types.slice(0, 1 + place.prng.below(types.length))) {
    const free = place.columns.filter((column) => keys.every((key) => exprText(key) !== column.text))
    const found = place.prng.pickAny(free.filter((column) => column.type === type))
    if (found === undefined) break
    keys.push({ type, parts: [found.text] })
  }
  return { distinctOn: keys.length, items: [...keys, ...types.slice(keys.length).map(make)] }
}

const PLAIN = { kind: 'select', distinct: false, distinctOn: 0, groupBy: [], grouping: 'plain', having: null } as const

/** Some columns are keys and the others aggregates. */
function grouped(
  prng: Prng,
  types: readonly SqlType[],
  make: (type: SqlType) => Expr,
  use: 'whole' | 'inner',
): Pick<Select, 'items' | 'groupBy' | 'grouping' | 'having'> {
  const isKey = types.map(() => prng.chance(50))
  const items = types.map((type, index) => {
    if (isKey[index] === true) return make(type)
    if (use === 'whole' && type === 'double precision' && prng.chance(30)) return randomAverage(prng, make)
    return as(type, randomAggregate(prng, make))
  })
  const groupBy = isKey.flatMap((key, index) => (key ? [index + 1] : []))
  const having = prng.chance(25) ? comparedAggregate(prng, make) : null
  const texts = items.map(exprText)
  const same = new Set(texts).size < texts.length
  const grouping = same ? 'plain' : prng.pick(['plain', 'plain', 'plain', 'ROLLUP', 'CUBE'])
  return { items, groupBy, grouping, having }
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
  const inside = { ...around, depth: depth - 1, outer: [...around.outer, ...columns] }
  const subqueries: Subqueries = {
    scalar: (type) => scalar(inside, type),
    rows: (types) => query(inside, types, 'inner'),
  }
  return { prng, columns: visible, subqueries: depth > 0 ? subqueries : undefined }
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
  return { ctes: [], body: { ...PLAIN, items, from, where }, orderBy: [], ...UNLIMITED, types: [type] }
}

interface From {
  readonly item: FromItem
  readonly columns: readonly Column[]
}

function fromClause(around: Around): From {
  const { prng } = around
  const joins = prng.chance(45) ? 0 : prng.chance(75) ? 1 : 2
  let from = single(around)
  for (let join = 0; join < joins; join++) {
    from = prng.chance(15) ? lateral(around, from) : joined(around, from, single(around))
  }
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

/** What stands beside it and sees it: a subquery, or a series of numbers. */
function lateral(around: Around, left: From): From {
  const { prng } = around
  const alias = around.nextAlias()
  const outer = around.depth > 0 && prng.chance(60)
  const right = outer ? lateralQuery(around, left, alias) : series(around, left, alias)
  const type = prng.pick(['JOIN', 'LEFT JOIN'])
  return {
    item: { kind: 'join', type, left: left.item, right: right.item, on: { type: 'boolean', parts: ['true'] } },
    columns: [...left.columns, ...right.columns],
  }
}

function lateralQuery(around: Around, left: From, alias: string): From {
  const { prng } = around
  const types = Array.from({ length: 1 + prng.below(2) }, () => randomType(prng))
  const inside = { ...around, depth: around.depth - 1, outer: [...around.outer, ...left.columns] }
  const item: FromItem = { kind: 'query', query: query(inside, types, 'inner'), alias, lateral: true }
  return { item, columns: types.map((type, index) => ({ text: `${alias}.x${index}`, type })) }
}

function series({ prng }: Around, left: From, alias: string): From {
  const place = { prng, columns: left.columns, subqueries: undefined }
  const call = prng.chance(60) ? numbers(place) : pieces(place)
  return { item: { kind: 'function', call, alias }, columns: [{ text: `${alias}.x0`, type: call.type }] }
}

/** Short, whatever the number is. */
function numbers(place: Place): Expr {
  const end = randomExpression('integer', 1, place)
  return { type: 'integer', parts: ['generate_series(1, ', end, ' % 5)'] }
}

/** A text in pieces, or an array of JSON. */
function pieces(place: Place): Expr {
  const text = randomExpression('text', 1, place)
  const number = randomExpression('integer', 1, place)
  return place.prng.pick<Expr>([
    { type: 'text', parts: ['string_to_table(', text, ", 'a')"] },
    { type: 'text', parts: ['regexp_split_to_table(', text, ", '[a-c]')"] },
    { type: 'text', parts: ['json_array_elements_text(json_build_array(', text, ', ', number, '))'] },
    { type: 'text', parts: ['jsonb_array_elements_text(jsonb_build_array(', number, ', ', text, '))'] },
  ])
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
  const place = prng.chance(40) ? placeOf({ ...around, outer: [] }, columns) : { prng, columns, subqueries: undefined }
  const more = randomExpression('boolean', 2, place)
  return item({ type: 'boolean', parts: ['(', equality, prng.chance(85) ? ' AND ' : ' OR ', more, ')'] }, type)
}

function equalColumns(prng: Prng, left: readonly Column[], right: readonly Column[]): Expr | undefined {
  const pairs = left.flatMap((a) => right.filter((b) => b.type === a.type).map((b) => [a, b] as const))
  const keys = pairs.filter(([a, b]) => /id$/.test(a.text) && /id$/.test(b.text))
  const pair = prng.chance(70) ? (prng.pickAny(keys) ?? prng.pickAny(pairs)) : prng.pickAny(pairs)
  return pair === undefined ? undefined : { type: 'boolean', parts: [`(${pair[0].text} = ${pair[1].text})`] }
}
