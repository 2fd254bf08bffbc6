import { expect, test } from 'vitest'
import { ValidationError } from '#core'
import { columnsOf } from '../testing/bound-types.ts'

const tree = (clauses: string, select: string): string => `with recursive r as (
    select id, name, age from users where age = 1 union all
    select u.id, u.name, u.age from r join users u on u.age = r.id where u.id > 0) ${clauses} ${select}`

test.each([
  [tree('search depth first by id set o', 'select id from r order by o'), 'id int64'],
  [tree('search depth first by id, age set o', 'select name from r order by o, id'), 'name string'],
  [tree('search depth first by name set o', 'select id from r order by o desc'), 'id int64'],
  [tree('search breadth first by id set o', 'select id, name from r order by o'), 'id int64, name string'],
  [tree('search breadth first by name set o', 'select name from r order by o'), 'name string'],
  [tree('cycle id set c using p', 'select id, c from r'), 'id int64, c boolean'],
  [tree(`cycle id, name set c to 'y' default 'n' using p`, 'select c from r order by p'), 'c string'],
  [tree('cycle id set c to 2 default 1 using p', 'select max(c) as m from r'), 'm int32'],
  [
    tree('search depth first by id set o cycle age set c using p', 'select id, c from r where not c order by o, p'),
    'id int64, c boolean',
  ],
  [
    `with recursive r(n) as (select 1 union select u.age from users u, r where r.n = u.id) cycle n set c using p
      select n, count(*) filter (where c) as k from r group by n`,
    'n int32, k int64',
  ],
  [
    `with recursive r(n) as (select 1 union all select n + 1 from users u left join lateral (select 1 as x) l on true join r on r.n = u.age)
      search breadth first by n set o select n, row_number() over (order by o) as k from r`,
    'n int32, k int64',
  ],
])('%s gives %s', async (sql, columns) => {
  expect(await columnsOf(sql)).toBe(columns)
})

test.each([
  ['a column it does not have', tree('search depth first by nobody set o', 'select 1 from r'), '42601'],
  ['the same column twice', tree('search depth first by id, id set o', 'select 1 from r'), '42701'],
  ['a cycle of a column it does not have', tree('cycle nobody set c using p', 'select 1 from r'), '42601'],
  ['a cycle of the same column twice', tree('cycle id, id set c using p', 'select 1 from r'), '42701'],
  ['a column that there is', tree('search depth first by id set name', 'select 1 from r'), '42601'],
  [
    'the same name for two columns',
    tree('search depth first by id set o cycle id set o using p', 'select 1 from r'),
    '42601',
  ],
  ['an order of columns of two types', tree('search depth first by id, name set o', 'select 1 from r'), '0A000'],
  ['an order that is selected', tree('search depth first by id set o', 'select o from r'), '0A000'],
  ['all columns', tree('search depth first by id set o', 'select * from r'), '0A000'],
  ['marks that are no constants', tree('cycle id set c to null default 1 using p', 'select c from r'), '0A000'],
  [
    'a cycle of decimals',
    `with recursive r(n) as (select amount from orders union all select n from r) cycle n set c using p select 1 from r`,
    '0A000',
  ],
  [
    'groups in its recursive term',
    `with recursive r(n) as (select 1 union all select distinct n from r) cycle n set c using p select 1 from r`,
    '0A000',
  ],
])('%s is refused', async (_name, sql, sqlState) => {
  const error: unknown = await columnsOf(sql).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ValidationError)
  expect(error).toMatchObject({ detail: { sqlState } })
})
