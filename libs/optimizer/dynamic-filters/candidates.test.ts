import { describe, expect, test } from 'vitest'
import { FLOAT64 } from '#arrow'
import type { Expression, PlanNode, RemoteQuery } from '#plan'
import {
  agg,
  aggregate,
  call,
  cast,
  col,
  column,
  filter,
  join,
  limit,
  lit,
  project,
  reference,
  scan,
  setOperation,
  sort,
  subquery,
  window,
  withQuery,
} from '../testing/plans.ts'
import { describe as planText } from '../testing/test-pushdown.ts'
import { findCandidates } from './candidates.ts'
import { sinkKeys } from './placement.ts'

/** Rows of a table of their own connection. */
function remote(table: string, ids: readonly string[]): RemoteQuery {
  return { kind: 'remote_query', connection: table, plan: scan(table, table, ids), prefilters: [] }
}

const a = remote('a', ['a1', 'a2'])
const b = remote('b', ['b1', 'b2'])
const c = remote('c', ['c1', 'c2'])
const on = (left: string, right: string): Expression => call('eq', col(left), col(right))

/** `a1>b1`: rows of `b` are filtered by their `b1`, with the keys of `a1`. */
function found(plan: PlanNode): readonly string[] {
  return findCandidates(plan)
    .map(({ source, column: target }) => `${source.column.id}>${target}`)
    .sort()
}

describe('the sides of a join', () => {
  test.each([
    ['inner', ['a1>b1', 'b1>a1']],
    ['semi', ['a1>b1', 'b1>a1']],
    ['left', ['a1>b1']],
    ['right', ['b1>a1']],
    ['full', []],
    ['anti', []],
  ] as const)('%s', (type, expected) => {
    expect(found(join(type, a, b, on('a1', 'b1')))).toEqual(expected)
  })

  test('a cross join, and conditions other than equality, give no keys', () => {
    expect(found(join('cross', a, b))).toEqual([])
    for (const name of ['lt', 'ne', 'is_not_distinct_from'] as const) {
      expect(found(join('inner', a, b, call(name, col('a1'), col('b1'))))).toEqual([])
    }
    expect(found(join('inner', a, b, call('or', on('a1', 'b1'), on('a2', 'b2'))))).toEqual([])
  })

  test('each equality of a condition is a filter of its own', () => {
    expect(found(join('left', a, b, call('and', on('a1', 'b1'), on('b2', 'a2'))))).toEqual(['a1>b1', 'a2>b2'])
  })

  test('a comparison with a constant or within one side gives none', () => {
    expect(found(join('inner', a, b, call('and', on('a1', 'a2'), call('eq', col('b1'), lit(1)))))).toEqual([])
  })
})

describe('where a filter is not passed on', () => {
  const filtered = (side: PlanNode, key = 'b1'): readonly string[] => found(join('left', a, side, on('a1', key)))

  test('through filters, sorts and projections of the column it is', () => {
    expect(filtered(sort(filter(b, call('gt', col('b2'), lit(1))), col('b2')))).toEqual(['a1>b1'])
    expect(filtered(project(b, [['p', col('b1')]]), 'p')).toEqual(['a1>b1'])
    expect(filtered(project(b, [['p', call('add', col('b1'), lit(1))]]), 'p')).toEqual([])
  })

  test('below a LIMIT', () => {
    expect(filtered(limit(b, 10))).toEqual([])
    expect(filtered(limit(sort(b, col('b1')), 10))).toEqual([])
  })

  test('below an aggregate, but by its group keys', () => {
    const groups = [['g', col('b1')]] as const
    expect(filtered(aggregate(b, groups, [['n', agg('count')]]), 'g')).toEqual(['a1>b1'])
    expect(filtered(aggregate(b, groups, [['n', agg('max', col('b2'))]]), 'n')).toEqual([])
    expect(filtered(aggregate(b, [], [['n', agg('max', col('b2'))]]), 'n')).toEqual([])
    expect(filtered({ ...aggregate(b, groups, []), groupingSets: [[0], []] }, 'g')).toEqual([])
  })

  test('below a window, but by what all of its calls are partitioned by', () => {
    expect(filtered(window(b, [['w', [col('b1')]]]))).toEqual(['a1>b1'])
    expect(filtered(window(b, [['w', [col('b2')]]]))).toEqual([])
    expect(
      filtered(
        window(b, [
          ['w', [col('b1')]],
          ['v', []],
        ]),
      ),
    ).toEqual([])
  })

  test('to the side of an outer join that is filled up with NULLs', () => {
    const within = (type: 'left' | 'right' | 'full', key: string): readonly string[] =>
      found(join('left', a, join(type, b, c, call('lt', col('b2'), col('c2'))), on('a1', key)))
    expect(within('left', 'b1')).toEqual(['a1>b1'])
    expect(within('left', 'c1')).toEqual([])
    expect(within('right', 'b1')).toEqual([])
    expect(within('right', 'c1')).toEqual(['a1>c1'])
    expect(within('full', 'b1')).toEqual([])
    expect(within('full', 'c1')).toEqual([])
  })

  test('to the right side of an anti join', () => {
    const anti = join('anti', b, c, on('b1', 'c1'))
    expect(found(join('left', a, anti, on('a1', 'b1')))).toEqual(['a1>b1'])
  })

  test('to both sides of UNION and INTERSECT, and to the left side of EXCEPT', () => {
    const combined = (operation: 'union' | 'intersect' | 'except'): readonly string[] =>
      filtered(setOperation(operation, false, b, c, ['s1', 's2']), 's1')
    expect(combined('union')).toEqual(['a1>b1', 'a1>c1'])
    expect(combined('intersect')).toEqual(['a1>b1', 'a1>c1'])
    expect(combined('except')).toEqual(['a1>b1'])
  })
})

describe('keys that go further', () => {
  test('through the equality of another join, where its sides may be filtered', () => {
    const chain = (type: 'inner' | 'left' | 'right' | 'anti'): readonly string[] =>
      found(join('semi', join(type, b, c, on('b1', 'c1')), a, on('b1', 'a1'))).filter((one) => one.startsWith('a1'))
    expect(chain('inner')).toEqual(['a1>b1', 'a1>c1'])
    expect(chain('left')).toEqual(['a1>b1', 'a1>c1'])
    expect(chain('right')).toEqual([])
    expect(chain('anti')).toEqual(['a1>b1'])
  })

  test('keys come from below anything that changes no value, but not out of a UNION', () => {
    const keys = (side: PlanNode, key: string): readonly string[] => found(join('right', b, side, on('b1', key)))
    expect(keys(limit(a, 10), 'a1')).toEqual(['a1>b1'])
    expect(keys(aggregate(a, [['g', col('a1')]], []), 'g')).toEqual(['a1>b1'])
    expect(keys(aggregate(a, [], [['m', agg('max', col('a1'))]]), 'm')).toEqual([])
    expect(keys(setOperation('except', false, a, c, ['s1', 's2']), 's1')).toEqual(['a1>b1'])
    expect(keys(setOperation('union', false, a, c, ['s1', 's2']), 's1')).toEqual([])
    expect(keys(join('left', c, a, on('c2', 'a2')), 'a1')).toContain('a1>b1')
  })
})

describe('WITH queries', () => {
  const used = (body: PlanNode): readonly string[] =>
    found(withQuery('w', b, body)).filter((one) => one.endsWith('>b1'))
  const w = reference('w', ['w1', 'w2'])
  const v = reference('w', ['v1', 'v2'])

  test('one that is used once is filtered', () => {
    expect(used(join('left', a, w, on('a1', 'w1')))).toEqual(['a1>b1'])
  })

  test('one that is used twice only where both uses have the filter', () => {
    const once = join('left', a, w, on('a1', 'w1'))
    expect(used(join('inner', once, v, call('lt', col('a2'), col('v2'))))).toEqual([])
    expect(used(join('left', once, v, on('a1', 'v1')))).toEqual(['a1>b1'])
    expect(used(join('left', once, v, on('a1', 'v2')))).toEqual([])
    expect(used(filter(once, subquery('exists', v)))).toEqual([])
  })

  test('their rows give keys to others', () => {
    expect(found(withQuery('w', b, join('left', w, a, on('w1', 'a1'))))).toEqual(['b1>a1'])
  })

  test('a recursive query is neither filtered nor a source of keys', () => {
    const columns = [column('r1'), column('r2')]
    const body = join('inner', a, reference('r', ['x1', 'x2']), on('a1', 'x1'))
    const step = join('inner', c, reference('r', ['y1', 'y2']), on('c1', 'y1'))
    expect(found({ kind: 'recursive_with', name: 'r', columns, base: b, step, all: true, body })).toEqual([])
  })
})

describe('types', () => {
  const widened = project(b, [['p', cast({ kind: 'column', id: 'b1', type: { kind: 'int32' }, nullable: true })]])
  const float = (id: string): Expression => ({ kind: 'cast', argument: col(id), type: FLOAT64 })

  test('exact numbers are compared by value, whatever they are widened to', () => {
    expect(found(join('left', a, widened, on('a1', 'p')))).toEqual(['a1>b1'])
    const decimals = (id: string): Expression => ({
      kind: 'cast',
      argument: col(id),
      type: { kind: 'decimal', precision: 38, scale: 2 },
    })
    expect(found(join('left', a, b, call('eq', decimals('a1'), decimals('b1'))))).toEqual(['a1>b1'])
  })

  test('a conversion that can lose something, and floats, give no filter', () => {
    expect(found(join('inner', a, b, call('eq', float('a1'), float('b1'))))).toEqual([])
    const narrowed: Expression = { kind: 'cast', argument: col('b1'), type: { kind: 'int16' } }
    expect(found(join('inner', a, b, call('eq', col('a1'), narrowed)))).toEqual([])
    const text: Expression = { kind: 'cast', argument: col('b1'), type: { kind: 'string' } }
    expect(found(join('inner', remote('t', ['t1_t']), b, call('eq', col('t1_t'), text)))).toEqual([])
  })
})

test('rows that are fetched once and used twice are filtered only where both uses allow it', () => {
  const twice = join('inner', join('left', a, b, on('a1', 'b1')), b, call('lt', col('a2'), col('b2')))
  expect(found(twice).filter((one) => one.endsWith('>b1'))).toEqual([])
})

describe('inside the fragment', () => {
  const sunk = (plan: PlanNode, id: string): string => planText(sinkKeys(plan, id, 0))
  const users = scan('pg', 'users', ['u1', 'u2'])

  test('the condition stands next to the table', () => {
    expect(sunk(filter(users, call('gt', col('u2'), lit(1))), 'u1')).toBe(
      'filter[gt(u2, 1)](filter[in(u1)](users{u1,u2}))',
    )
    expect(sunk(aggregate(users, [['g', col('u1')]], []), 'g')).toBe('aggregate[g=u1; ](filter[in(u1)](users{u1,u2}))')
  })

  test('it stays above a LIMIT, an aggregate and a computed column', () => {
    expect(sunk(limit(users, 3), 'u1')).toBe('filter[in(u1)](limit[3](users{u1,u2}))')
    expect(sunk(aggregate(users, [], [['n', agg('max', col('u1'))]]), 'n')).toMatch(/^filter\[in\(n\)\]\(aggregate/)
    expect(sunk(project(users, [['p', call('add', col('u1'), lit(1))]]), 'p')).toMatch(/^filter\[in\(p\)\]\(project/)
  })

  test('it goes to both sides of a UNION', () => {
    const orders = scan('pg', 'orders', ['o1', 'o2'])
    expect(sunk(setOperation('union', true, users, orders, ['s1', 's2']), 's1')).toBe(
      'union all(filter[in(u1)](users{u1,u2}), filter[in(o1)](orders{o1,o2}))',
    )
  })
})
