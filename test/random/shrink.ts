import { type Expr, type FromItem, isQuery, type Query, type Select } from './syntax.ts'

/**
 * The smallest query found that `fails` as the first one does: parts are dropped or replaced as long as it still fails.
 * Tries at most `budget` queries.
 */
export async function shrink(
  query: Query,
  fails: (candidate: Query) => Promise<boolean>,
  budget: number,
): Promise<Query> {
  let smallest = query
  let left = budget
  for (let progress = true; progress && left > 0; ) {
    progress = false
    for (const candidate of smallerQueries(smallest)) {
      if (left-- <= 0) break
      if (!(await fails(candidate))) continue
      smallest = candidate
      progress = true
      break
    }
  }
  return smallest
}

function* smallerQueries(query: Query): Generator<Query> {
  const { body } = query
  if (query.orderBy.length > 0) yield { ...query, orderBy: [], limit: null, withTies: false, offset: 0 }
  if (query.limit !== null) yield { ...query, limit: null, withTies: false, offset: 0 }
  if (query.offset > 0) yield { ...query, offset: 0 }
  for (const [index, cte] of query.ctes.entries()) {
    yield { ...query, ctes: query.ctes.filter((other) => other !== cte) }
    if (cte.hint !== '') yield { ...query, ctes: query.ctes.with(index, { ...cte, hint: '' }) }
    for (const inner of smallerQueries(cte.query))
      yield { ...query, ctes: query.ctes.with(index, { ...cte, query: inner }) }
  }
  if (body.kind === 'set') {
    yield { ...query, body: body.left.body, ctes: [...query.ctes, ...body.left.ctes] }
    yield { ...query, body: body.right.body, ctes: [...query.ctes, ...body.right.ctes] }
    for (const left of smallerQueries(body.left)) yield { ...query, body: { ...body, left } }
    for (const right of smallerQueries(body.right)) yield { ...query, body: { ...body, right } }
    return
  }
  for (const select of smallerSelects(body)) yield { ...query, body: select }
}

function* smallerSelects(select: Select): Generator<Select> {
  if (select.where !== null) yield { ...select, where: null }
  if (select.having !== null) yield { ...select, having: null }
  if (select.distinct) yield { ...select, distinct: false }
  if (select.distinctOn > 0) yield { ...select, distinctOn: 0 }
  if (select.grouping !== 'plain') yield { ...select, grouping: 'plain' }
  if (select.from !== null) for (const from of smallerItems(select.from)) yield { ...select, from }
  if (select.where !== null) for (const where of smallerExpressions(select.where)) yield { ...select, where }
  if (select.having !== null) for (const having of smallerExpressions(select.having)) yield { ...select, having }
  for (const [index, item] of select.items.entries()) {
    for (const smaller of smallerExpressions(item)) yield { ...select, items: select.items.with(index, smaller) }
  }
}

function* smallerItems(item: FromItem): Generator<FromItem> {
  // Only a call can stand in FROM: what is smaller is its arguments.
  if (item.kind === 'function') for (const call of withSmallerParts(item.call)) yield { ...item, call }
  if (item.kind === 'query') for (const query of smallerQueries(item.query)) yield { ...item, query }
  if (item.kind !== 'join') return
  yield item.left
  yield item.right
  if (item.type !== 'JOIN' && item.type !== 'CROSS JOIN') yield { ...item, type: 'JOIN' }
  for (const left of smallerItems(item.left)) yield { ...item, left }
  for (const right of smallerItems(item.right)) yield { ...item, right }
  if (item.on !== null) for (const on of smallerExpressions(item.on)) yield { ...item, on }
}

function* smallerExpressions(expr: Expr): Generator<Expr> {
  const children = expr.parts.filter((part): part is Expr | Query => typeof part !== 'string')
  for (const child of children) if (!isQuery(child) && child.type === expr.type) yield child
  if (expr.parts.length > 1 || !String(expr.parts[0]).includes('::')) {
    yield { type: expr.type, parts: [`NULL::${expr.type}`] }
  }
  yield* withSmallerParts(expr)
}

function* withSmallerParts(expr: Expr): Generator<Expr> {
  for (const [index, part] of expr.parts.entries()) {
    if (typeof part === 'string') continue
    const smaller = isQuery(part) ? smallerQueries(part) : smallerExpressions(part)
    for (const replacement of smaller) yield { ...expr, parts: expr.parts.with(index, replacement) }
  }
}
