import { expect, test } from 'vitest'
import type { PlanNode } from '#plan'
import {
  agg,
  aggregate,
  call,
  col,
  filter,
  join,
  lit,
  project,
  scan,
  setOperation,
  subquery,
} from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { pruneColumns } from './prune-columns.ts'

const table = scan('pg', 't', ['a', 'b', 'c', 'd_t'])

function pruned(plan: PlanNode): string {
  return describe(pruneColumns.apply(plan) ?? plan)
}

test('a Scan reads what is used above it: in filters, conditions and outputs', () => {
  expect(pruned(project(filter(table, call('eq', col('b'), lit(1))), [['p', col('a')]]))).toBe(
    'project[p=a](filter[eq(b, 1)](t{a,b}))',
  )
  const other = scan('my', 'o', ['x', 'y'])
  expect(pruned(project(join('semi', table, other, call('eq', col('c'), col('y'))), [['p', col('a')]]))).toBe(
    'project[p=a](semi[eq(c, y)](t{a,c}, o{y}))',
  )
})

test('rows are counted over the narrowest column', () => {
  const texts = scan('pg', 't', ['d_t', 'a'])
  expect(pruned(aggregate(texts, [], [['n', agg('count')]]))).toBe('aggregate[; n=count()](t{a})')
})

test('aggregates and expressions nobody uses are not computed, but their rows stay', () => {
  const grouped = aggregate(
    table,
    [['g', col('a')]],
    [
      ['n', agg('count')],
      ['s', agg('sum', col('b'))],
    ],
  )
  expect(pruned(project(grouped, [['p', col('g')]]))).toBe('project[p=g](aggregate[g=a; ](t{a}))')
  const total = aggregate(
    table,
    [],
    [
      ['n', agg('count')],
      ['s', agg('sum', col('b'))],
    ],
  )
  expect(pruned(project(total, [['p', lit(1)]]))).toBe('project[p=1](aggregate[; n=count()](t{a}))')
})

test('UNION ALL loses columns by position; the others compare all of them', () => {
  const other = scan('my', 'o', ['w', 'x', 'y', 'z_t'])
  const ids = ['s1', 's2', 's3', 's4_t']
  expect(pruned(project(setOperation('union', true, table, other, ids), [['p', col('s2')]]))).toBe(
    'project[p=s2](union all(t{b}, o{x}))',
  )
  expect(pruned(project(setOperation('union', false, table, other, ids), [['p', col('s2')]]))).toBe(
    'project[p=s2](union(t{a,b,c,d_t}, o{w,x,y,z_t}))',
  )
})

test('a column that only a correlated subquery reads is kept', () => {
  const inner = filter(scan('my', 'o', ['x']), call('eq', col('x'), col('c')))
  expect(pruned(project(filter(table, subquery('exists', inner)), [['p', col('a')]]))).toContain('(t{a,c}))')
})
