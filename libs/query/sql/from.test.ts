import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('from', () => {
  testConversions([
    [
      'select * from a join b on a.x = b.y left join c as cc on cc.z = a.x',
      {
        sources: ['a', 'b', { source: 'c', alias: 'cc' }],
        joins: [
          { type: 'inner', left_table: 'a', right_table: 'b', left_column: 'x', right_column: 'y' },
          { type: 'left', left_table: 'a', right_table: 'cc', left_column: 'x', right_column: 'z' },
        ],
        select: ['*'],
      },
    ],
    [
      'select * from a join b using (x, y) natural left join c cross join d',
      {
        sources: [
          {
            join: {
              type: 'cross',
              left: {
                join: {
                  type: 'left',
                  left: { join: { type: 'inner', left: 'a', right: 'b', using: ['x', 'y'] } },
                  right: 'c',
                  natural: true,
                },
              },
              right: 'd',
            },
          },
        ],
        select: ['*'],
      },
    ],
    [
      'select j.x from a left join b using (x) as j',
      {
        sources: [{ join: { type: 'left', left: 'a', right: 'b', using: ['x'], using_alias: 'j' } }],
        select: ['j.x'],
      },
    ],
    [
      'select * from a join (b join c on b.x = c.x) on a.x = b.x',
      {
        sources: [
          {
            join: {
              type: 'inner',
              left: 'a',
              right: {
                join: {
                  type: 'inner',
                  left: 'b',
                  right: 'c',
                  on: {
                    op: '=',
                    args: [
                      { column: 'x', table: 'b' },
                      { column: 'x', table: 'c' },
                    ],
                  },
                },
              },
              on: {
                op: '=',
                args: [
                  { column: 'x', table: 'a' },
                  { column: 'x', table: 'b' },
                ],
              },
            },
          },
        ],
        select: ['*'],
      },
    ],
    [
      'select * from a join b on a.x = b.x and a.y = b.y',
      {
        sources: [
          {
            join: {
              type: 'inner',
              left: 'a',
              right: 'b',
              on: {
                op: 'and',
                args: [
                  {
                    op: '=',
                    args: [
                      { column: 'x', table: 'a' },
                      { column: 'x', table: 'b' },
                    ],
                  },
                  {
                    op: '=',
                    args: [
                      { column: 'y', table: 'a' },
                      { column: 'y', table: 'b' },
                    ],
                  },
                ],
              },
            },
          },
        ],
        select: ['*'],
      },
    ],
    [
      'select * from a join b on a.x < b.x',
      {
        sources: [
          {
            join: {
              type: 'inner',
              left: 'a',
              right: 'b',
              on: {
                op: '<',
                args: [
                  { column: 'x', table: 'a' },
                  { column: 'x', table: 'b' },
                ],
              },
            },
          },
        ],
        select: ['*'],
      },
    ],
    [
      'select * from a join a on a.x = a.x',
      {
        sources: [
          {
            join: {
              type: 'inner',
              left: 'a',
              right: 'a',
              on: {
                op: '=',
                args: [
                  { column: 'x', table: 'a' },
                  { column: 'x', table: 'a' },
                ],
              },
            },
          },
        ],
        select: ['*'],
      },
    ],
    [
      "select * from (select 1 as x) s, lateral (select s.x where x = 1) l, generate_series(1, 2) with ordinality as g(i, o), (values (1, 'a')) as v(n, t)",
      {
        sources: [
          { query: { select: [{ value: 1, alias: 'x' }] }, alias: 's' },
          {
            query: { select: ['s.x'], where: { op: '=', args: [{ column: 'x' }, { value: 1 }] } },
            lateral: true,
            alias: 'l',
          },
          {
            fn: 'generate_series',
            args: [{ value: 1 }, { value: 2 }],
            with_ordinality: true,
            alias: 'g',
            column_aliases: ['i', 'o'],
          },
          { query: { values: [[{ value: 1 }, { value: 'a' }]] }, alias: 'v', column_aliases: ['n', 't'] },
        ],
        select: ['*'],
      },
    ],
    [
      'select * from (a join b on a.x = b.x) as k full join c on k.x = c.x',
      {
        sources: [
          {
            join: {
              type: 'full',
              left: {
                join: {
                  type: 'inner',
                  left: 'a',
                  right: 'b',
                  on: {
                    op: '=',
                    args: [
                      { column: 'x', table: 'a' },
                      { column: 'x', table: 'b' },
                    ],
                  },
                },
                alias: 'k',
              },
              right: 'c',
              on: {
                op: '=',
                args: [
                  { column: 'x', table: 'k' },
                  { column: 'x', table: 'c' },
                ],
              },
            },
          },
        ],
        select: ['*'],
      },
    ],
  ])
})
