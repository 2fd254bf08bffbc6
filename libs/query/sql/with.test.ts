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
    [
      `with recursive r(n) as (select 1 union all select n from r)
        search breadth first by n set o cycle n set c to 'y' default 'n' using p select n from r order by o`,
      {
        with: [
          {
            name: 'r',
            columns: ['n'],
            recursive: true,
            query: {
              select: [{ value: 1 }],
              set_operations: [{ op: 'union', all: true, query: { sources: ['r'], select: ['n'] } }],
            },
            search: { first: 'breadth', by: ['n'], set: 'o' },
            cycle: { columns: ['n'], set: 'c', to: { value: 'y' }, default: { value: 'n' }, using: 'p' },
          },
        ],
        sources: ['r'],
        select: ['n'],
        order_by: [{ column: 'o', direction: 'asc' }],
      },
    ],
    [
      'with recursive r as (select 1 as n union all select n from r) cycle n set c using p select c from r',
      {
        with: [
          {
            name: 'r',
            recursive: true,
            query: {
              select: [{ value: 1, alias: 'n' }],
              set_operations: [{ op: 'union', all: true, query: { sources: ['r'], select: ['n'] } }],
            },
            cycle: { columns: ['n'], set: 'c', using: 'p' },
          },
        ],
        sources: ['r'],
        select: ['c'],
      },
    ],
  ])
})
