import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('order by', () => {
  testConversions([
    [
      'select distinct on (a, lower(b)) a from t order by a desc nulls last, lower(b), 1, t.c nulls first',
      {
        sources: ['t'],
        select: ['a'],
        distinct: [{ column: 'a' }, { fn: 'lower', args: [{ column: 'b' }] }],
        order_by: [
          { column: 'a', direction: 'desc', nulls: 'last' },
          { expression: { fn: 'lower', args: [{ column: 'b' }] }, direction: 'asc' },
          { expression: { value: 1 }, direction: 'asc' },
          { column: 't.c', direction: 'asc', nulls: 'first' },
        ],
      },
    ],
    [
      'select distinct a from t limit 5 offset 2',
      { sources: ['t'], select: ['a'], distinct: true, limit: 5, offset: 2 },
    ],
    [
      'select a from t order by a fetch first 3 rows with ties',
      { sources: ['t'], select: ['a'], order_by: [{ column: 'a', direction: 'asc' }], limit: 3, with_ties: true },
    ],
    ['select a from t limit all offset null', { sources: ['t'], select: ['a'] }],
    [
      'select a from t limit :n + 1',
      { sources: ['t'], select: ['a'], limit: { op: '+', args: [{ parameter: 'n' }, { value: 1 }] } },
    ],
    [
      'select a from t order by a collate "C" using >',
      { sources: ['t'], select: ['a'], order_by: [{ column: 'a', direction: 'desc' }] },
    ],
  ])
})
