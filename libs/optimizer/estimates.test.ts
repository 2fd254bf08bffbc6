import { expect, test } from 'vitest'
import { estimateRows } from './estimates.ts'
import { agg, aggregate, call, col, filter, inList, join, limit, lit, scan, setOperation } from './testing/plans.ts'

const table = scan('pg', 't', ['a', 'b'])
const other = { ...scan('my', 'o', ['x', 'y']), estimatedRows: 50 }
const unknown = { ...table, estimatedRows: null }
const key = call('eq', col('a'), col('x'))

test.each([
  ['a table', table, 1000],
  ['an equality', filter(table, call('eq', col('a'), lit(1))), 100],
  ['two conjuncts', filter(table, call('and', call('eq', col('a'), lit(1)), call('is_null', col('b')))), 10],
  ['a list', filter(table, inList(col('a'), [1, 2])), 200],
  ['a total', aggregate(unknown, [], [['n', agg('count')]]), 1],
  ['groups', aggregate(table, [['g', col('a')]], []), 100],
  ['a limit', limit(table, 5), 5],
  ['a limit of an unknown table', limit(unknown, 5), 5],
  ['an offset past the end', limit(table, 5, 2000), 0],
  ['a join by key', join('inner', table, other, key), 1000],
  ['a cross product', join('cross', table, other), 50_000],
  ['a full join', join('full', table, other, key), 1050],
  ['a union', setOperation('union', true, table, other, ['s', 't']), 1050],
  ['an unknown table', filter(unknown, call('eq', col('a'), lit(1))), null],
  ['a join with one', join('inner', table, { ...other, estimatedRows: null }, key), null],
])('%s', (_name, plan, rows) => {
  expect(estimateRows(plan)).toBe(rows)
})
