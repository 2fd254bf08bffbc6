import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('set operations', () => {
  testConversions([
    [
      '(select 1 as a order by 1 limit 1) union all select 2 order by a limit 3',
      {
        sources: [
          {
            query: {
              select: [{ value: 1, alias: 'a' }],
              order_by: [{ expression: { value: 1 }, direction: 'asc' }],
              limit: 1,
            },
          },
        ],
        select: ['*'],
        set_operations: [{ op: 'union', all: true, query: { select: [{ value: 2 }] } }],
        order_by: [{ column: 'a', direction: 'asc' }],
        limit: 3,
      },
    ],
    [
      'select 1 union select 2 intersect select 3',
      {
        select: [{ value: 1 }],
        set_operations: [
          {
            op: 'union',
            query: { select: [{ value: 2 }], set_operations: [{ op: 'intersect', query: { select: [{ value: 3 }] } }] },
          },
        ],
      },
    ],
    [
      '(select 1 union select 2) intersect select 3',
      {
        select: [{ value: 1 }],
        set_operations: [
          { op: 'union', query: { select: [{ value: 2 }] } },
          { op: 'intersect', query: { select: [{ value: 3 }] } },
        ],
      },
    ],
    [
      '(select 1 union select 2 limit 1) except all select 3',
      {
        sources: [
          {
            query: {
              select: [{ value: 1 }],
              set_operations: [{ op: 'union', query: { select: [{ value: 2 }] } }],
              limit: 1,
            },
          },
        ],
        select: ['*'],
        set_operations: [{ op: 'except', all: true, query: { select: [{ value: 3 }] } }],
      },
    ],
    [
      "values (1, 'a'), (2, null) order by 1 limit 1",
      {
        values: [
          [{ value: 1 }, { value: 'a' }],
          [{ value: 2 }, { value: null }],
        ],
        order_by: [{ expression: { value: 1 }, direction: 'asc' }],
        limit: 1,
      },
    ],
    ['table t', { sources: ['t'], select: ['*'] }],
  ])
})
