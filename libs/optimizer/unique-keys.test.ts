import { expect, test } from 'vitest'
import type { PlanNode } from '#plan'
import { agg, aggregate, call, col, filter, join, lit, project, scan } from './testing/plans.ts'
import { uniqueKeys } from './unique-keys.ts'

const users = { ...scan('pg', 'users', ['u.id', 'u.country']), primaryKey: ['id'] }
const orders = { ...scan('pg', 'orders', ['o.id', 'o.user']), primaryKey: ['id'] }
const ofUser = call('eq', col('o.user'), col('u.id'))
const unrelated = call('eq', col('o.user'), col('u.country'))

test.each<[string, PlanNode, string[][] | undefined]>([
  ['a table', users, [['u.id']]],
  ['a table without a known key', scan('pg', 't', ['t1']), undefined],
  ['a filtered table', filter(users, call('gt', col('u.country'), lit(1))), [['u.id']]],
  ['a renamed key', project(users, [['x', col('u.id')]]), [['x']]],
  ['a key that is gone', project(users, [['x', col('u.country')]]), []],
  ['groups', aggregate(orders, [['g', col('o.user')]], [['n', agg('count')]]), [['g']]],
  ['many rows to one', join('inner', orders, users, ofUser), [['o.id']]],
  ['one row to many', join('inner', users, orders, ofUser), [['o.id']]],
  ['many rows to many', join('inner', users, orders, unrelated), []],
  ['rows that are only tested', join('semi', users, orders, unrelated), [['u.id']]],
])('%s', (_name, plan, expected) => {
  expect(uniqueKeys(plan)?.map((key) => [...key])).toEqual(expected)
})
