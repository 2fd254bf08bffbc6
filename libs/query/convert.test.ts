import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { convertSqlToQuery } from './convert.ts'
import { parseQueryRequest } from './parse-query-request.ts'

function specificationSql(name: string): string {
  return readFileSync(new URL(`../../test/data/specification/queries/${name}.sql`, import.meta.url), 'utf8')
}

test('the native form that the specification writes beside its SQL', async () => {
  const query = await convertSqlToQuery({
    sql: specificationSql('product_category_stats'),
    sql_name: 'product_category_stats',
  })
  expect(query).toStrictEqual({
    name: 'product_category_stats',
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
  })
})

test('a join over two databases in the short forms', async () => {
  const query = await convertSqlToQuery({
    sql: specificationSql('high_value_customers_2024'),
    sql_name: 'high_value_customers_2024',
    default_connection_id: 'prod',
  })
  expect(query).toStrictEqual({
    name: 'high_value_customers_2024',
    default_connection_id: 'prod',
    sources: [
      { source: 'users', alias: 'u' },
      { source: 'orders', alias: 'o' },
    ],
    joins: [{ type: 'inner', left_table: 'u', right_table: 'o', left_column: 'id', right_column: 'customer_id' }],
    select: [{ column: 'name', table: 'u', alias: 'customer_name' }, 'u.email'],
    aggregations: [
      { function: 'count', column: 'o.id', alias: 'total_orders' },
      { function: 'sum', column: 'o.amount', alias: 'lifetime_value' },
      { function: 'avg', column: 'o.amount', alias: 'avg_order_value' },
      { function: 'max', column: 'o.order_date', alias: 'last_order_date' },
    ],
    filters: {
      u: [{ column: 'is_active', op: '=', value: true }],
      o: [{ column: 'order_date', op: '>=', value: '2024-01-01' }],
    },
    group_by: ['u.id', 'u.name', 'u.email'],
    having: [{ column: 'total_orders', op: '>=', value: 5 }],
    order_by: [{ column: 'lifetime_value', direction: 'desc' }],
    limit: 100,
  })
  expect(parseQueryRequest(query).request).toStrictEqual(query)
})

test('a window over an aggregate has no short form', async () => {
  const query = await convertSqlToQuery({ sql: specificationSql('debug_conversion') })
  const countOfOrders = { fn: 'count', args: [{ column: 'id', table: 'o' }] }
  expect(query.aggregations).toBeUndefined()
  expect(query.select).toStrictEqual([
    'u.name',
    { ...countOfOrders, alias: 'orders' },
    { fn: 'rank', over: { order_by: [{ expression: countOfOrders, direction: 'desc' }] }, alias: 'rank' },
  ])
  expect(query.having).toStrictEqual({ op: '>', args: [countOfOrders, { value: 0 }] })
})
