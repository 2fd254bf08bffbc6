import { expect, test } from 'vitest'
import { type Expression, type JoinType, outputColumns, type PlanNode } from '#plan'
import { agg, aggregate, call, cast, col, filter, join, lit, scan, subquery } from '../testing/plans.ts'
import { describe } from '../testing/test-pushdown.ts'
import { settleOuterJoins } from './settle-outer-joins.ts'

const left = scan('pg', 'l', ['l1', 'l2'])
const right = scan('my', 'r', ['r1', 'r2'])
const inner = scan('pg', 'i', ['i1', 'i2', 'i3_t'])
const key = call('eq', col('l1'), col('r1'))

const found = (condition: Expression): Expression => subquery('exists', filter(inner, condition))
const most = (condition: Expression): Expression =>
  subquery('scalar', aggregate(filter(inner, condition), [], [['s', agg('max', col('i2'))]]))
const joined = (type: JoinType, condition: Expression): PlanNode => join(type, left, right, call('and', key, condition))

function settled(plan: PlanNode): string {
  const result = settleOuterJoins.apply(plan) ?? plan
  expect(outputColumns(result)).toEqual(outputColumns(plan))
  return describe(result)
}

test.each<[name: string, type: JoinType, condition: Expression, expected: RegExp]>([
  [
    'what reads the optional side filters it',
    'left',
    found(call('eq', col('i1'), col('r2'))),
    /^left\[eq\(l1, r1\)\]\(l\{l1,l2\}, filter\[.*\]\(r\{r1,r2\}\)\)$/,
  ],
  [
    'so does what reads neither',
    'left',
    found(call('eq', col('i1'), lit(1))),
    /^left\[eq\(l1, r1\)\]\(l\{l1,l2\}, filter\[/,
  ],
  [
    'of a right join the left side',
    'right',
    found(call('eq', col('i1'), col('l2'))),
    /^right\[eq\(l1, r1\)\]\(filter\[.*\]\(l\{l1,l2\}\), r\{r1,r2\}\)$/,
  ],
  [
    'what reads the other side is a column of it',
    'left',
    found(call('eq', col('i1'), col('l2'))),
    /left\[and\(eq\(l1, r1\), l1_r1_s0\)\]\(project\[l1, l2, l1_r1_s0=/,
  ],
  [
    'a value is a column where it is compared with the other side',
    'left',
    call('lt', col('l2'), most(call('eq', col('i1'), col('r1')))),
    /left\[and\(eq\(l1, r1\), lt\(l2, l1_r1_s0\)\)\]\(l\{l1,l2\}, project\[r1, r2, l1_r1_s0=/,
  ],
  [
    'of a full join both are columns',
    'full',
    call('and', found(call('eq', col('i1'), col('r2'))), found(call('eq', col('i1'), col('l2')))),
    /full\[and\(and\(eq\(l1, r1\), l1_r1_s0\), l1_r1_s1\)\]\(project\[l1, l2, l1_r1_s1=.*project\[r1, r2, l1_r1_s0=/,
  ],
  [
    'a column of a query around is one of the optional side',
    'left',
    call('lt', call('add', col('l2'), col('r2')), col('o1')),
    /left\[and\(eq\(l1, r1\), lt\(add\(l2, r2\), l1_r1_s0\)\)\]\(l\{l1,l2\}, project\[r1, r2, l1_r1_s0=o1\]/,
  ],
  [
    'a filter may read the query around',
    'left',
    call('lt', col('r2'), col('o1')),
    /left\[eq\(l1, r1\)\]\(l\{l1,l2\}, filter\[lt\(r2, o1\)\]\(r\{r1,r2\}\)\)/,
  ],
])('%s', (_name, type, condition, expected) => {
  expect(settled(joined(type, condition))).toMatch(expected)
})

test.each<[name: string, plan: PlanNode]>([
  ['an inner join', joined('inner', found(call('eq', col('i1'), col('r2'))))],
  ['a join without a subquery', joined('left', call('lt', col('l2'), col('r2')))],
  ['a subquery that reads both sides', joined('left', found(call('eq', call('add', col('l2'), col('i1')), col('r2'))))],
  ['one of several rows', joined('left', call('eq', col('r2'), subquery('scalar', inner)))],
  ['one that can fail', joined('left', found(call('eq', cast(col('i3_t')), col('r2'))))],
])('%s stays as it is', (_name, plan) => {
  expect(settled(plan)).toBe(describe(plan))
})
