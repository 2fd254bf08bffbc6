import { expect, test } from 'vitest'
import { type Expression, outputColumns, type PlanNode } from '#plan'
import { agg, aggregate, call, cast, col, filter, lit, project, scan, subquery } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { decorrelateScalars } from './decorrelate-scalars.ts'

const outer = scan('pg', 'o', ['o1', 'o2'])
const inner = scan('my', 'i', ['i1', 'i2', 'i3_t'])
const key = call('eq', col('i1'), col('o1'))

/** `o2 < (SELECT s + 1 FROM (SELECT function(i2) AS s FROM i WHERE condition))`. */
function below(condition: Expression, name: 'max' | 'count' | 'string_agg' = 'max', table: PlanNode = inner): PlanNode {
  const one = aggregate(filter(table, condition), [], [['s', agg(name, col('i2'))]])
  return filter(outer, call('lt', col('o2'), subquery('scalar', project(one, [['p', call('add', col('s'), lit(1))]]))))
}

function decorrelated(plan: PlanNode): string {
  const result = decorrelateScalars.apply(plan) ?? plan
  expect(outputColumns(result)).toEqual(outputColumns(plan))
  return describe(result)
}

const groups = (condition: string, callName: string) =>
  `left[eq(o1, s_k0)](o{o1,o2}, aggregate[s_k0=i1; s=${callName}(i2)](${condition}))`

test.each([
  ['its value is worked out by key', key, `filter[lt(o2, add(s, 1))](${groups('i{i1,i2,i3_t}', 'max')})`],
  [
    'its own conditions go with it, and the key may stand the other way round',
    call('and', call('eq', col('o1'), col('i1')), call('gt', col('i2'), lit(1))),
    `filter[lt(o2, add(s, 1))](${groups('filter[gt(i2, 1)](i{i1,i2,i3_t})', 'max')})`,
  ],
])('%s', (_name, condition, expected) => {
  expect(decorrelated(below(condition))).toBe(`project[o1, o2](${expected})`)
})

test('a count over nothing is 0', () => {
  expect(decorrelated(below(key, 'count'))).toContain('lt(o2, add(coalesce(s, 0), 1))')
})

test.each([
  ['all of one connection', below(key, 'max', scan('pg', 'i', ['i1', 'i2', 'i3_t']))],
  ['a comparison that is no equality', below(call('lt', col('i1'), col('o1')))],
  ['no comparison at all', below(call('gt', col('i2'), lit(1)))],
  ['a condition that can raise', below(call('and', key, call('eq', cast(col('i3_t')), lit(1))))],
  ['an aggregate whose rows have an order', below(key, 'string_agg')],
  ['a subquery without an aggregate', filter(outer, call('lt', col('o2'), subquery('scalar', filter(inner, key))))],
])('%s stays a subquery', (_name, plan) => {
  expect(decorrelated(plan)).toBe(describe(plan))
})
