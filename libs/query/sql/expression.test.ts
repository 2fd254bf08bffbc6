import { describe } from 'vitest'
import { testConversions } from '../../../test/support/query-conversions.ts'

describe('expression', () => {
  testConversions([
    ['select 0', { select: [{ value: 0 }] }],
    ['select -1', { select: [{ value: -1 }] }],
    ['select 1.5', { select: [{ value: '1.5', type: 'numeric' }] }],
    ['select -2.5', { select: [{ value: '-2.5', type: 'numeric' }] }],
    ['select 12345678901', { select: [{ value: 12345678901 }] }],
    ['select true', { select: [{ value: true }] }],
    ['select null', { select: [{ value: null }] }],
    ["select 'x'", { select: [{ value: 'x' }] }],
    ['select 1e3', { select: [{ value: '1e3', type: 'numeric' }] }],
    ['select -9223372036854775808', { select: [{ value: '-9223372036854775808', type: 'bigint' }] }],
    ['select 9007199254740993', { select: [{ value: '9007199254740993', type: 'bigint' }] }],
    ['select 99999999999999999999', { select: [{ value: '99999999999999999999', type: 'numeric' }] }],
    ['select 0x1F', { select: [{ value: 31 }] }],
    ['select 1_000', { select: [{ value: 1000 }] }],
    ['select 0xFFFFFFFFFFFF', { select: [{ value: 281474976710655 }] }],
    [
      "select case when a then 1 else 2 end, case a when 1 then 'x' end",
      {
        select: [
          { case: [{ when: { column: 'a' }, then: { value: 1 } }], else: { value: 2 } },
          { of: { column: 'a' }, case: [{ when: { value: 1 }, then: { value: 'x' } }] },
        ],
      },
    ],
    ['select extract(year from a)', { select: [{ fn: 'extract', args: [{ value: 'year' }, { column: 'a' }] }] }],
    ["select a at time zone 'UTC'", { select: [{ fn: 'timezone', args: [{ value: 'UTC' }, { column: 'a' }] }] }],
    [
      'select make_interval(1, days => 3, secs => a)',
      {
        select: [
          { fn: 'make_interval', args: [{ value: 1 }], named_args: { days: { value: 3 }, secs: { column: 'a' } } },
        ],
      },
    ],
    ['select current_date', { select: [{ fn: 'current_date' }] }],
    ['select current_timestamp', { select: [{ fn: 'current_timestamp' }] }],
    ['select current_timestamp(3)', { select: [{ fn: 'current_timestamp', args: [{ value: 3 }] }] }],
    ['select localtimestamp', { select: [{ fn: 'localtimestamp' }] }],
    ['select now()', { select: [{ fn: 'now' }] }],
    ["select position('a' in b)", { select: [{ fn: 'position', args: [{ column: 'b' }, { value: 'a' }] }] }],
    [
      'select substring(a from 1 for 2)',
      { select: [{ fn: 'substring', args: [{ column: 'a' }, { value: 1 }, { value: 2 }] }] },
    ],
    ["select substring(a from 'p')", { select: [{ fn: 'substring', args: [{ column: 'a' }, { value: 'p' }] }] }],
    ["select trim(both 'x' from a)", { select: [{ fn: 'btrim', args: [{ column: 'a' }, { value: 'x' }] }] }],
    ['select trim(leading from a)', { select: [{ fn: 'ltrim', args: [{ column: 'a' }] }] }],
    [
      'select overlay(a placing b from 1)',
      { select: [{ fn: 'overlay', args: [{ column: 'a' }, { column: 'b' }, { value: 1 }] }] },
    ],
    ['select coalesce(a, b)', { select: [{ fn: 'coalesce', args: [{ column: 'a' }, { column: 'b' }] }] }],
    ['select greatest(a, b)', { select: [{ fn: 'greatest', args: [{ column: 'a' }, { column: 'b' }] }] }],
    ['select least(a)', { select: [{ fn: 'least', args: [{ column: 'a' }] }] }],
    ['select nullif(a, b)', { select: [{ fn: 'nullif', args: [{ column: 'a' }, { column: 'b' }] }] }],
    ['select pg_catalog.lower(a)', { select: [{ fn: 'lower', args: [{ column: 'a' }] }] }],
    ['select x.foo(1)', { select: [{ fn: 'x.foo', args: [{ value: 1 }] }] }],
    ['select current_user', { select: [{ fn: 'current_user' }] }],
    [
      "select a is distinct from b, a is not distinct from b, a like b, a not ilike b escape '!', a similar to b, a not similar to b escape '!', a ~ b, a !~* b, a between symmetric 1 and 2, a is true, a is not unknown, a is not null, not a, a and b and c or d, -a, +a, a || b, a ->> 'x', a % b, a ^ b, a operator(pg_catalog.+) b",
      {
        select: [
          { op: 'is distinct from', args: [{ column: 'a' }, { column: 'b' }] },
          { op: 'is not distinct from', args: [{ column: 'a' }, { column: 'b' }] },
          { op: 'like', args: [{ column: 'a' }, { column: 'b' }] },
          { op: 'not ilike', args: [{ column: 'a' }, { column: 'b' }], escape: { value: '!' } },
          { op: 'similar to', args: [{ column: 'a' }, { column: 'b' }] },
          { op: 'not similar to', args: [{ column: 'a' }, { column: 'b' }], escape: { value: '!' } },
          { op: '~', args: [{ column: 'a' }, { column: 'b' }] },
          { op: '!~*', args: [{ column: 'a' }, { column: 'b' }] },
          {
            op: 'or',
            args: [
              { op: 'between', args: [{ column: 'a' }, { value: 1 }, { value: 2 }] },
              { op: 'between', args: [{ column: 'a' }, { value: 2 }, { value: 1 }] },
            ],
          },
          { op: 'is true', args: [{ column: 'a' }] },
          { op: 'is not unknown', args: [{ column: 'a' }] },
          { op: 'is not null', args: [{ column: 'a' }] },
          { op: 'not', args: [{ column: 'a' }] },
          {
            op: 'or',
            args: [{ op: 'and', args: [{ column: 'a' }, { column: 'b' }, { column: 'c' }] }, { column: 'd' }],
          },
          { op: '-', args: [{ column: 'a' }] },
          { op: '+', args: [{ column: 'a' }] },
          { op: '||', args: [{ column: 'a' }, { column: 'b' }] },
          { op: '->>', args: [{ column: 'a' }, { value: 'x' }] },
          { op: '%', args: [{ column: 'a' }, { column: 'b' }] },
          { op: '^', args: [{ column: 'a' }, { column: 'b' }] },
          { op: '+', args: [{ column: 'a' }, { column: 'b' }] },
        ],
      },
    ],
    [
      'select a = any(array[1,2])',
      { select: [{ op: '= any', args: [{ column: 'a' }, { array: [{ value: 1 }, { value: 2 }] }] }] },
    ],
    [
      "select a <> all('{1}'::int[])",
      { select: [{ op: '<> all', args: [{ column: 'a' }, { cast: { value: '{1}' }, to: 'integer[]' }] }] },
    ],
    ['select a like any(b)', { select: [{ op: 'like any', args: [{ column: 'a' }, { column: 'b' }] }] }],
    [
      'select a = any(select 1)',
      { select: [{ subquery: { select: [{ value: 1 }] }, form: 'any', arg: { column: 'a' }, op: '=' }] },
    ],
    [
      'select a < all(select 1)',
      { select: [{ subquery: { select: [{ value: 1 }] }, form: 'all', arg: { column: 'a' }, op: '<' }] },
    ],
    [
      'select a in (select 1)',
      { select: [{ subquery: { select: [{ value: 1 }] }, form: 'in', arg: { column: 'a' } }] },
    ],
    [
      'select a not in (select 1)',
      { select: [{ subquery: { select: [{ value: 1 }] }, form: 'not in', arg: { column: 'a' } }] },
    ],
    ['select not a in (1)', { select: [{ op: 'not', args: [{ op: 'in', args: [{ column: 'a' }, { value: 1 }] }] }] }],
    [
      'select exists(select from t)',
      { select: [{ subquery: { sources: ['t'], select: [{ value: 1 }] }, form: 'exists' }] },
    ],
    ['select array[]', { select: [{ array: [] }] }],
    ['select a[1]', { select: [{ subscript: { column: 'a' }, at: { value: 1 } }] }],
    ['select (array[1])[b]', { select: [{ subscript: { array: [{ value: 1 }] }, at: { column: 'b' } }] }],
    [`select b['k'][0]`, { select: [{ subscript: { column: 'b' }, path: [{ value: 'k' }, { value: 0 }] }] }],
    ['select a[2:b]', { select: [{ subscript: { column: 'a' }, slice: { from: { value: 2 }, to: { column: 'b' } } }] }],
    ['select a[:2]', { select: [{ subscript: { column: 'a' }, slice: { to: { value: 2 } } }] }],
    ['select a[2:]', { select: [{ subscript: { column: 'a' }, slice: { from: { value: 2 } } }] }],
    ['select a[:]', { select: [{ subscript: { column: 'a' }, slice: {} }] }],
    ['select array(select 1)', { select: [{ subquery: { select: [{ value: 1 }] }, form: 'array' }] }],
    ['select (select 1)', { select: [{ subquery: { select: [{ value: 1 }] }, form: 'scalar' }] }],
    [
      'select (a, b) = (1, 2)',
      {
        select: [
          { op: '=', args: [{ row: [{ column: 'a' }, { column: 'b' }] }, { row: [{ value: 1 }, { value: 2 }] }] },
        ],
      },
    ],
    ['select row(1)', { select: [{ row: [{ value: 1 }] }] }],
    [
      'select (a, b) in (select 1, 2)',
      {
        select: [
          {
            subquery: { select: [{ value: 1 }, { value: 2 }] },
            form: 'in',
            arg: { row: [{ column: 'a' }, { column: 'b' }] },
          },
        ],
      },
    ],
    ['select $1', { select: [{ parameter: 1 }] }],
    ['select $2::int', { select: [{ cast: { parameter: 2 }, to: 'integer' }] }],
    ['select :a', { select: [{ parameter: 'a' }] }],
    ['select :b', { select: [{ parameter: 'b' }] }],
    ['select :a', { select: [{ parameter: 'a' }] }],
    ['select :a', { select: [{ parameter: 'a' }] }],
    [
      'select count(x) filter (where a) as c, sum(*) as b from t',
      {
        sources: ['t'],
        select: [
          { fn: 'count', args: [{ column: 'x' }], filter: { column: 'a' }, alias: 'c' },
          { fn: 'sum', star: true, alias: 'b' },
        ],
      },
    ],
  ])
})
