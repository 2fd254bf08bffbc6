import { describe, expect, test } from 'vitest'
import { decimal, type EngineType, FLOAT64, INT32, INT64, INTERVAL, STRING, UINT64 } from '#arrow'
import type { Expression, JoinType, PlanNode, RemoteQuery } from '#plan'
import {
  agg,
  aggregate,
  call,
  cast,
  col,
  filter,
  join,
  limit,
  project,
  reference,
  scan,
  setOperation,
  sort,
  subquery,
  window,
  withQuery,
} from '../testing/plans.ts'
import { distributionOf } from './distribution.ts'
import { divisionKey, hashFamily } from './division-keys.ts'

const remote = (table: string, ids: readonly string[]): RemoteQuery => ({
  kind: 'remote_query',
  connection: table,
  plan: scan(table, table, ids),
  prefilters: [],
})
const a = remote('a', ['a1', 'a2'])
const b = remote('b', ['b1', 'b2'])
const c = remote('c', ['c1', 'c2'])
const on = (left: string, right: string): Expression => call('eq', col(left), col(right))
const JOIN_TYPES: readonly JoinType[] = ['inner', 'cross', 'left', 'right', 'full', 'semi', 'anti']

/** How a plan's rows are distributed, with the fetched ones divided by the given columns: `a1, b1`, `copied` or `no`. */
function distributed(plan: PlanNode, ...columns: readonly string[]): string {
  const found = distributionOf(plan, ({ plan: fetched }) =>
    columns.find((id) => fetched.kind === 'scan' && fetched.columns.some((column) => column.id === id)),
  )
  if (found === undefined) return 'no'
  return found.kind === 'copied' ? 'copied' : [...found.keys].toSorted().join(', ')
}

describe('joins', () => {
  const kinds = (of: (type: JoinType) => string): Readonly<Record<string, string>> =>
    Object.fromEntries(JOIN_TYPES.map((type) => [type, of(type)]))

  test('of both sides by what they are joined on: a side filled up with NULLs gives no key', () => {
    expect(kinds((type) => distributed(join(type, a, b, on('a1', 'b1')), 'a1', 'b1'))).toEqual({
      inner: 'a1, b1',
      cross: 'a1, b1',
      left: 'a1',
      right: 'b1',
      full: '',
      semi: 'a1',
      anti: 'a1',
    })
  })

  test('of both sides by anything else', () => {
    expect(kinds((type) => distributed(join(type, a, b, on('a2', 'b2')), 'a1', 'b1'))).toEqual(
      Object.fromEntries(JOIN_TYPES.map((type) => [type, 'no'])),
    )
    expect(distributed(join('inner', a, b, call('lt', col('a1'), col('b1'))), 'a1', 'b1')).toBe('no')
    expect(distributed(join('inner', a, b, call('or', on('a1', 'b1'), on('a2', 'b2'))), 'a1', 'b1')).toBe('no')
    expect(distributed(join('cross', a, b), 'a1', 'b1')).toBe('no')
  })

  test('with a copied side: not where its rows count without a match', () => {
    expect(kinds((type) => distributed(join(type, a, b, on('a1', 'b1')), 'a1'))).toEqual({
      inner: 'a1, b1',
      cross: 'a1, b1',
      left: 'a1',
      right: 'no',
      full: 'no',
      semi: 'a1',
      anti: 'a1',
    })
    expect(kinds((type) => distributed(join(type, a, b, on('a1', 'b1')), 'b1'))).toEqual({
      inner: 'a1, b1',
      cross: 'a1, b1',
      left: 'no',
      right: 'b1',
      full: 'no',
      semi: 'no',
      anti: 'no',
    })
  })

  test('of three: by a key that holds for all of them', () => {
    const chain = join('inner', join('inner', a, b, on('a1', 'b1')), c, on('b1', 'c1'))
    expect(distributed(chain, 'a1', 'b1', 'c1')).toBe('a1, b1, c1')
    const outer = join('left', join('left', a, b, on('a1', 'b1')), c, on('b1', 'c1'))
    expect(distributed(outer, 'a1', 'b1', 'c1')).toBe('no')
    expect(distributed(outer, 'a1', 'b1')).toBe('a1')
  })
})

describe('groups', () => {
  test('by a key are whole in one kernel, by anything else they are not', () => {
    expect(distributed(aggregate(a, [['g', col('a1')]], [['n', agg('avg', col('a2'))]]), 'a1')).toBe('g')
    expect(
      distributed(
        aggregate(
          a,
          [
            ['g', col('a2')],
            ['h', col('a1')],
          ],
          [],
        ),
        'a1',
      ),
    ).toBe('h')
    expect(distributed(aggregate(a, [['g', col('a2')]], []), 'a1')).toBe('no')
    expect(distributed(aggregate(a, [], [['n', agg('count')]]), 'a1')).toBe('no')
    expect(distributed(aggregate(a, [['g', call('add', col('a1'), col('a2'))]], []), 'a1')).toBe('no')
    expect(distributed({ ...aggregate(a, [['g', col('a1')]], []), groupingSets: [[0], []] }, 'a1')).toBe('no')
  })

  test('of copied rows are copied where the order of the rows does not matter', () => {
    const above = (input: PlanNode): PlanNode => join('inner', a, input, on('a1', 'x'))
    expect(distributed(above(aggregate(b, [['x', col('b1')]], [['n', agg('sum', col('b2'))]])), 'a1')).toBe('a1, x')
    expect(distributed(above(aggregate(b, [['x', col('b1')]], [['n', agg('array_agg', col('b2'))]])), 'a1')).toBe('no')
    const float: Expression = { kind: 'cast', argument: col('b2'), type: FLOAT64 }
    expect(distributed(above(aggregate(b, [['x', col('b1')]], [['n', agg('sum', float)]])), 'a1')).toBe('no')
  })
})

test('what goes through a projection, a filter and a WITH', () => {
  expect(
    distributed(
      project(a, [
        ['p', col('a1')],
        ['q', col('a2')],
      ]),
      'a1',
    ),
  ).toBe('p')
  expect(distributed(project(a, [['p', cast(col('a1'))]]), 'a1')).toBe('p')
  expect(distributed(project(a, [['p', call('add', col('a1'), col('a1'))]]), 'a1')).toBe('')
  expect(distributed(filter(a, on('a1', 'a2')), 'a1')).toBe('a1')
  const twice = join('inner', reference('w', ['w1', 'w2']), reference('w', ['v1', 'v2']), on('w1', 'v1'))
  expect(distributed(withQuery('w', a, twice), 'a1')).toBe('v1, w1')
  expect(distributed(withQuery('w', limit(a, 3), twice), 'a1')).toBe('no')
})

test('windows within a key', () => {
  expect(distributed(window(a, [['r', [col('a1'), col('a2')]]]), 'a1')).toBe('a1')
  expect(
    distributed(
      window(a, [
        ['r', [col('a1')]],
        ['s', [col('a2')]],
      ]),
      'a1',
    ),
  ).toBe('no')
  expect(distributed(join('inner', a, window(b, [['r', [col('b1')]]]), on('a1', 'b1')), 'a1')).toBe('no')
})

test('set operations by the same of their columns', () => {
  const of = (operation: 'union' | 'intersect' | 'except', all: boolean, ...keys: readonly string[]): string =>
    distributed(setOperation(operation, all, a, b, ['s1', 's2']), ...keys)
  expect(of('union', true, 'a1', 'b2')).toBe('')
  expect(of('union', false, 'a1', 'b2')).toBe('no')
  for (const operation of ['union', 'intersect', 'except'] as const) {
    expect(of(operation, false, 'a1', 'b1')).toBe('s1')
    expect(of(operation, false, 'a1')).toBe('no')
  }
  expect(of('except', true, 'a2', 'b2')).toBe('s2')
})

test('no order, no LIMIT', () => {
  expect(distributed(sort(a, col('a1')), 'a1')).toBe('no')
  expect(distributed(limit(a, 1), 'a1')).toBe('no')
  expect(distributed(join('inner', a, limit(b, 1), on('a1', 'b1')), 'a1')).toBe('no')
})

test('subqueries only of rows that every kernel has', () => {
  const exists = filter(a, subquery('exists', filter(b, on('b1', 'a1'))))
  expect(distributed(exists, 'a1')).toBe('a1')
  expect(distributed(exists, 'a1', 'b1')).toBe('no')
})

describe('keys', () => {
  test('types whose equal values have one hash', () => {
    const families = ([{ kind: 'int16' }, INT32, INT64, decimal(5, 0), decimal(38, 0)] as const).map(hashFamily)
    expect(new Set(families).size).toBe(1)
    expect(hashFamily(decimal(9, 2))).toBe(hashFamily(decimal(30, 2)))
    const apart: readonly EngineType[] = [INT64, UINT64, decimal(9, 2), decimal(9, 3), STRING, { kind: 'uuid' }]
    expect(new Set(apart.map(hashFamily)).size).toBe(apart.length)
    for (const type of [FLOAT64, INTERVAL, { kind: 'json' }, { kind: 'array', element: INT64 }] as const) {
      expect(hashFamily(type)).toBeUndefined()
    }
  })

  test('a conversion keeps a key only within such types', () => {
    const converted = (from: EngineType, to: EngineType): string | undefined =>
      divisionKey({ kind: 'cast', argument: { kind: 'column', id: 'k', type: from, nullable: true }, type: to })?.id
    expect(converted(INT32, INT64)).toBe('k')
    expect(converted(INT64, decimal(20, 0))).toBe('k')
    expect(converted(decimal(9, 2), decimal(12, 2))).toBe('k')
    expect(converted(decimal(9, 2), decimal(9, 1))).toBeUndefined()
    expect(converted(INT32, decimal(12, 2))).toBeUndefined()
    expect(converted(INT32, FLOAT64)).toBeUndefined()
    expect(converted(INT32, STRING)).toBeUndefined()
    expect(converted({ kind: 'date' }, { kind: 'timestamp' })).toBeUndefined()
  })
})
