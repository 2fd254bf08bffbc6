import { describe, expect, test } from 'vitest'
import { ValidationError } from '#core'
import { parseSql } from './parse-sql.ts'

async function failureOf(sql: string): Promise<ValidationError> {
  const outcome = await parseSql(sql).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(outcome instanceof ValidationError)) throw new Error(`not refused: ${sql}`, { cause: outcome })
  return outcome
}

describe('syntax errors', () => {
  test.each([
    ['select 1 ! from', 'syntax error at or near "from"', 1, 12],
    ['select a\nfrom t\n  wher x', 'syntax error at or near "x"', 3, 8],
    ['select a\r\nfrom t\r\n  wher x', 'syntax error at or near "x"', 3, 8],
    ["select é, '😀', 1 1 from t", 'syntax error at or near "1"', 1, 18],
    ["select 'é'\n, 'a😀' from from", 'syntax error at or near "from"', 2, 13],
    ["select 'abc", `unterminated quoted string at or near "'abc"`, 1, 8],
    ["select :é, :b, '😀 ", `unterminated quoted string at or near "'😀 "`, 1, 16],
    ['select :first_name, é.1 :second from t', 'syntax error at or near ".1"', 1, 22],
    ['select :first_name, (é) :second from t', 'syntax error at or near ":second"', 1, 25],
    ['select :a, :b, from t where x = :a', 'syntax error at or near "from"', 1, 16],
    ['select a from', 'syntax error at end of input', 1, 14],
    ['select a from t order by', 'syntax error at end of input', 1, 25],
    ['select a from t fetch first 3 rows with ties', 'WITH TIES cannot be specified without ORDER BY clause', 1, 36],
  ])('%s', async (sql, message, line, column) => {
    const error = await failureOf(sql)
    expect(error.code).toBe('SYNTAX_ERROR')
    expect(error.message).toBe(message)
    expect(error.detail.sqlState).toBe('42601')
    expect(error.detail.position).toStrictEqual({ line, column })
  })

  test('shows the line with a caret under the place', async () => {
    const error = await failureOf("select a\n\tfrom '😀é' t\nlimit 1")
    expect(error.detail.excerpt).toBe("\tfrom '😀é' t\n\t     ^")
  })

  test('cuts a long line around the place', async () => {
    const { detail } = await failureOf(`select ${'a, '.repeat(200)} 1 1 ${', b'.repeat(200)}`)
    const [line = '', caret = ''] = (detail.excerpt ?? '').split('\n')
    expect(line).toHaveLength(242)
    expect(line.at(caret.length - 1)).toBe('1')
    expect(line).toMatch(/^….* 1 1 .*…$/)
  })

  test.each(['', '  \n', ';', '-- nothing'])('text without a statement: %j', async (sql) => {
    const error = await failureOf(sql)
    expect([error.code, error.message]).toStrictEqual(['SYNTAX_ERROR', 'The SQL is empty; write a SELECT.'])
  })

  test.each(['select 1\0; drop table t', "select '\ud800'"])('text that PostgreSQL cannot hold: %j', async (sql) => {
    expect((await failureOf(sql)).code).toBe('SYNTAX_ERROR')
  })
})

describe('what a query cannot be', () => {
  test.each([
    ['insert into t values (1)', 'INSERT is not supported', 1],
    ['update t set a = 1', 'UPDATE is not supported', 1],
    ['delete from t', 'DELETE is not supported', 1],
    ['  call f()', 'CALL is not supported', 3],
    ["copy t to 'x'", 'COPY is not supported', 1],
    ['set x = 1', 'SET is not supported', 1],
    ['create table t as select 1', 'CREATE TABLE AS is not supported', 1],
    ['explain select 1', 'EXPLAIN is not a query here', 1],
    ['do $$begin end$$', 'DO is not supported', 1],
    ['select 1; select 2', 'Only one statement', 11],
    ['select a into b from t', 'SELECT INTO is not supported', 15],
    ['with a as (delete from t returning *) select * from a', 'WITH "a" must be a SELECT', 6],
    ['with recursive b as (select * from a), a as (select 1) select * from b', 'WITH "b" reads "a" before', 16],
    ['select (a).b', 'Fields of composite values are not supported', 9],
    ['select é, a[1:2][2:3]', 'Arrays have one dimension here', 11],
    ['select f(variadic a)', 'VARIADIC arguments are not supported', 8],
    ['select xmlelement(name a)', 'XML functions', 8],
    ["select json_object('a': 1)", 'The SQL/JSON constructors', 8],
    ['select a collate "de_DE" from t', 'This COLLATE is not supported', 10],
    ["select b'101'", 'Bit strings', 8],
    ['select from t', 'A SELECT without columns', 13],
    ['select a from t tablesample system (3)', 'TABLESAMPLE', 29],
    ['select * from only t', 'ONLY is not supported', 20],
    ['select * from rows from (f(1), g(2)) as r', 'ROWS FROM with several functions', 26],
    ["select * from json_to_record('{}') as x(a int)", 'Column definitions', 15],
    ['select a operator(x.+) b', 'The operator x.+ is not supported', 10],
    ['values (1, default)', 'DEFAULT has no meaning', 12],
  ])('%s', async (sql, start, column) => {
    const error = await failureOf(sql)
    expect(error.code).toBe('UNSUPPORTED')
    expect(error.message.slice(0, start.length)).toBe(start)
    expect(error.detail.position).toStrictEqual({ line: 1, column })
  })

  test('FOR UPDATE, of which the parser keeps no place', async () => {
    const error = await failureOf('select a from t for update')
    expect(error.code).toBe('UNSUPPORTED')
    expect(error.message).toMatch(/^FOR UPDATE/)
  })

  test.each([
    ['select 1 limit -1', 'LIMIT must not be negative', '2201W', 16],
    ['select 1 offset -1', 'OFFSET must not be negative', '2201X', 17],
    ['select 1 from t window w as (), w as ()', 'window "w" is already defined', '42P20', 38],
    ['with a as (select 1), a as (select 2) select 1', 'WITH query name "a" specified more than once', '42712', 23],
    ['select $0', 'there is no parameter $0', '42P02', 8],
  ])('%s', async (sql, message, sqlState, column) => {
    const { code, message: actual, detail } = await failureOf(sql)
    expect([code, actual, detail.sqlState]).toStrictEqual(['VALIDATION_ERROR', message, sqlState])
    expect(detail.position).toStrictEqual({ line: 1, column })
  })
})

describe('bounds', () => {
  test('1 MiB of SQL is the most', async () => {
    const start = 'select 1 -- '
    const fits = start.padEnd(1024 * 1024, 'x')
    expect((await parseSql(fits)).request).toStrictEqual({ select: [{ value: 1 }] })
    expect((await failureOf(`${fits}x`)).code).toBe('LIMIT_EXCEEDED')
    expect((await failureOf(start.padEnd(1024 * 1024 - 1, 'x').concat('é'))).code).toBe('LIMIT_EXCEEDED')
  })

  test.each([
    ['brackets', `select ${'('.repeat(201)}1${')'.repeat(201)}`],
    ['calls', `select ${'f('.repeat(201)}1${')'.repeat(201)}`],
    ['subqueries', `select ${'(select '.repeat(201)}1${')'.repeat(201)}`],
    ['operators', `select 1${'+1'.repeat(100_000)}`],
    ['NOT', `select ${'not '.repeat(201)}true`],
    ['casts', `select 1${'::int'.repeat(201)}`],
    ['CASE', `select ${'case when '.repeat(201)}a${' then 1 end'.repeat(201)}`],
    ['UNION', `select 1, 2${' union select 1, 2'.repeat(100_000 / 8)}`],
    ['joins', `select 1 from a${' join b on f(1, 2)'.repeat(201)}`],
    ['objects of the result', `select 1${'+1'.repeat(199)}`],
  ])('200 levels of %s', async (_what, sql) => {
    expect((await failureOf(sql)).code).toBe('LIMIT_EXCEEDED')
    expect((await parseSql('select 1')).request).toStrictEqual({ select: [{ value: 1 }] })
  })

  test('what is long but not deep is taken', async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => index - 10_000)
    const { request } = await parseSql(`select * from t where a in (${items.join(', ')})`)
    expect(request.filters).toStrictEqual({ t: [{ column: 'a', op: 'in', value: items }] })
    await parseSql(
      `select * from t where ${Array.from(items.slice(0, 2000), (item) => `(a = ${item} or b <> 1)`).join(' and ')}`,
    )
    await parseSql(`select '${'('.repeat(2000)}'`)
    await parseSql(`select ${'case when a = 1 then f(1) end, '.repeat(1000)} 1`)
    await parseSql(`select ${'f('.repeat(190)}1${')'.repeat(190)}`)
  })
})
