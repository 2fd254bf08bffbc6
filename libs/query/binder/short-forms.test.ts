import { expect, test } from 'vitest'
import type { QueryRequest } from '../query-request.ts'
import { bindRequest, bindSql } from './testing/catalog.ts'
import { printPlan } from './testing/print-plan.ts'

async function expectSamePlan(request: QueryRequest, sql: string): Promise<void> {
  const [json, text] = [await bindRequest(request), await bindSql(sql)]
  expect(printPlan(json.plan)).toBe(printPlan(text.plan))
  expect(json.fields).toEqual(text.fields)
}

test('strings, filters and limit', async () => {
  await expectSamePlan(
    {
      sources: ['users'],
      select: ['name', 'email'],
      filters: { users: [{ column: 'is_active', op: '=', value: true }] },
      limit: 5,
    },
    'SELECT name, email FROM users WHERE is_active = true LIMIT 5',
  )
})

test('aggregations, group_by and order_by by alias', async () => {
  await expectSamePlan(
    {
      sources: ['products'],
      select: ['category'],
      filters: { products: [{ column: 'is_active', op: '=', value: true }] },
      aggregations: [
        { function: 'count', column: '*', alias: 'product_count' },
        { function: 'avg', column: 'price', alias: 'avg_price' },
        { function: 'min', column: 'price', alias: 'min_price' },
        { function: 'max', column: 'price', alias: 'max_price' },
      ],
      group_by: ['category'],
      order_by: [{ column: 'avg_price', direction: 'desc' }],
    },
    `SELECT category, COUNT(*) as product_count, AVG(price) as avg_price, MIN(price) as min_price, MAX(price) as max_price
     FROM products WHERE is_active = true GROUP BY category ORDER BY avg_price DESC`,
  )
})

test('joins of sources by connection id, with aliases', async () => {
  const request: QueryRequest = {
    sources: [
      { connection_id: 'prod-athena-warehouse', table: 'sales_fact', alias: 'sales' },
      { connection_id: 'prod-athena-warehouse', table: 'customer_dim', alias: 'customers' },
    ],
    select: ['sales.order_date', 'customers.customer_name', 'sales.amount', 'sales.region'],
    joins: [
      {
        type: 'inner',
        left_table: 'sales',
        right_table: 'customers',
        left_column: 'customer_id',
        right_column: 'customer_id',
      },
    ],
    filters: { sales: [{ column: 'order_date', op: '>=', value: '2024-01-01' }] },
    order_by: [{ column: 'order_date', direction: 'desc' }],
    limit: 1000,
  }
  await expectSamePlan(
    request,
    `select sales.order_date, customers.customer_name, sales.amount, sales.region from sales_fact sales
     join customer_dim customers on sales.customer_id = customers.customer_id where sales.order_date >= '2024-01-01'
     order by order_date desc limit 1000`,
  )
})

test('having names aliases of aggregations', async () => {
  await expectSamePlan(
    {
      sources: ['orders'],
      select: ['customer_id'],
      aggregations: [
        { function: 'count', column: 'id', alias: 'n' },
        { function: 'count', column: 'status', alias: 'kinds', distinct: true },
      ],
      group_by: ['customer_id'],
      having: [
        { column: 'n', op: '>=', value: 5 },
        { column: 'customer_id', op: 'in', value: [1, 2] },
      ],
      limit: 3,
    },
    `select customer_id, count(id) as n, count(distinct status) as kinds from orders group by customer_id
     having count(id) >= 5 and customer_id in (1, 2) limit 3`,
  )
})

test('every operator of conditions', async () => {
  await expectSamePlan(
    {
      sources: ['users'],
      select: ['id'],
      filters: {
        users: [
          { column: 'age', op: 'between', value: [18, 65] },
          { column: 'age', op: 'not between', value: [30, 40] },
          { column: 'name', op: 'like', value: 'a%' },
          { column: 'name', op: 'not ilike', value: 'b%' },
          { column: 'email', op: 'is not null' },
          { column: 'id', op: 'not in', value: [7, 8] },
          { column: 'age', op: '!=', value: { value: '20', type: 'integer' } },
        ],
      },
      limit: 1,
    },
    `select id from users where age between 18 and 65 and age not between 30 and 40 and name like 'a%'
     and name not ilike 'b%' and email is not null and id not in (7, 8) and age <> 20 limit 1`,
  )
})

test('a request without select shows every column', async () => {
  await expectSamePlan({ sources: ['products'], limit: 1 }, 'select * from products limit 1')
})

test('a dotted source is named by its last part', async () => {
  await expectSamePlan(
    { sources: ['shop.orders'], select: ['orders.id', 'shop.orders.amount'], limit: 1 },
    'select orders.id, shop.orders.amount from shop.orders limit 1',
  )
})

test('a filter on a table that is not there is placed at the condition', async () => {
  const condition = { column: 'x', op: '=', value: 1 } as const
  const locator = {
    locate: (node: object) => (node === condition ? { path: 'filters.usr[0]' } : undefined),
    excerpt: () => undefined,
  }
  await expect(bindRequest({ sources: ['users'], filters: { usr: [condition] } }, { locator })).rejects.toMatchObject({
    code: 'UNKNOWN_TABLE',
    message: 'FROM has no table or alias "usr". Did you mean "users"?',
    detail: { position: { path: 'filters.usr[0]' } },
  })
})

test('a join whose left table is not in sources names the nearest', async () => {
  const join = { left_table: 'user', right_table: 'orders', left_column: 'id', right_column: 'customer_id' }
  await expect(bindRequest({ sources: ['users', 'orders'], joins: [join] })).rejects.toMatchObject({
    code: 'UNKNOWN_TABLE',
    message: 'The left table "user" of this join is not in sources. Did you mean "users"?',
  })
})

test('QUALIFY filters above the window', async () => {
  const bound = await bindRequest({
    sources: ['users'],
    select: ['id'],
    qualify: {
      op: '=',
      args: [{ fn: 'row_number', over: { partition_by: ['is_active'], order_by: ['id'] } }, { value: 1 }],
    },
    limit: 1,
  })
  expect(printPlan(bound.plan).split('\n').slice(1, 4)).toEqual([
    '  project c6=c0',
    "    filter eq(c7, '1':int64)",
    '      window c7=row_number() over (partition c5 order c0)',
  ])
})
