import { expect, test } from 'vitest'
import type { PlanNode } from '#plan'
import { call, cast, col, filter, join, limit, lit, project, scan, setOperation, sort } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { pushLimits } from './push-limits.ts'

const a = scan('pg', 'a', ['a1', 'a2_t'])
const b = scan('my', 'b', ['b1', 'b2_t'])
const key = call('eq', col('a1'), col('b1'))
const both = setOperation('union', true, a, b, ['u1', 'u2_t'])

function pushed(plan: PlanNode): string {
  return describe(pushLimits.apply(plan) ?? plan)
}

test.each([
  [
    'both branches of UNION ALL',
    limit(both, 3, 2),
    'limit[3 offset 2](union all(limit[5](a{a1,a2_t}), limit[5](b{b1,b2_t})))',
  ],
  [
    'both branches in order',
    limit(sort(both, col('u1')), 3),
    'limit[3](sort[u1](union all(limit[3](sort[a1](a{a1,a2_t})), limit[3](sort[b1](b{b1,b2_t})))))',
  ],
  [
    'the kept side of a left join',
    limit(join('left', a, b, key), 3),
    'limit[3](left[eq(a1, b1)](limit[3](a{a1,a2_t}), b{b1,b2_t}))',
  ],
  [
    'the kept side of a right join',
    limit(join('right', a, b, key), 3),
    'limit[3](right[eq(a1, b1)](a{a1,a2_t}, limit[3](b{b1,b2_t})))',
  ],
  [
    'through a projection, under what its columns stand for',
    limit(sort(project(join('left', a, b, key), [['p', call('add', col('a1'), lit(1))]]), col('p')), 3),
    'limit[3](sort[p](project[p=add(a1, 1)](left[eq(a1, b1)](limit[3](sort[add(a1, 1)](a{a1,a2_t})), b{b1,b2_t}))))',
  ],
])('%s', (_name, plan, expected) => {
  expect(pushed(plan)).toBe(expected)
})

test.each([
  ['an inner join', limit(join('inner', a, b, key), 3)],
  ['UNION, which drops repetitions', limit(setOperation('union', false, a, b, ['u1', 'u2_t']), 3)],
  ['a filter in between', limit(filter(join('left', a, b, key), call('gt', col('b1'), lit(1))), 3)],
  ['an order by the other side', limit(sort(join('left', a, b, key), col('b1')), 3)],
  ['an order that can raise', limit(sort(join('left', a, b, key), cast(col('a2_t'))), 3)],
  ['one connection', limit(join('left', a, scan('pg', 'c', ['c1']), call('eq', col('a1'), col('c1'))), 3)],
])('%s gives all its rows', (_name, plan) => {
  expect(pushed(plan)).toBe(describe(plan))
})
