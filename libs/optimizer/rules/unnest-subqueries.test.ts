import { expect, test } from 'vitest'
import { type Expression, outputColumns, type PlanNode } from '#plan'
import { agg, aggregate, call, cast, col, filter, limit, lit, project, scan, sort, subquery } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { unnestSubqueries } from './unnest-subqueries.ts'

const outer = scan('pg', 'o', ['o1', 'o2'])
const inner = scan('my', 'i', ['i1', 'i2', 'i3_t'])
const key = call('eq', col('i1'), col('o1'))
const local = call('gt', col('i2'), lit(1))
const matched = filter(inner, call('and', key, local))
const pairs = (node: PlanNode): PlanNode => project(node, [['p', col('i2')]])

function unnested(predicate: Expression): string {
  const plan = filter(outer, predicate)
  return describe(unnestSubqueries.apply(plan) ?? plan)
}

/** The same rows by the same names, none of them NULL. */
function withoutNulls<Node extends PlanNode>(node: Node): Node {
  return JSON.parse(JSON.stringify(node).replaceAll('"nullable":true', '"nullable":false'))
}

test.each([
  ['EXISTS', subquery('exists', matched), 'semi[eq(i1, o1)](o{o1,o2}, filter[gt(i2, 1)](i{i1,i2,i3_t}))'],
  [
    'NOT EXISTS',
    call('not', subquery('exists', matched)),
    'anti[eq(i1, o1)](o{o1,o2}, filter[gt(i2, 1)](i{i1,i2,i3_t}))',
  ],
  [
    'EXISTS, whatever it selects, sorts or takes one row of',
    subquery('exists', limit(sort(pairs(matched), col('p')), 1)),
    'semi[eq(i1, o1)](o{o1,o2}, filter[gt(i2, 1)](i{i1,i2,i3_t}))',
  ],
  [
    'IN of a query of its own',
    subquery('in', pairs(inner), col('o2')),
    'semi[eq(o2, p)](o{o1,o2}, project[p=i2](i{i1,i2,i3_t}))',
  ],
  [
    'IN of a query that looks at the row',
    subquery('in', pairs(matched), col('o2')),
    'semi[and(eq(o2, p), eq(i1, o1))](o{o1,o2}, project[p=i2, i1](filter[gt(i2, 1)](i{i1,i2,i3_t})))',
  ],
  [
    'ANY',
    subquery('any', pairs(inner), call('gt', col('o2'), col('p'))),
    'semi[gt(o2, p)](o{o1,o2}, project[p=i2](i{i1,i2,i3_t}))',
  ],
  [
    'one of two conditions',
    call('and', subquery('exists', matched), call('gt', col('o2'), lit(2))),
    'filter[gt(o2, 2)](semi[eq(i1, o1)](o{o1,o2}, filter[gt(i2, 1)](i{i1,i2,i3_t})))',
  ],
])('%s becomes a join', (_name, predicate, expected) => {
  expect(unnested(predicate)).toBe(expected)
})

const counted = aggregate(matched, [], [['n', agg('count')]])

test.each([
  ['EXISTS of a query of its own', subquery('exists', inner)],
  ['NOT IN where a NULL can be', { ...subquery('in', pairs(inner), col('o2')), negated: true }],
  ['NOT ANY where a NULL can be', call('not', subquery('any', pairs(inner), call('gt', col('o2'), col('p'))))],
  ['EXISTS of an aggregate, which always has a row', subquery('exists', counted)],
  ['IN of the first rows that match', subquery('in', limit(pairs(matched), 1), col('o2'))],
  [
    'a condition that can raise',
    subquery('exists', filter(inner, call('and', key, call('eq', cast(col('i3_t')), lit(1))))),
  ],
  ['a subquery under OR', call('or', subquery('exists', matched), call('gt', col('o2'), lit(2)))],
  ['a value', call('gt', col('o2'), subquery('scalar', counted))],
])('%s stays a subquery', (_name, predicate) => {
  expect(unnested(predicate)).toBe(describe(filter(outer, predicate)))
})

test('NOT IN of columns without NULLs becomes an anti join', () => {
  const plan = withoutNulls(filter(outer, { ...subquery('in', pairs(inner), col('o2')), negated: true }))
  expect(describe(unnestSubqueries.apply(plan) ?? plan)).toBe('anti[eq(o2, p)](o{o1,o2}, project[p=i2](i{i1,i2,i3_t}))')
  expect(outputColumns(unnestSubqueries.apply(plan) ?? plan)).toEqual(outputColumns(plan))
})
