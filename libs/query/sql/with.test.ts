import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('with', () => {
  testConversions([
    [
      'with recursive a(n) as (select 1 union all select n + 1 from a), b as materialized (select * from a), c as not materialized (select 1) select * from b',
      {
        with: [
          {
            name: 'a',
            columns: ['n'],
            recursive: true,
            query: {
              select: [{ value: 1 }],
              set_operations: [
                {
                  op: 'union',
                  all: true,
                  query: { sources: ['a'], select: [{ op: '+', args: [{ column: 'n' }, { value: 1 }] }] },
                },
              ],
            },
          },
          { name: 'b', materialized: true, query: { sources: ['a'], select: ['*'] } },
          { name: 'c', materialized: false, query: { select: [{ value: 1 }] } },
        ],
        sources: ['b'],
        select: ['*'],
      },
    ],
  ])
})
