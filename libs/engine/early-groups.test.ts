import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPushdown } from '#connectors/pushdown'
import type { SourceCosts } from '#plan'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { difference } from '../../test/semantics/support/outcome.ts'
import { openReference, type Reference } from '../../test/semantics/support/reference.ts'
import { freshMysqlDatabase, freshPostgresDatabase, freshReferenceDatabase } from '../../test/services/index.ts'

/** Sending a row takes a tenth of a second, all other work next to nothing: rows are grouped early wherever they can be. */
const FAR: SourceCosts = {
  scanRow: 1,
  lookup: 1,
  expression: 1,
  groupRow: 1,
  group: 1,
  orderedGroupRow: 1,
  hashJoinRow: 1,
  compare: 1,
  sendRow: 1e8,
  sendValue: 0,
  sendByte: 0,
  knowsValues: true,
}

/**
 * Keys 0 to 8 and NULL, each in several rows; values with NULLs, those of key 3 all NULL; numbers of every size, whose
 * sums leave their own type: `big` beyond 64 bits, `i` beyond 32.
 */
const SALES = `CREATE TABLE sales (k int, z int, day date, s smallint, i int, big bigint, p decimal(10,0), d decimal(12,2),
  w decimal(30,10), t varchar(20), f double precision)`
const ROWS = Array.from({ length: 400 }, (_, n) => {
  const key = n % 10 === 9 ? 'NULL' : n % 10
  const day = `'2024-01-${String((n % 4) + 1).padStart(2, '0')}'`
  const sign = n % 3 === 0 ? '-' : ''
  const values =
    n % 10 === 3 || n % 7 === 0
      ? 'NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL'
      : [
          `${sign}${n % 32000}`,
          `${sign}${2147483600 - n}`,
          `${sign}${9223372036854775000n - BigInt(n)}`,
          `${sign}${n * 7}`,
          `${sign}${n}.${String((n * 37) % 100).padStart(2, '0')}`,
          `${sign}${n}2345678901234567.${String(n).padStart(10, '0')}`,
          `'word ${n % 13}'`,
          `${n} / 8.0`,
        ].join(', ')
  return `(${key}, ${(n % 4) + 1}, ${day}, ${values})`
})
/** Two rows for key 1, none for 5, some that no sale has, and NULL. */
const GOODS = `CREATE TABLE goods (k int, name varchar(10), rate decimal(4,2));
  INSERT INTO goods VALUES (0, 'a', 1.50), (1, 'a', 2.00), (1, 'b', 0.10), (2, 'b', NULL), (3, 'c', 3.25), (4, NULL, 1.00),
    (6, 'd', 1.00), (7, 'a', 0.05), (8, NULL, 2.00), (50, 'e', 1.00), (NULL, 'f', 1.00)`

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const [here, there, other, judge] = await Promise.all([
    freshPostgresDatabase(),
    freshPostgresDatabase(),
    freshMysqlDatabase(),
    freshReferenceDatabase(),
  ])
  const sales = `${SALES}; INSERT INTO sales VALUES ${ROWS.join(', ')}`
  const fill = async (url: string, script: string): Promise<void> => {
    const database = await openReference(url)
    await database.execute(`${script}; ANALYZE`)
    await database.close()
  }
  await fill(here.url, sales)
  await fill(there.url, GOODS)
  const mysql = await createConnection({ uri: other.url, multipleStatements: true })
  // The cardinalities of indexes are all that MySQL says of a column.
  await mysql.query(
    `${sales}; CREATE INDEX by_key ON sales (k); CREATE INDEX by_zone ON sales (z); ANALYZE TABLE sales`,
  )
  await mysql.end()
  reference = await openReference(judge.url)
  for (const schema of ['pg', 'my']) {
    await reference.execute(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${sales}`)
  }
  await reference.execute(`CREATE SCHEMA far; SET search_path = far; ${GOODS}`)
  engine = await openEngine(
    {
      pg: { type: 'postgres', uri: here.url },
      my: { type: 'mysql', uri: other.url },
      far: { type: 'postgres', uri: there.url },
    },
    {},
    {
      dynamicFilters: 'off',
      pushdown: (connections) => ({ ...createPushdown(connections), costs: () => FAR }),
    },
  )
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

/** The statement that reads sales, once the answer was found to be PostgreSQL's. */
async function salesRead(sql: string): Promise<string> {
  const rules = { ordered: false, numeric: 'scale' as const }
  expect(difference(await engine.run(sql), await reference.run(sql), rules)).toBeUndefined()
  const { fragments } = await engine.plan(sql)
  return fragments.find(({ source }) => source !== 'far')?.sql ?? ''
}

const AVERAGES = 'avg(i) AS ai, avg(big) AS ab, avg(p) AS ap, avg(d) AS ad, avg(s) AS av'
const EXACT = `count(*) AS n, count(d) AS nd, sum(s) AS ss, sum(i) AS si, sum(big) AS sb, sum(p) AS sp, sum(d) AS sd,
  sum(w) AS sw, min(i) AS li, max(w) AS mw, min(day) AS ld, max(d) AS md`

describe.each(['pg', 'my'])('sales of %s are grouped at their source, and the answer is PostgreSQL’s', (source) => {
  const joined = `FROM ${source}.sales s JOIN far.goods g ON s.k = g.k`

  test.each([
    [
      'by a column of the other side, NULL among its values',
      `SELECT g.name, ${AVERAGES}, ${EXACT} ${joined} GROUP BY g.name`,
    ],
    ['by a column of the same side', `SELECT s.z, ${AVERAGES}, ${EXACT} ${joined} GROUP BY s.z`],
    ['by columns of both', `SELECT g.name, s.z, ${AVERAGES}, ${EXACT} ${joined} GROUP BY g.name, s.z`],
    ['in one group', `SELECT ${AVERAGES}, ${EXACT} ${joined}`],
    ['in one group of no rows', `SELECT ${AVERAGES}, ${EXACT} ${joined} WHERE g.name = 'nobody'`],
    ['in no groups', `SELECT g.name, ${AVERAGES}, ${EXACT} ${joined} WHERE g.name = 'e' GROUP BY g.name`],
    ['in a group of NULLs only', `SELECT ${AVERAGES}, ${EXACT} ${joined} WHERE g.k = 3`],
    ['averages only', `SELECT g.name, avg(d) AS a ${joined} GROUP BY g.name`],
    ['rows that are only counted', `SELECT g.name, count(*) AS n ${joined} GROUP BY g.name`],
    [
      'computed values',
      `SELECT g.name, avg(d * 2 - 1) AS a, sum(i + 1::bigint) AS t, avg(d * d) AS q ${joined} GROUP BY g.name`,
    ],
    ['rounded averages', `SELECT g.name, round(avg(d), 2) AS a ${joined} GROUP BY g.name`],
    [
      'under conditions',
      `SELECT g.name, avg(d) FILTER (WHERE d > 50) AS a, count(*) FILTER (WHERE i < 0) AS n ${joined} GROUP BY g.name`,
    ],
    [
      'of which some groups are kept',
      `SELECT g.name, avg(d) AS a ${joined} GROUP BY g.name HAVING avg(d) > 10 AND count(d) > 3`,
    ],
    ['truths', `SELECT g.name, bool_and(d > 0) AS a, bool_or(i < 0) AS o ${joined} GROUP BY g.name`],
    ['by a further condition', `SELECT g.name, avg(d) AS a, sum(p) AS t ${joined} AND s.z > g.rate GROUP BY g.name`],
    [
      'in a subquery',
      `SELECT o.name, o.a FROM (SELECT g.name, avg(d) AS a ${joined} GROUP BY g.name) o WHERE o.a > (SELECT avg(d) ${joined})`,
    ],
  ])('%s', async (_name, sql) => {
    expect(await salesRead(sql)).toMatch(/GROUP BY/)
  })

  test.each([
    ['sums and averages of floats', `SELECT g.name, sum(f) AS t, avg(f) AS a ${joined} GROUP BY g.name`],
    ['averages of different values', `SELECT g.name, avg(DISTINCT d) AS a ${joined} GROUP BY g.name`],
    ['averages of both sides', `SELECT g.name, avg(d * rate) AS a ${joined} GROUP BY g.name`],
    [
      'what an outer join keeps',
      `SELECT g.name, avg(d) AS a FROM far.goods g LEFT JOIN ${source}.sales s ON s.k = g.k GROUP BY g.name`,
    ],
  ])('but not %s', async (_name, sql) => {
    expect(await salesRead(sql)).not.toMatch(/GROUP BY/)
  })
})
