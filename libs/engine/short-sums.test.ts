import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { difference } from '../../test/semantics/support/outcome.ts'
import { openReference, type Reference } from '../../test/semantics/support/reference.ts'
import { freshPostgresDatabase, freshReferenceDatabase } from '../../test/services/index.ts'

/** Of each kind of row some: products of 4 places that 18 digits just hold, that they just do not, and of all digits. */
const SALES = `CREATE TABLE sales (kind text, p numeric(15,2), d numeric(15,2), t numeric(15,2), r numeric(15,5), n int);
  INSERT INTO sales SELECT 'usual', i * 7919.01, (i % 11) / 100.0, (i % 9) / 100.0, i / 7.0, i FROM generate_series(-500, 500) i;
  INSERT INTO sales SELECT 'usual', NULL, 0.1, NULL, i, NULL FROM generate_series(1, 5) i;
  INSERT INTO sales VALUES ('brink', 9999999.99, 9999999.99, 0.01, 1.00001, 1), ('brink', -9999999.99, 9999999.99, 0.01, 1, 2),
    ('over', 10000000.00, 10000000.00, 0, 1, 1), ('over', -10000000.00, 10000000.00, 0.05, 1, 1),
    ('whole', 9999999999999.99, 9999999999999.99, -0.98, 9999999999.99999, 2147483647),
    ('whole', 9999999999999.99, -9999999999999.99, 0.99, -9999999999.99999, -2147483648)`

let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const [source, judge] = await Promise.all([freshPostgresDatabase(), freshReferenceDatabase()])
  const database = await openReference(source.url)
  await database.execute(SALES)
  await database.close()
  reference = await openReference(judge.url)
  await reference.execute(SALES)
  engine = await openEngine({ sales: { type: 'postgres', uri: source.url } })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

const AGGREGATES = `sum(p * d) AS pd, sum(p * (1 - d)) AS s, sum(p * (1 - d) * (1 + t)) AS st, avg(p * (1 - d)) AS a,
  sum(DISTINCT p * d) AS u, sum(p * d) FILTER (WHERE n > 0) AS f, sum(p + d * t - p * t) AS m, sum(r * r) AS rr, sum(p + d * t * t) AS c, sum(p * n) AS pn`

/** PostgreSQL's answer, and whether a short form of the statement was there to be tried. */
async function isTriedShort(sql: string): Promise<boolean> {
  const rules = { ordered: false, numeric: 'scale' as const }
  expect(difference(await engine.run(sql, { pushdown: 'off' }), await reference.run(sql), rules)).toBeUndefined()
  const { residual } = await engine.plan(sql, { pushdown: 'off' })
  return residual?.short_sql !== undefined
}

test.each([
  ['what 18 digits hold', `SELECT ${AGGREGATES} FROM sales WHERE kind IN ('usual', 'brink')`],
  ['one product beyond them', `SELECT ${AGGREGATES} FROM sales WHERE kind <> 'whole'`],
  ['products of all digits', `SELECT ${AGGREGATES} FROM sales`],
  [
    'groups, some of them beyond',
    `SELECT kind, ${AGGREGATES} FROM sales GROUP BY kind HAVING sum(p * d) <> 5 ORDER BY kind`,
  ],
  ['no rows', `SELECT ${AGGREGATES} FROM sales WHERE n > 1000 AND kind = 'usual'`],
  ['an average of group sums', 'SELECT avg(s) AS a FROM (SELECT sum(p * d) AS s FROM sales GROUP BY kind) g'],
])('decimals are summed in 64 bits first, and the answer is PostgreSQL’s: %s', async (_name, sql) => {
  expect(await isTriedShort(sql)).toBe(true)
})

test.each([
  ['of few digits', `SELECT sum(n * 1.5) AS s FROM sales`],
  ['of many places', `SELECT sum(r * r * d) AS s FROM sales WHERE kind = 'usual'`],
  ['of windows', `SELECT n, sum(p * d) OVER (PARTITION BY kind) AS s FROM sales`],
  [
    'that could fail when rows have been given',
    `SELECT sum(n) AS s FROM sales UNION ALL SELECT sum(p * d) AS s FROM sales`,
  ],
])('but not sums %s', async (_name, sql) => {
  expect(await isTriedShort(sql)).toBe(false)
})
