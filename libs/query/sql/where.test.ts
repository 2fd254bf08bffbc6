import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('where', () => {
  testConversions([
    [
      "select 1 from t where a = 1 and b <> 'x' and c in (1, 2) and d between 1 and 2 and e like 'a%' and f is null and g = date '2024-01-01' and h > 1.5 and i = null",
      {
        sources: ['t'],
        select: [{ value: 1 }],
        filters: {
          t: [
            { column: 'a', op: '=', value: 1 },
            { column: 'b', op: '<>', value: 'x' },
            { column: 'c', op: 'in', value: [1, 2] },
            { column: 'd', op: 'between', value: [1, 2] },
            { column: 'e', op: 'like', value: 'a%' },
            { column: 'f', op: 'is null' },
            { column: 'g', op: '=', value: { cast: { value: '2024-01-01' }, to: 'date' } },
            { column: 'h', op: '>', value: { value: '1.5', type: 'numeric' } },
          ],
        },
        where: { op: '=', args: [{ column: 'i' }, { value: null }] },
      },
    ],
    [
      'select 1 from t where x.a = 1 and t.b = 2',
      {
        sources: ['t'],
        select: [{ value: 1 }],
        filters: { t: [{ column: 'b', op: '=', value: 2 }] },
        where: { op: '=', args: [{ column: 'a', table: 'x' }, { value: 1 }] },
      },
    ],
    [
      'select 1 from a, b where a.x = 1 and y = 2 and a.x = b.y',
      {
        sources: ['a', 'b'],
        select: [{ value: 1 }],
        filters: { a: [{ column: 'x', op: '=', value: 1 }] },
        where: {
          op: 'and',
          args: [
            { op: '=', args: [{ column: 'y' }, { value: 2 }] },
            {
              op: '=',
              args: [
                { column: 'x', table: 'a' },
                { column: 'y', table: 'b' },
              ],
            },
          ],
        },
      },
    ],
    [
      'select 1 from t where exists (select 1 from u where a = 1 and u.b = 2 and t.c = 3)',
      {
        sources: ['t'],
        select: [{ value: 1 }],
        where: {
          subquery: {
            sources: ['u'],
            select: [{ value: 1 }],
            filters: { u: [{ column: 'b', op: '=', value: 2 }] },
            where: {
              op: 'and',
              args: [
                { op: '=', args: [{ column: 'a' }, { value: 1 }] },
                { op: '=', args: [{ column: 'c', table: 't' }, { value: 3 }] },
              ],
            },
          },
          form: 'exists',
        },
      },
    ],
    [
      "select 1 from t where a in (1, 2.5) and b not in ('x') and c not like 'x' escape '!' and d not between 1 and 2 and e != 5 and '' = f and g = ''::text",
      {
        sources: ['t'],
        select: [{ value: 1 }],
        filters: {
          t: [
            { column: 'b', op: 'not in', value: ['x'] },
            { column: 'd', op: 'not between', value: [1, 2] },
            { column: 'e', op: '<>', value: 5 },
            { column: 'g', op: '=', value: { cast: { value: '' }, to: 'text' } },
          ],
        },
        where: {
          op: 'and',
          args: [
            { op: 'in', args: [{ column: 'a' }, { value: 1 }, { value: '2.5', type: 'numeric' }] },
            { op: 'not like', args: [{ column: 'c' }, { value: 'x' }], escape: { value: '!' } },
            { op: '=', args: [{ value: '' }, { column: 'f' }] },
          ],
        },
      },
    ],
    [
      'select * from s.t where s.t.a = 1',
      { sources: ['s.t'], select: ['*'], where: { op: '=', args: [{ column: 'a', table: 's.t' }, { value: 1 }] } },
    ],
    [
      'select 1 from (select a from t where a = 1) s where s.a = 2 and a = 3',
      {
        sources: [
          {
            query: { sources: ['t'], select: ['a'], filters: { t: [{ column: 'a', op: '=', value: 1 }] } },
            alias: 's',
          },
        ],
        select: [{ value: 1 }],
        filters: {
          s: [
            { column: 'a', op: '=', value: 2 },
            { column: 'a', op: '=', value: 3 },
          ],
        },
      },
    ],
    [
      'select 1 from t, lateral (select b from u where b = 1) l',
      {
        sources: [
          't',
          {
            query: { sources: ['u'], select: ['b'], where: { op: '=', args: [{ column: 'b' }, { value: 1 }] } },
            lateral: true,
            alias: 'l',
          },
        ],
        select: [{ value: 1 }],
      },
    ],
    [
      'select x from t where (select max(b) from u where b > 1) = 1',
      {
        sources: ['t'],
        select: ['x'],
        where: {
          op: '=',
          args: [
            {
              subquery: {
                sources: ['u'],
                select: [{ fn: 'max', args: [{ column: 'b' }] }],
                where: { op: '>', args: [{ column: 'b' }, { value: 1 }] },
              },
              form: 'scalar',
            },
            { value: 1 },
          ],
        },
      },
    ],
    [
      'with c as (select a from t where a = 1) select (select 1 from c where a = 1)',
      {
        with: [
          { name: 'c', query: { sources: ['t'], select: ['a'], filters: { t: [{ column: 'a', op: '=', value: 1 }] } } },
        ],
        select: [
          {
            subquery: {
              sources: ['c'],
              select: [{ value: 1 }],
              where: { op: '=', args: [{ column: 'a' }, { value: 1 }] },
            },
            form: 'scalar',
          },
        ],
      },
    ],
    [
      'select * from f(1) where g = 1',
      {
        sources: [{ fn: 'f', args: [{ value: 1 }] }],
        select: ['*'],
        where: { op: '=', args: [{ column: 'g' }, { value: 1 }] },
      },
    ],
    [
      'select * from f(1) as g where g = 1',
      {
        sources: [{ fn: 'f', args: [{ value: 1 }], alias: 'g' }],
        select: ['*'],
        filters: { g: [{ column: 'g', op: '=', value: 1 }] },
      },
    ],
    [
      'select * from (a join b on a.x = b.x) k where x = 1 and k.y = 2 and a.z = 3',
      {
        sources: [
          {
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
        ],
        select: ['*'],
        filters: { k: [{ column: 'y', op: '=', value: 2 }] },
        where: {
          op: 'and',
          args: [
            { op: '=', args: [{ column: 'x' }, { value: 1 }] },
            { op: '=', args: [{ column: 'z', table: 'a' }, { value: 3 }] },
          ],
        },
      },
    ],
    [
      'select * from a where a.b in (:x, 1)',
      {
        sources: ['a'],
        select: ['*'],
        where: { op: 'in', args: [{ column: 'b', table: 'a' }, { parameter: 'x' }, { value: 1 }] },
      },
    ],
    [
      'select * from a where a.b = null::int',
      {
        sources: ['a'],
        select: ['*'],
        where: {
          op: '=',
          args: [
            { column: 'b', table: 'a' },
            { cast: { value: null }, to: 'integer' },
          ],
        },
      },
    ],
  ])
})
