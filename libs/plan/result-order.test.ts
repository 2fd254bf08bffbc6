import { expect, test } from 'vitest'
import { bindSql } from '../query/binder/testing/catalog.ts'
import { resultOrder } from './result-order.ts'

test.each([
  ['SELECT id, name FROM users', { keys: [], complete: true, limit: 1001, offset: 0 }],
  [
    'SELECT name, id FROM users ORDER BY id DESC, name LIMIT 5 OFFSET 2',
    { keys: [1, 0], complete: true, limit: 5, offset: 2 },
  ],
  ['SELECT name FROM users ORDER BY name, id LIMIT 5', { keys: [0], complete: false, limit: 5, offset: 0 }],
  [
    'SELECT name AS n, count(*) AS c FROM users GROUP BY name ORDER BY c, n LIMIT 5',
    { keys: [1, 0], complete: true, limit: 5, offset: 0 },
  ],
  [
    'WITH u AS (SELECT name FROM users ORDER BY name LIMIT 3) SELECT upper(name) FROM u LIMIT 9',
    { keys: [], complete: true, limit: 9, offset: 0 },
  ],
])('%s', async (sql, expected) => {
  const { plan } = await bindSql(sql)
  expect(resultOrder(plan)).toEqual(expected)
})
