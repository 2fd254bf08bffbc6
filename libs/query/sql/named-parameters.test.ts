import { describe, expect, test } from 'vitest'
import { convertedAndChecked } from '../../../test/support/query-conversions.ts'
import { numberParameters } from './named-parameters.ts'
import { parseSql } from './parse-sql.ts'
import { loadParser, scanTokens } from './parser.ts'

async function numbered(sql: string) {
  await loadParser()
  const tokens = scanTokens(sql)
  if (tokens === undefined) throw new Error(`the scanner refuses ${sql}`)
  return numberParameters(sql, tokens)
}

describe('named parameters', () => {
  test.each([
    ['select :a, :b, :a', 'select $1, $2, $1'],
    ['select :a::int, b::text', 'select $1::int, b::text'],
    ['select $3, :a', 'select $3, $4'],
    [
      "select ':a', \":a\", E'\\':a', $$:a$$, $x$:a$x$ -- :a\n/* :a /* :b */ :c */, :d",
      "select ':a', \":a\", E'\\':a', $$:a$$, $x$:a$x$ -- :a\n/* :a /* :b */ :c */, $1",
    ],
    ['select a[1:n], a[:n], a[m:n], a[:], a[f(:x):n]', 'select a[1:n], a[:n], a[m:n], a[:], a[f($1):n]'],
    ['select a[1 + :n], a[1: :n], a[(:n)]', 'select a[1 + $1], a[1: $1], a[($1)]'],
    ['select array[:x, :y], array[[:x], [:y]]', 'select array[$1, $2], array[[$1], [$2]]'],
    ["select json_object('a':b, k:v, 'c': :c, :d : e)", "select json_object('a':b, k:v, 'c': $1, $2 : e)"],
    ['select a =:p, b>=:q, (:r)', 'select a =$1, b>=$2, ($3)'],
    ['select :select, :Start_Date, :é1', 'select $1, $2, $3'],
    ['select f(a := :x)', 'select f(a := $1)'],
    ['select : a, :1, :"a"', 'select : a, :1, :"a"'],
  ])('%s', async (sql, text) => {
    expect((await numbered(sql)).text).toBe(text)
  })

  test('places in the numbered text are places in the text of the user', async () => {
    const sql = "select '😀é', :long_name, é + :a, :long_name, x"
    const { text, originalIndex } = await numbered(sql)
    expect(text).toBe("select '😀é', $1, é + $2, $1, x")
    expect(originalIndex(0)).toBe(0)
    expect(originalIndex(text.indexOf('$1'))).toBe(sql.indexOf(':long_name'))
    expect(originalIndex(text.indexOf('$1') + 1)).toBe(sql.indexOf(':long_name'))
    expect(originalIndex(text.indexOf('é +'))).toBe(sql.indexOf('é +'))
    expect(originalIndex(text.indexOf('$2'))).toBe(sql.indexOf(':a'))
    expect(originalIndex(text.length - 1)).toBe(sql.length - 1)
    expect(originalIndex(text.length)).toBe(sql.length)
  })

  test('become parameter nodes under their names as written', async () => {
    const request = await convertedAndChecked(
      'select $2 as p from t where d >= :Start_Date and d < :end and k = :Start_Date::int limit :n',
    )
    expect(request).toStrictEqual({
      sources: ['t'],
      select: [{ parameter: 2, alias: 'p' }],
      filters: {
        t: [
          { column: 'd', op: '>=', value: { parameter: 'Start_Date' } },
          { column: 'd', op: '<', value: { parameter: 'end' } },
          { column: 'k', op: '=', value: { cast: { parameter: 'Start_Date' }, to: 'integer' } },
        ],
      },
      limit: { parameter: 'n' },
    })
  })
})

test('a parameter after a type name is a typed literal', async () => {
  expect(await convertedAndChecked('select date :d as a, interval :i as b')).toStrictEqual({
    select: [
      { cast: { parameter: 'd' }, to: 'date', alias: 'a' },
      { cast: { parameter: 'i' }, to: 'interval', alias: 'b' },
    ],
  })
})

describe('the locator of SQL', () => {
  test('finds nodes and the strings of lists, in code points', async () => {
    const sql =
      "select '😀' as e, :long_name as p,\n  é.name, lower(é.x)\nfrom t é join u on é.id = u.id\nwhere é.a = 1"
    const { request, locator } = await parseSql(sql)
    const select = request.select ?? []
    const places = select.map((item, index) =>
      typeof item === 'string' ? locator.locate(select, index) : locator.locate(item),
    )
    expect(places).toStrictEqual([
      { line: 1, column: 8 },
      { line: 1, column: 18 },
      { line: 2, column: 3 },
      { line: 2, column: 11 },
    ])
    expect(locator.excerpt(select, 2)).toBe('  é.name, lower(é.x)\n  ^')
    const [condition] = request.filters?.['é'] ?? []
    expect(condition && locator.locate(condition)).toStrictEqual({ line: 4, column: 11 })
    expect(condition && locator.locate(condition, 'column')).toStrictEqual({ line: 4, column: 7 })
    expect(request.sources && locator.locate(request.sources, 1)).toStrictEqual({ line: 3, column: 15 })
    expect(locator.locate({})).toBeUndefined()
  })
})
