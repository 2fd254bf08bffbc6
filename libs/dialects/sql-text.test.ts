import { describe, expect, test } from 'vitest'
import { arrayOf, DATE, decimal, FLOAT64, INT16, INT32, INT64, INTERVAL, STRING } from '#arrow'
import { isRefusal, type PlanNode, type Refusal, type RenderedQuery } from '#plan'
import { duckdb, expressionText, mysql, postgres, renderPlan, renderResidual, sqlite } from './index.ts'
import {
  agg,
  aggregate,
  call,
  cast,
  col,
  filter,
  is,
  join,
  key,
  limit,
  lit,
  project,
  remote,
  scan,
  sort,
} from './testing/builders.ts'

const POSTGRES = postgres('PostgreSQL 15.18')
const MYSQL = mysql('8.4.0')
const MONEY = decimal(15, 2)

function sqlOf(answer: RenderedQuery | Refusal): string {
  return isRefusal(answer) ? `${answer.refused}: ${answer.what}` : answer.sql
}

const columns = { c1: INT32, c2: STRING, c3: MONEY, c4: DATE }
const orders = (type: string): PlanNode => scan(type, 'orders', columns)
const topSpenders = (type: string): PlanNode =>
  limit(
    sort(
      aggregate(
        filter(
          orders(type),
          is('and', is('gt', col('c3', MONEY), lit('10', MONEY)), is('eq', col('c2', STRING), lit("O'Brien"))),
        ),
        { c5: col('c1') },
        { c6: agg('sum', decimal(38, 2), [col('c3', MONEY)]) },
      ),
      key(col('c6', decimal(38, 2)), 'desc', 'last'),
    ),
    10,
  )

describe('filter, group, order and limit', () => {
  const name = lit("O'Brien")
  test('postgres', () => {
    expect(renderPlan(POSTGRES, topSpenders('postgres'))).toMatchObject({
      sql:
        `SELECT t1."c5" AS "c5", t1."c6" AS "c6" FROM (SELECT t0."c1" AS "c5", sum(t0."c3") AS "c6" FROM "orders" AS t0 ` +
        `WHERE (t0."c3" > CAST('10' AS numeric(15,2))) AND (t0."c2" = CAST($1 AS text)) GROUP BY t0."c1") AS t1 ` +
        `ORDER BY t1."c6" DESC NULLS LAST LIMIT 10`,
      parameters: [name],
    })
  })
  test('mysql', () => {
    expect(renderPlan(MYSQL, topSpenders('mysql'))).toMatchObject({
      sql:
        'SELECT t1.`c5` AS `c5`, t1.`c6` AS `c6` FROM (SELECT t0.`c1` AS `c5`, SUM(t0.`c3`) AS `c6` FROM `orders` AS t0 ' +
        "WHERE (t0.`c3` > CAST('10' AS DECIMAL(15,2))) AND (t0.`c2` = ?) GROUP BY t0.`c1`) AS t1 " +
        'ORDER BY t1.`c6` DESC LIMIT 10',
      parameters: [name],
    })
  })
  test('sqlite filters rows whose value is of the type', () => {
    const plan = limit(filter(orders('sqlite'), is('gt', col('c1'), lit(5))), 3)
    expect(sqlOf(renderPlan(sqlite(), project(plan, { c1: col('c1') })))).toBe(
      `SELECT t0."c1" AS "c1" FROM "orders" AS t0 WHERE (typeof(t0."c1") = 'integer' AND t0."c1" > (5)) LIMIT 3`,
    )
  })
  test('a kernel reads the tables its rows are in', () => {
    expect(
      sqlOf(renderResidual(limit(sort(remote(orders('postgres')), key(col('c3', MONEY))), 2, 1), () => 'f1')),
    ).toBe(
      'SELECT t0."c1" AS "c1", t0."c2" AS "c2", t0."c3" AS "c3", t0."c4" AS "c4" FROM "f1" AS t0 ORDER BY t0."c3" ASC NULLS LAST LIMIT 2 OFFSET 1',
    )
  })
})

describe('refusals name what and why', () => {
  const lower = is('eq', call('lower', STRING, col('c2', STRING)), lit('x'))
  test.each([
    ['postgres 15', POSTGRES, filter(orders('postgres'), lower), 'FUNCTION_NOT_EXACT: lower(c2)'],
    ['mysql', MYSQL, filter(orders('mysql'), lower), 'FUNCTION_NOT_EXACT: lower(c2)'],
    [
      'mysql division',
      MYSQL,
      project(orders('mysql'), { q: call('divide', INT32, col('c1'), col('c1')) }),
      'MAY_RAISE: c1 / c1',
    ],
    [
      'mysql sums of times',
      MYSQL,
      aggregate(orders('mysql'), {}, { q: agg('sum', INTERVAL, [lit('1 0 0', INTERVAL)]) }),
      "TYPE_NOT_EXACT: sum('1 0 0')",
    ],
    [
      'sqlite sums',
      sqlite(),
      aggregate(orders('sqlite'), {}, { q: agg('sum', decimal(38, 2), [col('c3', MONEY)]) }),
      'FUNCTION_NOT_EXACT: sum(c3)',
    ],
    ['another connection', POSTGRES, remote(orders('mysql')), 'NODE_NOT_SUPPORTED: remote query'],
  ])('%s', (_name, dialect, plan, refusal) => {
    expect(sqlOf(renderPlan(dialect, plan))).toBe(refusal)
  })

  test('a constant that is not in its canonical form is never printed', () => {
    const evil = filter(orders('postgres'), is('eq', col('c1'), lit('1); DROP TABLE orders; --', INT32)))
    for (const dialect of [POSTGRES, MYSQL, sqlite()])
      expect(sqlOf(renderPlan(dialect, evil))).toMatch(/^TYPE_NOT_EXACT/)
    expect(
      sqlOf(renderResidual(filter(remote(orders('postgres')), is('eq', col('c1'), lit('1 or 1=1', INT32))), () => 'f')),
    ).toMatch(/^TYPE_NOT_EXACT/)
  })
})

describe('names are quoted', () => {
  const plan: PlanNode = {
    kind: 'scan',
    table: { source: 's', connection: 'k', sourceType: 'postgres', schema: 'my"s', table: 'a`t' },
    columns: [
      {
        id: 'c1',
        name: 'x"`y',
        type: INT32,
        nativeType: INT32,
        sourceType: 'integer',
        nullable: true,
        comparison: null,
      },
    ],
    primaryKey: [],
    estimatedRows: null,
  }
  test.each([
    [POSTGRES, `SELECT t0."x""\`y" AS "c1" FROM "my""s"."a\`t" AS t0`],
    [MYSQL, 'SELECT t0.`x"``y` AS `c1` FROM `my"s`.`a``t` AS t0'],
  ])('%#', (dialect, sql) => expect(sqlOf(renderPlan(dialect, plan))).toBe(sql))
})

describe('columns declared otherwise than the source has them', () => {
  const wide = { type: INT64, nativeType: INT32, sourceType: 'integer' }
  const told = {
    c1: wide,
    c2: { type: STRING, nativeType: STRING, sourceType: 'character(5)', comparison: 'locale' as const },
  }
  const plan = (type: string): PlanNode => filter(scan(type, 't', told), is('gt', col('c1', INT64), lit('5', INT64)))
  test('postgres casts what it returns and compares the column itself', () => {
    expect(sqlOf(renderPlan(POSTGRES, plan('postgres')))).toBe(
      `SELECT CAST(t0."c1" AS bigint) AS "c1", CAST(t0."c2" AS text) COLLATE "C" AS "c2" FROM "t" AS t0 WHERE (t0."c1" > CAST('5' AS bigint))`,
    )
  })
  test('mysql too', () => {
    expect(sqlOf(renderPlan(MYSQL, plan('mysql')))).toBe(
      'SELECT CAST(t0.`c1` AS SIGNED) AS `c1`, t0.`c2` AS `c2` FROM `t` AS t0 WHERE (t0.`c1` > 5)',
    )
  })
  test('mysql returns what it cannot convert as it is, and computes nothing with it', () => {
    const odd = scan('mysql', 't', { c1: { type: DATE, nativeType: STRING, sourceType: 'varchar(10)' } })
    expect(sqlOf(renderPlan(MYSQL, odd))).toBe('SELECT t0.`c1` AS `c1` FROM `t` AS t0')
    expect(sqlOf(renderPlan(MYSQL, filter(odd, is('gt', col('c1', DATE), lit('2024-01-01', DATE)))))).toBe(
      'TYPE_NOT_EXACT: c1',
    )
  })
})

describe('PostgreSQL text', () => {
  test('is ordered by bytes, and changes case where the server has our collation', () => {
    const plan = sort(
      filter(orders('postgres'), is('eq', call('upper', STRING, col('c2', STRING)), lit('X'))),
      key(col('c2', STRING)),
    )
    expect(sqlOf(renderPlan(POSTGRES, plan))).toBe('FUNCTION_NOT_EXACT: upper(c2)')
    expect(sqlOf(renderPlan(postgres('PostgreSQL 17.2'), project(plan, { c1: col('c1') })))).toBe(
      `SELECT t0."c1" AS "c1" FROM "orders" AS t0 WHERE (upper(t0."c2" COLLATE "pg_c_utf8") = CAST($1 AS text)) ORDER BY t0."c2" COLLATE "C" NULLS LAST`,
    )
  })
})

test('mysql is asked once, and last, whether a date is a real one', () => {
  const days = scan('mysql', 'days', { c2: DATE })
  const between = is(
    'and',
    is('ge', col('c2', DATE), lit('1995-09-01', DATE)),
    is('lt', col('c2', DATE), lit('1995-10-01', DATE)),
  )
  expect(renderPlan(MYSQL, filter(days, between))).toMatchObject({
    sql: "SELECT t0.`c2` AS `c2` FROM `days` AS t0 WHERE (t0.`c2` >= DATE'1995-09-01') AND (t0.`c2` < DATE'1995-10-01') AND (t0.`c2` >= DATE'0001-01-01' AND DAYOFMONTH(t0.`c2`) BETWEEN 1 AND COALESCE(DAYOFMONTH(LAST_DAY(t0.`c2`)), 0))",
  })
})

test('mysql compares text of another collation by its index and by its bytes', () => {
  const users = scan('mysql', 'users', { c2: { type: STRING, nativeType: STRING, comparison: 'case_insensitive' } })
  expect(renderPlan(MYSQL, filter(users, is('eq', col('c2', STRING), lit('Bob'))))).toMatchObject({
    sql:
      'SELECT t0.`c2` AS `c2` FROM `users` AS t0 WHERE (t0.`c2` = ?) AND ' +
      '(CAST(CONVERT(t0.`c2` USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY))',
    parameters: [lit('Bob'), lit('Bob')],
  })
})

test('a file column is read as the type the plan has', () => {
  const file = scan('file', 'f', {
    c1: { type: INT64, nativeType: INT32, sourceType: 'INTEGER' },
    c2: { type: STRING, nativeType: STRING, sourceType: 'ENUM' },
    c3: { type: MONEY, sourceType: 'DECIMAL(15,2)' },
  })
  expect(sqlOf(renderPlan(duckdb(), filter(file, is('gt', col('c3', MONEY), lit('1.50', MONEY)))))).toBe(
    `SELECT CAST(t0."c1" AS BIGINT) AS "c1", CAST(t0."c2" AS VARCHAR) AS "c2", t0."c3" AS "c3" FROM "f" AS t0 WHERE (t0."c3" > CAST('1.50' AS DECIMAL(15,2)))`,
  )
})

test('a plan without columns returns one', () => {
  expect(renderPlan(sqlite(), scan('sqlite', 't', {}))).toEqual({
    sql: 'SELECT 1 AS "one" FROM "t" AS t0',
    parameters: [],
    fields: [{ name: 'one', type: INT32, nullable: false }],
  })
})

test('equal constants share a parameter where they can', () => {
  const twice = filter(
    orders('postgres'),
    is('or', is('eq', col('c2', STRING), lit('x')), is('ne', col('c2', STRING), lit('x'))),
  )
  expect(renderPlan(POSTGRES, twice)).toMatchObject({ parameters: [lit('x')] })
  expect(renderPlan(MYSQL, filter(orders('mysql'), is('eq', col('c2', STRING), lit('x'))))).toMatchObject({
    parameters: [lit('x')],
  })
})

test('joins print in place and alias every table', () => {
  const plan = join(
    'left',
    scan('postgres', 'a', { a1: INT32 }),
    filter(scan('postgres', 'b', { b1: INT16 }), is('is_not_null', col('b1', INT16))),
    is('eq', col('a1'), cast(col('b1', INT16), INT32)),
  )
  expect(sqlOf(renderPlan(POSTGRES, plan))).toBe(
    `SELECT t0."a1" AS "a1", t2."b1" AS "b1" FROM "a" AS t0 LEFT JOIN (SELECT t1."b1" AS "b1" FROM "b" AS t1 WHERE (t1."b1" IS NOT NULL)) AS t2 ON (t0."a1" = CAST(t2."b1" AS integer))`,
  )
})

test('arrays read as one would write them', () => {
  const names = (id: string): string => ({ c1: 'id', c2: 'tags' })[id] ?? id
  const tags = col('c2', arrayOf(STRING))
  const texts = [
    [call('array_element', STRING, tags, col('c1')), 'tags[id]'],
    [is('eq_any', col('c3', STRING), tags), 'c3 = ANY (tags)'],
    [is('ge_all', lit('x'), call('array_append', arrayOf(STRING), tags, lit('y'))), "'x' >= ALL (tags || 'y')"],
    [is('array_contains', tags, lit('{a}', arrayOf(STRING))), "tags @> '{a}'"],
    [call('array_of', arrayOf(INT32), col('c1'), lit('2', INT32)), 'ARRAY[id, 2]'],
    [call('cardinality', INT32, tags), 'cardinality(tags)'],
  ] as const
  for (const [expression, text] of texts) expect(expressionText(expression, names)).toBe(text)
})

test('expressions read as one would write them', () => {
  const names = (id: string): string | undefined => ({ c2: 'name', c3: 'amount' })[id]
  const expression = is('and', is('eq', call('lower', STRING, col('c2', STRING)), lit("o'brien")), {
    kind: 'in',
    argument: col('c3', MONEY),
    items: [lit('1.50', MONEY), lit(null, MONEY)],
    negated: true,
  })
  expect(expressionText(expression, names)).toBe("(lower(name) = 'o''brien') AND (amount NOT IN (1.50, NULL))")
  expect(expressionText(agg('avg', FLOAT64, [col('c3', MONEY)], { distinct: true }), names)).toBe(
    'avg(DISTINCT amount)',
  )
})
