import { expect, test } from 'vitest'
import type { QueryConfig } from '#config'
import { parseSql } from '../sql/parse-sql.ts'
import { bindSql, config, contextOf } from './testing/catalog.ts'
import { validateQuery } from './validate.ts'

async function problemsOf(sql: string, changes: Partial<QueryConfig>): Promise<readonly string[]> {
  const { request, locator } = await parseSql(sql)
  const { errors } = await validateQuery(request, contextOf({ locator, config: { ...config, ...changes } }))
  return errors.map(({ code, message }) => `${code}: ${message}`)
}

test('all limits are reported at once, each by its key', async () => {
  const sql = `with a as (select id from users) select count(distinct u.name), sum(u.age) over ()
    from users u join orders o on u.id = o.customer_id join a on a.id = u.id
    where u.age > 1 and (u.age < 5 or o.amount > 2) and u.id in (select 1) group by u.name, u.age`
  const changes: Partial<QueryConfig> = {
    maxJoinTables: 2,
    maxFilterConditions: 3,
    maxGroupByColumns: 1,
    enableCte: false,
    enableSubqueries: false,
    enableWindowFunctions: false,
    enableComplexAggregations: false,
  }
  expect(await problemsOf(sql, changes)).toEqual([
    'UNSUPPORTED: WITH tables are switched off by query.enable_cte; do without, or set it to true.',
    'UNSUPPORTED: Complex aggregations are switched off by query.enable_complex_aggregations; do without, or set it to true.',
    'UNSUPPORTED: Window functions are switched off by query.enable_window_functions; do without, or set it to true.',
    'LIMIT_EXCEEDED: The query has 3 tables in one FROM, and query.max_join_tables allows 2; join fewer, or raise the key.',
    'LIMIT_EXCEEDED: The query has 4 filter conditions, and query.max_filter_conditions allows 3; write fewer, or IN lists, or raise the key.',
    'UNSUPPORTED: Subqueries are switched off by query.enable_subqueries; do without, or set it to true.',
    'LIMIT_EXCEEDED: The query has 2 GROUP BY columns, and query.max_group_by_columns allows 1; group by fewer, or raise the key.',
  ])
  expect(await problemsOf(sql, {})).toEqual([])
})

test.each([
  ['select 1 from (select 1) q', 'enableSubqueries'],
  ['select 1 where exists (select 1)', 'enableSubqueries'],
  ['select count(distinct age) from users', 'enableComplexAggregations'],
  ["select string_agg(name, ',') from users", 'enableComplexAggregations'],
  ['select count(*) from users group by grouping sets ((age), ())', 'enableComplexAggregations'],
  ['select count(*) filter (where true) from users', 'enableComplexAggregations'],
  ['select stddev(age) from users', 'enableComplexAggregations'],
  ['select count(*) from users group by rollup(age)', 'enableComplexAggregations'],
  ['select rank() over w from users window w as ()', 'enableWindowFunctions'],
] as const)('%s needs %s', async (sql, key) => {
  expect(await problemsOf(sql, {})).toEqual([])
  const problems = await problemsOf(sql, { [key]: false })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`enable_`)
})

test('plain aggregates and UNION need no switch', async () => {
  const off = {
    enableComplexAggregations: false,
    enableSubqueries: false,
    enableCte: false,
    enableWindowFunctions: false,
  }
  expect(await problemsOf('select age, count(*), sum(id) from users group by age having count(*) > 1', off)).toEqual([])
  expect(await problemsOf('select 1 union select 2', off)).toEqual([])
})

test('binding fails with every problem listed', async () => {
  await expect(
    bindSql('select 1 from users, orders', { config: { ...config, maxJoinTables: 1 } }),
  ).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    detail: { problems: [{ code: 'LIMIT_EXCEEDED' }] },
  })
})
