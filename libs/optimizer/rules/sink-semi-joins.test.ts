import { expect, test } from 'vitest'
import type { PlanNode } from '#plan'
import { call, col, filter, join, lit, scan } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { sinkSemiJoins } from './sink-semi-joins.ts'

const a = scan('pg', 'a', ['a1'])
const b = scan('my', 'b', ['b1'])
const tested = scan('pg', 't', ['t1'])
const both = call('eq', col('a1'), col('b1'))
const ofA = call('eq', col('t1'), col('a1'))

function sunk(plan: PlanNode): string {
  return describe(sinkSemiJoins.apply(plan) ?? plan)
}

test.each([
  ['inner', 'inner[eq(a1, b1)](semi[eq(t1, a1)](a{a1}, t{t1}), b{b1})'],
  ['left', 'left[eq(a1, b1)](semi[eq(t1, a1)](a{a1}, t{t1}), b{b1})'],
  ['anti', 'anti[eq(a1, b1)](semi[eq(t1, a1)](a{a1}, t{t1}), b{b1})'],
  ['right', 'semi[eq(t1, a1)](right[eq(a1, b1)](a{a1}, b{b1}), t{t1})'],
  ['full', 'semi[eq(t1, a1)](full[eq(a1, b1)](a{a1}, b{b1}), t{t1})'],
] as const)('through %s to the table of its connection, where that side keeps its rows', (type, expected) => {
  expect(sunk(join('semi', join(type, a, b, both), tested, ofA))).toBe(expected)
})

test('through filters, and into the right side of an inner join', () => {
  const plan = join('anti', filter(join('inner', b, a, both), call('gt', col('b1'), lit(1))), tested, ofA)
  expect(sunk(plan)).toBe('filter[gt(b1, 1)](inner[eq(a1, b1)](b{b1}, anti[eq(t1, a1)](a{a1}, t{t1})))')
})

test('not to a table of another connection, and not when it is about both tables', () => {
  const elsewhere = join('semi', join('inner', a, b, both), tested, call('eq', col('t1'), col('b1')))
  expect(sunk(elsewhere)).toBe(describe(elsewhere))
  const ofBoth = join('semi', join('inner', a, b, both), tested, call('and', ofA, call('eq', col('t1'), col('b1'))))
  expect(sunk(ofBoth)).toBe(describe(ofBoth))
})
