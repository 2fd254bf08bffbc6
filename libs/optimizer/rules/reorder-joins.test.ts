import { expect, test } from 'vitest'
import { outputIds } from '../subplans.ts'
import { call, col, join, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { reorderJoins } from './reorder-joins.ts'

const a = scan('pg', 'a', ['a1'])
const b = scan('my', 'b', ['b1', 'b2'])
const c = scan('pg', 'c', ['c1'])
const eq = (x: string, y: string) => call('eq', col(x), col(y))

test('tables of one connection are joined first where a key links them', () => {
  const plan = join('inner', join('inner', a, b, eq('a1', 'b1')), c, eq('a1', 'c1'))
  const reordered = reorderJoins.apply(plan) ?? plan
  expect(describe(reordered)).toBe(
    'project[a1, b1, b2, c1](inner[eq(a1, b1)](inner[eq(a1, c1)](a{a1}, c{c1}), b{b1,b2}))',
  )
  expect(outputIds(reordered)).toEqual(outputIds(plan))
})

test('without such a key they stay apart, and cross products come last', () => {
  const plan = join('inner', join('cross', a, c), b, call('and', eq('a1', 'b1'), eq('c1', 'b2')))
  expect(describe(reorderJoins.apply(plan) ?? plan)).toBe(
    'project[a1, c1, b1, b2](inner[eq(c1, b2)](inner[eq(a1, b1)](a{a1}, b{b1,b2}), c{c1}))',
  )
})

test('outer joins keep their place', () => {
  const plan = join('left', join('left', a, b, eq('a1', 'b1')), c, eq('a1', 'c1'))
  expect(reorderJoins.apply(plan)).toEqual(plan)
})
