import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('grouping', () => {
  testConversions([
    [
      'select a, sum(distinct b) as s, max(c) as m from t group by a having sum(distinct b) > 1.5 and max(c) is not null',
      {
        sources: ['t'],
        select: ['a'],
        aggregations: [
          { function: 'sum', column: 'b', distinct: true, alias: 's' },
          { function: 'max', column: 'c', alias: 'm' },
        ],
        group_by: ['a'],
        having: [
          { column: 's', op: '>', value: { value: '1.5', type: 'numeric' } },
          { column: 'm', op: 'is not null' },
        ],
      },
    ],
    [
      'select a, sum(b) as a from t group by 1 having sum(b) > 1',
      {
        sources: ['t'],
        select: ['a'],
        aggregations: [{ function: 'sum', column: 'b', alias: 'a' }],
        group_by: [{ value: 1 }],
        having: { op: '>', args: [{ fn: 'sum', args: [{ column: 'b' }] }, { value: 1 }] },
      },
    ],
    [
      'select a, sum(b) as s from t group by a having sum(b) > 1 or a = 2',
      {
        sources: ['t'],
        select: ['a'],
        aggregations: [{ function: 'sum', column: 'b', alias: 's' }],
        group_by: ['a'],
        having: {
          op: 'or',
          args: [
            { op: '>', args: [{ fn: 'sum', args: [{ column: 'b' }] }, { value: 1 }] },
            { op: '=', args: [{ column: 'a' }, { value: 2 }] },
          ],
        },
      },
    ],
    [
      "select grouping(a, b), percentile_cont(0.5) within group (order by b desc), string_agg(distinct a, ',' order by a) filter (where b > 1) from t group by a, (b, c), rollup (a, (b, c)), cube (a), grouping sets ((a), (a, b), (), rollup (c)), ()",
      {
        sources: ['t'],
        select: [
          { fn: 'grouping', args: [{ column: 'a' }, { column: 'b' }] },
          {
            fn: 'percentile_cont',
            args: [{ value: '0.5', type: 'numeric' }],
            within_group: [{ column: 'b', direction: 'desc' }],
          },
          {
            fn: 'string_agg',
            args: [{ column: 'a' }, { value: ',' }],
            distinct: true,
            filter: { op: '>', args: [{ column: 'b' }, { value: 1 }] },
            order_by: [{ column: 'a', direction: 'asc' }],
          },
        ],
        group_by: [
          'a',
          'b',
          'c',
          { rollup: [['a'], ['b', 'c']] },
          { cube: [['a']] },
          { grouping_sets: [['a'], ['a', 'b'], [], { rollup: [['c']] }] },
          { grouping_sets: [[]] },
        ],
      },
    ],
    [
      'select a from t group by distinct rollup (a), rollup (a)',
      { sources: ['t'], select: ['a'], group_by: [{ rollup: [['a']] }, { rollup: [['a']] }], group_by_distinct: true },
    ],
    ['select a from t group by distinct a', { sources: ['t'], select: ['a'], group_by: ['a'] }],
  ])
})
