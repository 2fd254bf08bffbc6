import { expect, test } from 'vitest'
import { parseQueryRequest } from '../parse-query-request.ts'
import { parseSql } from '../sql/parse-sql.ts'
import { config, contextOf } from './testing/catalog.ts'
import { type Validation, validateQuery } from './validate.ts'

async function validated(sql: string): Promise<Validation> {
  const { request, locator } = await parseSql(sql)
  return validateQuery(request, contextOf({ locator }))
}

/** SQL on one line, and the SQLSTATE and column of every fault in it. */
const FAULTS: readonly (readonly [sql: string, faults: readonly string[]])[] = [
  ['select id, name from users', []],
  ['select nmae, agee from users', ['42703@8', '42703@14']],
  ['select nmae + 1, lenght(agee) from users where emial is null', ['42703@8', '42703@25', '42703@48']],
  ['select name from usres where nmae = 1', ['42P01@18']],
  ['select u.name, o.amont from usres u join orders o on u.id = o.customer_id', ['42703@16', '42P01@29']],
  ['select 1 from usres, odrers', ['42P01@15', '42P01@22']],
  ['select name from users where age = name and id', ['42883@34', '42804@45']],
  ["select id from users where id = 'x' or age > 'y' or not name", ['22P02@33', '22P02@46', '42804@57']],
  ['select case when name then nmae else 1 end from users', ['42804@18', '42703@28']],
  ['select count(*) from users where count(*) > 1 and nmae = 1', ['42803@34', '42703@51']],
  ['select name, count(*) from users group by nmae', ['42703@43']],
  ['select name, agee from users group by id, name', ['42703@14']],
  ['select name, age, email from users group by email', ['42803@8', '42803@14']],
  ['select q.x + 1, q.y from (select nmae as x, id as y from users) q', ['42703@34']],
  ['select q.z from (select nmae as x from users) q', ['42703@8', '42703@25']],
  ['select q.z from (select * from usres) q order by w', ['42P01@32']],
  ['with a as (select nmae from users) select x, id from a, orders', ['42703@19', '42703@43']],
  ['select nmae from users union select 1, 2', ['42703@8', '42601@37']],
  ['select nmae from users union select id from orders', ['42703@8']],
  ['select id from users where id in (select usr_id from orders) and nmae = 1', ['42703@42', '42703@66']],
  ['select (select nmae from users) + 1', ['42703@16']],
  ['select id from users order by nmae, agee', ['42703@31', '42703@37']],
  ['select id from users having nmae > 1 limit 1000000', ['42703@29', '54000@44']],
  ['select foo(id), bar(nmae) from users', ['42883@8', '42703@21']],
  ['select sum(nmae) over (partition by agee) from users', ['42703@12']],
  ['select u.id from users u join orders o on u.idd = o.idd', ['42703@43', '42703@51']],
  ['select id from users where nmae in (1, agee)', ['42703@28', '42703@40']],
]

test.each(FAULTS)('%s', async (sql, faults) => {
  const { valid, errors } = await validated(sql)
  expect(errors.map(({ sql_state, position }) => `${sql_state}@${position?.column}`)).toEqual(faults)
  expect(valid).toBe(faults.length === 0)
})

test('limits, names and types are told together', async () => {
  const { request, locator } = await parseSql('select nmae, users.id + name\nfrom users, orders, usres\nwhere age')
  const context = contextOf({ locator, config: { ...config, maxJoinTables: 2 } })
  const { errors } = await validateQuery(request, context)
  expect(errors.map(({ code, position }) => [code, position?.line, position?.column])).toEqual([
    ['TYPE_ERROR', 1, 23],
    ['LIMIT_EXCEEDED', 2, 21],
    ['UNKNOWN_TABLE', 2, 21],
    ['TYPE_ERROR', 3, 7],
  ])
})

test('the faults of a QueryRequest have their JSON path', async () => {
  const { request, locator } = parseQueryRequest({
    sources: ['users'],
    select: ['nmae', { op: '+', args: [{ column: 'agee' }, { value: 1 }], alias: 'x' }],
    filters: { users: [{ column: 'idd', op: '=', value: 1 }] },
    order_by: [{ column: 'emial' }],
    limit: 1_000_000,
  })
  const { errors } = await validateQuery(request, contextOf({ locator }))
  expect(errors.map(({ sql_state, position }) => [sql_state, position?.path])).toEqual([
    ['54000', '$.limit'],
    ['42703', '$.filters.users[0].column'],
    ['42703', '$.select[0]'],
    ['42703', '$.select[1].args[0]'],
    ['42703', '$.order_by[0]'],
  ])
})

test('a chain of faulty operators is looked at once', async () => {
  const { errors } = await validated(`select ${'nmae + '.repeat(190)} 1 from users`)
  expect(errors).toHaveLength(100)
})

/** SQL and the codes of its warnings with their columns. */
const WARNINGS: readonly (readonly [sql: string, warnings: readonly string[]])[] = [
  ['select id from users', ['DEFAULT_LIMIT@']],
  ['select count(*) from users', []],
  ['values (1), (2)', []],
  ['select id from users order by id limit 5', []],
  ['select id from users limit 5', ['LIMIT_WITHOUT_ORDER@28']],
  ['select count(*) from users limit 5', []],
  ['select users.id from users, orders order by 1 limit 5', ['CARTESIAN_PRODUCT@29']],
  ['select users.id from users cross join (select max(id) as m from orders) q order by 1 limit 5', []],
  ['select users.id from users, orders where users.id = customer_id order by 1 limit 5', []],
  ['select users.id from users, orders where users.age > amount order by 1 limit 5', []],
  ['select users.id from users join orders on users.id = 1 order by 1 limit 5', ['CARTESIAN_PRODUCT@33']],
  ['select u.id from users u left join orders o on o.id = 1 order by 1 limit 5', ['CARTESIAN_PRODUCT@36']],
  ['select u.id from users u left join orders o on o.customer_id = u.id order by 1 limit 5', []],
  ['select count(*) from users where name = null', ['ALWAYS_NULL@39']],
  ['select count(*) from users where name <> null or id = 1', ['ALWAYS_NULL@39']],
  ['select count(*) from users where id not in (1, null)', ['ALWAYS_NULL@37']],
  ['select count(*) from users where id in (1, null) and name is null', []],
]

test.each(WARNINGS)('warnings of %s', async (sql, warnings) => {
  const { valid, warnings: found } = await validated(sql)
  expect(valid).toBe(true)
  expect(found.map(({ code, position }) => `${code}@${position?.column ?? ''}`)).toEqual(warnings)
})
