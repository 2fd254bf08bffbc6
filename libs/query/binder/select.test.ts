import { expect, test } from 'vitest'
import { bindSql } from './testing/catalog.ts'
import { printPlan } from './testing/print-plan.ts'

async function planOf(sql: string): Promise<string> {
  return printPlan((await bindSql(sql)).plan)
}

async function fieldsOf(sql: string): Promise<readonly string[]> {
  return (await bindSql(sql)).fields.map(({ name, type, nullable }) => {
    const digits = type.kind === 'decimal' ? `(${type.precision},${type.scale})` : ''
    return `${name} ${type.kind}${digits}${nullable ? ' null' : ''}`
  })
}

test('a filter with a LIMIT', async () => {
  expect(await planOf('SELECT name, email FROM users WHERE is_active = true LIMIT 5')).toBe(
    [
      'limit 5',
      '  project c6=c1 c7=c2',
      "    filter eq(c5, 'true':boolean)",
      '      scan users.users c0=id c1=name c2=email c3=age c4=created_at c5=is_active',
    ].join('\n'),
  )
})

test('an aggregate over a left join, ordered by its alias', async () => {
  const sql = `SELECT u.name, COUNT(o.id) AS order_count, SUM(o.amount) AS total_spent FROM users u
    LEFT JOIN orders o ON u.id = o.customer_id GROUP BY u.id, u.name HAVING COUNT(o.id) >= 5
    ORDER BY total_spent DESC LIMIT 10`
  expect(await planOf(sql)).toBe(
    [
      'limit 10',
      '  sort c17 desc',
      '    project c15=c12 c16=c13 c17=c14',
      "      filter ge(c13, '5':int64)",
      '        aggregate c11=c0 c12=c1 c13=count(c6) c14=sum(c8)',
      '          join left eq(c0, c7)',
      '            scan users.users c0=id c1=name c2=email c3=age c4=created_at c5=is_active',
      '            scan orders.orders c6=id c7=customer_id c8=amount c9=order_date c10=status',
    ].join('\n'),
  )
  expect(await fieldsOf(sql)).toEqual(['name string', 'order_count int64', 'total_spent decimal(38,2) null'])
})

test('a window function over aggregates stands above them', async () => {
  const sql = `SELECT u.name, COUNT(o.id) AS orders, RANK() OVER (ORDER BY COUNT(o.id) DESC) AS rank FROM users u
    LEFT JOIN orders o ON u.id = o.customer_id GROUP BY u.id, u.name HAVING COUNT(o.id) > 0 ORDER BY orders DESC LIMIT 20`
  const plan = await planOf(sql)
  expect(plan.split('\n').slice(0, 6)).toEqual([
    'limit 20',
    '  sort c16 desc',
    '    project c15=c12 c16=c13 c17=c14',
    '      window c14=rank() over (order c13 desc)',
    "        filter gt(c13, '0':int64)",
    '          aggregate c11=c0 c12=c1 c13=count(c6)',
  ])
})

test('WITH tables are defined once around the body, under their names', async () => {
  const sql = `WITH stats AS (SELECT customer_id, SUM(amount) AS total FROM orders GROUP BY customer_id)
    SELECT CASE WHEN total >= 10000 THEN 'VIP' ELSE 'Basic' END AS tier, COUNT(*) AS customers FROM stats
    GROUP BY 1 ORDER BY customers DESC`
  expect(await planOf(sql)).toBe(
    [
      'with stats',
      '  project c7=c5 c8=c6',
      '    aggregate c5=c1 c6=sum(c2)',
      '      scan orders.orders c0=id c1=customer_id c2=amount c3=order_date c4=status',
      '  limit 1001',
      '    sort c14 desc',
      '      project c13=c11 c14=c12',
      "        aggregate c11=case(ge(c10, '10000':decimal(5,0)) -> 'VIP':string; else 'Basic':string) c12=count()",
      '          cte stats c9=customer_id c10=total',
    ].join('\n'),
  )
})

test('GROUP BY takes positions, columns of FROM before aliases, and expressions', async () => {
  expect(await planOf('select age / 10 as age, count(*) from users group by age order by 1 limit 1')).toContain(
    'aggregate c6=c3 c7=count()',
  )
  expect(await planOf('select age / 10 as bucket, count(*) from users group by bucket limit 1')).toContain(
    "aggregate c6=divide(c3, '10':int32) c7=count()",
  )
  expect(await planOf('select age + 1 from users group by age + 1 limit 1')).toContain('project c7=c6')
})

test('a grouped primary key determines the other columns of its table', async () => {
  expect(await planOf('select id, name from users group by id limit 1')).toContain('aggregate c6=c0 c7=c1')
})

test('ROLLUP, CUBE and GROUPING SETS become sets of group indexes', async () => {
  const plan = await planOf('select status, customer_id, count(*) from orders group by rollup(status, customer_id)')
  expect(plan).toContain('sets [[0,1],[0],[]]')
  expect(await planOf('select count(*) from orders group by cube(status, customer_id)')).toContain(
    'sets [[0,1],[1],[0],[]]',
  )
  expect(await planOf('select count(*) from orders group by id, grouping sets ((status), ())')).toContain(
    'sets [[0,1],[0]]',
  )
})

test('what ORDER BY needs beyond the select list is dropped again above the LIMIT', async () => {
  expect(await planOf('select name from users order by created_at desc limit 3')).toBe(
    [
      'project c8=c6',
      '  limit 3',
      '    sort c7 desc',
      '      project c6=c1 c7=c4',
      '        scan users.users c0=id c1=name c2=email c3=age c4=created_at c5=is_active',
    ].join('\n'),
  )
})

test('NULLs come last ascending and first descending unless said otherwise', async () => {
  const { plan } = await bindSql(
    'select age from users order by age, age desc, age nulls first, age desc nulls last limit 1',
  )
  expect(plan).toMatchObject({
    input: {
      keys: [
        { descending: false, nullsFirst: false },
        { descending: true, nullsFirst: true },
        { descending: false, nullsFirst: true },
        { descending: true, nullsFirst: false },
      ],
    },
  })
})

test('DISTINCT groups by every column', async () => {
  expect(await planOf('select distinct name from users order by name limit 2')).toBe(
    [
      'limit 2',
      '  sort c7',
      '    aggregate c7=c6',
      '      project c6=c1',
      '        scan users.users c0=id c1=name c2=email c3=age c4=created_at c5=is_active',
    ].join('\n'),
  )
})

test('USING merges its columns, and a full join takes the side that is there', async () => {
  expect(await fieldsOf('select * from users join (select id, 1 as x from orders) o using (id)')).toEqual([
    'id int64',
    'name string',
    'email string null',
    'age int32 null',
    'created_at timestamp',
    'is_active boolean',
    'x int32',
  ])
  const plan = await planOf('select id from users full join (select id from orders) o using (id) limit 1')
  expect(plan).toContain('project c12=coalesce(c0, c11)')
})

test('columns of the side that may be missing are nullable', async () => {
  expect(await fieldsOf('select u.id, o.id, o.amount from users u left join orders o on true')).toEqual([
    'id int64',
    'id int64 null',
    'amount decimal(12,2) null',
  ])
  expect(await fieldsOf('select u.id, o.id from users u right join orders o on true')).toEqual([
    'id int64 null',
    'id int64',
  ])
})

test('frames, named windows and QUALIFY', async () => {
  const sql = `select id, sum(age) over w as s from users
    window w as (partition by is_active order by id rows between 1 preceding and current row) limit 1`
  expect(await planOf(sql)).toContain(
    "window c6=sum(c3) over (partition c5 order c0 rows '1':int64 preceding to current_row)",
  )
})

test('subqueries keep the columns of the query around them', async () => {
  const plan = await planOf(
    'select id from users u where exists (select 1 from orders o where o.customer_id = u.id) limit 1',
  )
  expect(plan).toContain('filter exists {')
  expect(plan).toContain('filter eq(c7, c0)')
  const grouped = await planOf(`select u.id, (select max(amount) from orders o where o.customer_id = u.id) from users u
    group by u.id limit 1`)
  expect(grouped).toContain('eq(c7, c13)')
})

test('IN (subquery) compares in one type', async () => {
  expect(await planOf('select id from users where age in (select customer_id from orders) limit 1')).toContain(
    'filter c3::int64 in {project c11=c7',
  )
})

test('set operations bring columns to common types; untyped literals follow', async () => {
  expect(await fieldsOf("select id, 'a' as s from users union all select 1.5, null order by 1")).toEqual([
    'id decimal(20,1)',
    's string null',
  ])
  expect(await planOf("select '2024-01-01' as d union select order_date from orders limit 1")).toContain(
    "project c7='2024-01-01':date",
  )
})

test('columns without a name get PostgreSQL’s', async () => {
  const sql = `select count(*), age + 1, case when true then 1 end, case when true then 1 else age end, 1::int8,
    name::text, coalesce(age, 0), (select max(id) from orders), exists (select 1), extract(year from created_at),
    not is_active, sum(age) over () from users group by age, name, created_at, is_active`
  expect((await bindSql(sql)).fields.map(({ name }) => name)).toEqual([
    'count',
    '?column?',
    'case',
    'age',
    'int8',
    'name',
    'coalesce',
    'max',
    'exists',
    'extract',
    '?column?',
    'sum',
  ])
})

test('a query without LIMIT gets one row more than the default, and says so', async () => {
  const bound = await bindSql('select id from users')
  expect(bound.defaultLimit).toBe(1000)
  expect(bound.plan).toMatchObject({ kind: 'limit', limit: 1001 })
  expect((await bindSql('select id from users limit 7')).defaultLimit).toBeNull()
  expect((await bindSql('select id from users limit 7')).tables.map(({ ref }) => ref.table)).toEqual(['users'])
})

test('a plan is plain JSON', async () => {
  const { plan } = await bindSql('select name, count(*) over (order by id) from users where id in (select 1)')
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
})

test('thousands of conditions and grouped expressions bind in a plan that is not deep', async () => {
  const conditions = Array.from({ length: 3000 }, (_, index) => `id = ${index}`).join(' or ')
  const { plan } = await bindSql(`select case when ${conditions} then 1 end as x, count(*) from users group by id`)
  const depth = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0
  expect(depth(plan)).toBeLessThan(100)
})
