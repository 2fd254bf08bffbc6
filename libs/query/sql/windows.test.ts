import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('windows', () => {
  testConversions([
    [
      'select rank() over (partition by a, lower(b) order by c desc rows between 1 preceding and unbounded following exclude ties) from t window w as (partition by q)',
      {
        sources: ['t'],
        select: [
          {
            fn: 'rank',
            over: {
              partition_by: ['a', { fn: 'lower', args: [{ column: 'b' }] }],
              order_by: [{ column: 'c', direction: 'desc' }],
              frame: { unit: 'rows', start: { preceding: { value: 1 } }, end: 'unbounded_following', exclude: 'ties' },
            },
          },
        ],
        windows: { w: { partition_by: ['q'] } },
      },
    ],
    [
      'select sum(x) over w from t window w as (partition by q)',
      {
        sources: ['t'],
        select: [{ fn: 'sum', args: [{ column: 'x' }], over: 'w' }],
        windows: { w: { partition_by: ['q'] } },
      },
    ],
    [
      'select sum(x) over (w) from t window w as (partition by q)',
      {
        sources: ['t'],
        select: [{ fn: 'sum', args: [{ column: 'x' }], over: { window: 'w' } }],
        windows: { w: { partition_by: ['q'] } },
      },
    ],
    [
      'select sum(x) over (w order by z groups 3 preceding) from t window w as (partition by q)',
      {
        sources: ['t'],
        select: [
          {
            fn: 'sum',
            args: [{ column: 'x' }],
            over: {
              window: 'w',
              order_by: [{ column: 'z', direction: 'asc' }],
              frame: { unit: 'groups', start: { preceding: { value: 3 } }, end: 'current_row' },
            },
          },
        ],
        windows: { w: { partition_by: ['q'] } },
      },
    ],
    [
      'select sum(x) over () from t window w as (partition by q)',
      {
        sources: ['t'],
        select: [{ fn: 'sum', args: [{ column: 'x' }], over: {} }],
        windows: { w: { partition_by: ['q'] } },
      },
    ],
    [
      "select sum(x) over (order by y range between interval '1 day' preceding and current row exclude current row) from t",
      {
        sources: ['t'],
        select: [
          {
            fn: 'sum',
            args: [{ column: 'x' }],
            over: {
              order_by: [{ column: 'y', direction: 'asc' }],
              frame: {
                unit: 'range',
                start: { preceding: { cast: { value: '1 day' }, to: 'interval' } },
                end: 'current_row',
                exclude: 'current_row',
              },
            },
          },
        ],
      },
    ],
    [
      'select sum(x) over (order by y rows between unbounded preceding and 1 following exclude no others) from t',
      {
        sources: ['t'],
        select: [
          {
            fn: 'sum',
            args: [{ column: 'x' }],
            over: {
              order_by: [{ column: 'y', direction: 'asc' }],
              frame: { unit: 'rows', start: 'unbounded_preceding', end: { following: { value: 1 } } },
            },
          },
        ],
      },
    ],
  ])
})
