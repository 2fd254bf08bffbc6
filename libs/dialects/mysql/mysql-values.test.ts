import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATE, INT32, INT64, STRING } from '#arrow'
import { type Expression, isRefusal, type PlanNode } from '#plan'
import { mysql, renderPlan } from '../index.ts'
import { agg, aggregate, col, filter, is, lit, project, scan } from '../testing/builders.ts'
import type { TestEngine } from '../testing/engines.suite.ts'
import { openMysql } from '../testing/sources.suite.ts'

let server: TestEngine

beforeAll(async () => {
  server = await openMysql()
  await server.run(`SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ALLOW_INVALID_DATES'`)
  await server.run(`CREATE TABLE z (id int, d date)`)
  await server.run(
    `INSERT INTO z VALUES (1, '2024-01-31'), (2, '0000-00-00'), (3, '2200-00-08'), (4, NULL), (5, '1969-12-31')`,
  )
  await server.run(
    `CREATE TABLE s (id int, ci varchar(20), l1 varchar(20) CHARACTER SET latin1, bin varchar(20) COLLATE utf8mb4_bin, c char(5), nopad varchar(20) COLLATE utf8mb4_nopad_bin)`,
  )
  for (const [index, value] of ['Bob', 'bob', 'Bob ', 'BÓB', 'Bób', '', ' ', 'ß', 'ss', 'a\\\\b'].entries()) {
    await server.run(
      `INSERT INTO s VALUES (${index}, '${value}', '${value}', '${value}', rtrim('${value}'), '${value}')`,
    )
  }
  await server.run('INSERT INTO s VALUES (99, NULL, NULL, NULL, NULL, NULL)')
})

afterAll(() => server.close())

async function ids(input: PlanNode, predicate: Expression): Promise<readonly number[]> {
  const rendered = renderPlan(mysql('MariaDB 10.11.19'), project(filter(input, predicate), { id: col('id') }))
  if (isRefusal(rendered)) throw new Error(JSON.stringify(rendered))
  return (await server.rows(rendered)).map(([id]) => Number(id)).sort((a, b) => a - b)
}

describe('zero and partial dates are no dates', () => {
  const z = scan('mysql', 'z', { id: INT32, d: DATE })
  const d = col('d', DATE)
  const day = lit('2000-01-01', DATE)
  test.each([
    ['before', is('lt', d, day), [5]],
    ['after', is('ge', d, day), [1]],
    ['not before', is('not', is('lt', d, day)), [1]],
    ['another day', is('ne', d, day), [1, 5]],
    ['null', is('is_null', d), [2, 3, 4]],
    ['not null', is('is_not_null', d), [1, 5]],
  ])('%s', async (_name, predicate, expected) => {
    expect(await ids(z, predicate)).toEqual(expected)
  })
  test('each is a group of its own, which cannot be read as a date', async () => {
    const rendered = renderPlan(mysql('MariaDB 10.11.19'), aggregate(z, { d }, {}))
    if (isRefusal(rendered)) throw new Error(JSON.stringify(rendered))
    expect((await server.rows(rendered)).map(([day]) => day).sort()).toEqual([
      '0000-00-00',
      '1969-12-31',
      '2024-01-31',
      '2200-00-08',
      null,
    ])
  })
  test('none is counted, or the first or the last', async () => {
    const calls = { n: agg('count', INT64, [d]), low: agg('min', DATE, [d]), high: agg('max', DATE, [d]) }
    const rendered = renderPlan(mysql('MariaDB 10.11.19'), aggregate(z, {}, calls))
    if (isRefusal(rendered)) throw new Error(JSON.stringify(rendered))
    expect(await server.rows(rendered)).toEqual([['2', '1969-12-31', '2024-01-31']])
  })
})

describe('text is equal when its bytes are', () => {
  const insensitive = { type: STRING, nativeType: STRING, comparison: 'case_insensitive' as const }
  const s = scan('mysql', 's', {
    id: INT32,
    ci: insensitive,
    l1: insensitive,
    bin: { ...insensitive, comparison: 'binary_pad' },
    c: insensitive,
    nopad: { ...insensitive, comparison: 'binary' },
  })
  const values = ['Bob', 'bob', 'Bob ', 'BÓB', 'Bób', '', ' ', 'ß', 'ss', 'a\\b']
  const columns = ['ci', 'l1', 'bin', 'nopad']
  test.each(columns.flatMap((column) => values.map((value) => [column, value] as const)))(
    '%s = "%s"',
    async (column, value) => {
      const at = values.indexOf(value)
      const equals = is('eq', col(column, STRING), lit(value))
      expect(await ids(s, equals)).toEqual([at])
      expect(await ids(s, is('not', equals))).toEqual(values.map((_, index) => index).filter((index) => index !== at))
      const escaped = value.replaceAll('\\', '\\\\')
      expect(await ids(s, is('like', col(column, STRING), lit(escaped)))).toEqual([at])
    },
  )
  test('a CHAR column has no trailing spaces', async () => {
    expect(await ids(s, is('eq', col('c', STRING), lit('Bob')))).toEqual([0, 2])
    expect(await ids(s, is('eq', col('c', STRING), lit('Bob ')))).toEqual([])
  })
  test('text the column cannot hold equals nothing', async () => {
    expect(await ids(s, is('eq', col('l1', STRING), lit('日本😀')))).toEqual([])
  })
})
