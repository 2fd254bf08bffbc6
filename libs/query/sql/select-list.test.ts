import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('select list', () => {
  testConversions([
    ['select * from t', { sources: ['t'], select: ['*'] }],
    [
      'select t.*, u."a.b", "*" from t, u',
      { sources: ['t', 'u'], select: ['t.*', { column: 'a.b', table: 'u' }, { column: '*' }] },
    ],
    [
      'select a as b, t.a as "B" from t',
      {
        sources: ['t'],
        select: [
          { column: 'a', alias: 'b' },
          { column: 'a', table: 't', alias: 'B' },
        ],
      },
    ],
    ['select count(*) as n from t', { sources: ['t'], aggregations: [{ function: 'count', column: '*', alias: 'n' }] }],
    [
      'select a, count(*), sum(b) as s from t group by a',
      {
        sources: ['t'],
        select: ['a', { fn: 'count', star: true }, { fn: 'sum', args: [{ column: 'b' }], alias: 's' }],
        group_by: ['a'],
      },
    ],
    [
      'select a, sum(b) as s, a from t group by a',
      { sources: ['t'], select: ['a', { fn: 'sum', args: [{ column: 'b' }], alias: 's' }, 'a'], group_by: ['a'] },
    ],
  ])
})
