import { expect, test } from 'vitest'
import type { PlanNode, RemoteQuery } from '#plan'
import { partsOf, type SplitPolicy, splitAnswer, splitStatements } from './split-scans.ts'
import { agg, aggregate, call, col, filter, join, limit, lit, scan, subquery } from './testing/plans.ts'
import { testPushdown } from './testing/test-pushdown.ts'

const users = scan('pg', 'users', ['u1', 'u2'])
const POLICY: SplitPolicy = {
  minRows: 250,
  maxSplits: ({ connection }) => (connection === 'pg' ? 3 : 1),
  readsTogether: () => false,
  splittingOf: ({ table }) => (table === 'users' ? { column: 'u1', first: '0', last: '299' } : undefined),
}

function split(plan: PlanNode, policy: Partial<SplitPolicy> = {}, connection = 'pg'): readonly string[] {
  const remote: RemoteQuery = { kind: 'remote_query', connection, plan, prefilters: [] }
  return splitStatements(remote, { ...POLICY, ...policy }, testPushdown()).map(({ sql }) => sql)
}

test('a large scan is read in parts without a gap', () => {
  expect(split(users)).toEqual(['users{u1,u2} u1 null-100', 'users{u1,u2} u1 100-200', 'users{u1,u2} u1 200-null'])
})

test('as many parts as its rows are worth, and no more than the connection may have', () => {
  expect(split(users, { minRows: 500 })).toHaveLength(2)
  expect(split(users, { minRows: 501 })).toHaveLength(0)
  expect(split(scan('my', 'users', ['u1', 'u2']), {}, 'my')).toHaveLength(0)
  expect(split({ ...users, estimatedRows: null })).toHaveLength(0)
  expect(split({ ...users, estimatedRows: null }, { minRows: 0 })).toHaveLength(3)
  expect(split(filter(users, call('eq', col('u2'), lit(1))))).toHaveLength(0)
  expect(split(filter(users, call('ne', col('u2'), lit(1))))).toHaveLength(3)
})

test('a limit of the whole query leaves it in parts where it leaves enough rows', () => {
  const answer = (plan: PlanNode, policy: Partial<SplitPolicy> = {}): number =>
    splitAnswer(
      { kind: 'remote_query', connection: 'pg', plan, prefilters: [] },
      { ...POLICY, ...policy },
      testPushdown(),
    ).length
  expect(answer(users)).toBe(3)
  expect(answer(limit(users, 100_000))).toBe(3)
  expect(answer(limit(users, 600))).toBe(2)
  expect(answer(limit(users, 10))).toBe(0)
  expect(answer(limit(users, 10), { minRows: 0 })).toBe(3)
  expect(answer(limit(users, 100_000, 1))).toBe(0)
  // What is looked at for ten rows of a hundred is a tenth of the table.
  const some = filter(users, call('eq', col('u2'), lit(1)))
  expect(answer(limit(some, 1000), { minRows: 160 })).toBe(2)
  expect(answer(limit(some, 10), { minRows: 18 })).toBe(0)
  expect(answer(limit(some, 10), { minRows: 16 })).toBe(2)
})

test('rows that a condition passes over count a quarter, unless an index finds the others', () => {
  const few = call('eq', col('u2'), lit(1))
  // 100 come, and 900 are looked at for nothing.
  expect(split(filter(users, few), { minRows: 160 })).toHaveLength(2)
  expect(split(filter(users, few), { minRows: 163 })).toHaveLength(0)
  const index = { columns: ['u2'], unique: false, clustered: false, distinct: [null] }
  const indexed = { ...users, statistics: { bytes: null, columns: {}, indexes: [index] } }
  expect(split(filter(indexed, few), { minRows: 160 })).toHaveLength(0)
  expect(split(filter(indexed, call('eq', col('u1'), lit(1))), { minRows: 160 })).toHaveLength(2)
})

test.each<[string, PlanNode]>([
  ['an aggregate', aggregate(users, [['g1', col('u1')]], [['a1', agg('count')]])],
  ['a limit', limit(users, 900)],
  ['a join', join('inner', users, scan('pg', 'others', ['v1']), call('eq', col('u1'), col('v1')))],
  ['a subquery', filter(users, subquery('exists', scan('pg', 'others', ['v1'])))],
  ['a table that has no parts', scan('pg', 'others', ['v1'])],
])('%s is not split', (_name, plan) => {
  expect(split(plan, { minRows: 0 })).toEqual([])
})

test.each([
  ['0', '0', 3],
  ['-9223372036854775808', '18446744073709551615', 4],
  ['5', '4', 2],
  ['10', '11', 5],
])('the parts from %s to %s cover every position once', (first, last, count) => {
  const parts = partsOf({ column: null, first, last }, count)
  expect(parts).toHaveLength(count)
  expect(parts[0]?.from).toBeNull()
  expect(parts.at(-1)?.to).toBeNull()
  for (const [index, part] of parts.slice(1).entries()) {
    const before = parts[index]
    expect(part.from).toBe(before?.to)
    if (before?.from !== null) expect(BigInt(part.from ?? '')).toBeGreaterThan(BigInt(before?.from ?? ''))
  }
})
