import { expect, test } from 'vitest'
import { ValidationError } from '#core'
import { bindSql } from './testing/catalog.ts'

async function errorOf(sql: string): Promise<ValidationError> {
  const error: unknown = await bindSql(sql).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ValidationError) return error
  throw new Error(`expected a ValidationError for ${sql}, got ${String(error)}`)
}

test('an unknown column names the nearest, its place and the SQL', async () => {
  const error = await errorOf('select id,\n  nmae from users')
  expect(error.message).toBe('The column "nmae" does not exist. Did you mean "name"?')
  expect(error.code).toBe('UNKNOWN_COLUMN')
  expect(error.detail).toMatchObject({
    sqlState: '42703',
    position: { line: 2, column: 3 },
    excerpt: '  nmae from users\n  ^',
  })
})

test('an aggregate of the query around is told from one that may not stand there', async () => {
  const outer = await errorOf('select name, (select 1 from users v where v.id = max(u.id)) from users u group by name')
  expect(outer).toMatchObject({ code: 'UNSUPPORTED', detail: { sqlState: '0A000' } })
  const own = await errorOf('select (select 1 from users v where v.id = max(v.id)) from users u')
  expect(own).toMatchObject({ code: 'GROUPING_ERROR', detail: { sqlState: '42803' } })
})

test.each(['select u from users u', 'select count(users) from users'])(
  'a row of a table is no value, and no unknown column: %s',
  async (sql) => {
    const error = await errorOf(sql)
    expect(error).toMatchObject({ code: 'UNSUPPORTED', detail: { sqlState: '0A000' } })
    expect(error.message).toMatch(/^"(u|users)" is a table, and its rows are no values here/)
  },
)

test('an unknown table is found by the catalog and placed by the binder', async () => {
  const error = await errorOf('select 1 from usres')
  expect(error.code).toBe('UNKNOWN_TABLE')
  expect(error.message).toContain('Did you mean "users"?')
  expect(error.detail).toMatchObject({ sqlState: '42P01', position: { line: 1, column: 15 } })
})

/** SQL, failure code, SQLSTATE and the column of its place (all on line 1). */
const CASES: readonly (readonly [sql: string, code: string, sqlState: string, column: number | undefined])[] = [
  ['select id from users, orders', 'AMBIGUOUS_NAME', '42702', 8],
  ['select x.id from users u', 'UNKNOWN_TABLE', '42P01', 8],
  ['select users.id from users u', 'UNKNOWN_TABLE', '42P01', 8],
  ['select u.foo from users u', 'UNKNOWN_COLUMN', '42703', 8],
  ['select 1 from users, users', 'AMBIGUOUS_NAME', '42712', undefined],
  ['select id, name from users group by name', 'GROUPING_ERROR', '42803', 8],
  ['select 1 from users having count(*) > age', 'GROUPING_ERROR', '42803', 39],
  ['select id from users where count(*) > 1', 'GROUPING_ERROR', '42803', 28],
  ['select sum(count(*)) from users', 'GROUPING_ERROR', '42803', 12],
  ['select count(*) from users group by 1', 'GROUPING_ERROR', '42803', 8],
  ['select id from users where rank() over () = 1', 'VALIDATION_ERROR', '42P20', 28],
  ['select lenght(name) from users', 'UNKNOWN_FUNCTION', '42883', 8],
  ['select pg_read_file(name) from users', 'UNSUPPORTED', '0A000', 8],
  ['select sum(name) from users', 'UNKNOWN_FUNCTION', '42883', 8],
  ['select name + 1 from users', 'TYPE_ERROR', '42883', 13],
  ['select 1 from users where name = 1', 'TYPE_ERROR', '42883', 32],
  ['select 1 from users where name', 'TYPE_ERROR', '42804', 27],
  ["select 1 from users where id = 'abc'", 'TYPE_ERROR', '22P02', 32],
  ["select 1 from users where created_at > '2023-02-30'", 'TYPE_ERROR', '22008', 40],
  ["select case when true then 'a' else 1 end", 'TYPE_ERROR', '22P02', 28],
  ['select case when is_active then name else 1 end from users', 'TYPE_ERROR', '42804', 33],
  ['select 1 union select 1, 2', 'VALIDATION_ERROR', '42601', 23],
  ['select name from users union select id from users', 'TYPE_ERROR', '42804', 37],
  ['select id from users order by 2', 'VALIDATION_ERROR', '42P10', 31],
  ['select distinct name from users order by age', 'VALIDATION_ERROR', '42P10', 42],
  ['select id as x, name as x from users order by x', 'AMBIGUOUS_NAME', '42702', 47],
  ['select id from users limit :n', 'VALIDATION_ERROR', '42P02', 28],
  ['select distinct on (name) id from users order by id', 'VALIDATION_ERROR', '42P10', 50],
  ['select extract(yaer from created_at) from users', 'TYPE_ERROR', '22023', 8],
  ['select repeat(name, 1000000) from users', 'LIMIT_EXCEEDED', '54000', 8],
  ['select repeat(repeat(name, 1000), 1000) from users', 'LIMIT_EXCEEDED', '54000', 8],
  ['select repeat(name, age) from users', 'UNSUPPORTED', '0A000', 8],
  ['select id from users limit 100001', 'LIMIT_EXCEEDED', '54000', 28],
]

test.each(CASES)('%s', async (sql, code, sqlState, column) => {
  const { code: actual, detail } = await errorOf(sql)
  expect([actual, detail.sqlState, detail.position?.column]).toEqual([code, sqlState, column])
})

test('an aggregate over outer columns only is refused, not computed in the wrong query', async () => {
  const error = await errorOf('select (select max(u.age) from orders) from users u')
  expect(error.code).toBe('UNSUPPORTED')
})
