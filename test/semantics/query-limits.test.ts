import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { AnalyticalEngine, type QueryResult } from '#engine'

let folder: string
const engines: AnalyticalEngine[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-limits-'))
  for (const name of ['users', 'orders']) {
    const database = new DatabaseSync(join(folder, `${name}.db`))
    database.exec(`CREATE TABLE ${name} (id INTEGER NOT NULL, name TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO ${name} SELECT i, 'n' || (i % 7) FROM n;`)
    database.close()
  }
  writeFileSync(
    join(folder, 'datasources.yaml'),
    `sources:\n  users: {type: sqlite, path: ${folder}/users.db}\n  orders: {type: sqlite, path: ${folder}/orders.db}\n`,
  )
})

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

afterAll(() => rmSync(folder, { recursive: true }))

/** An engine whose `query:` has these keys, the others at their defaults. */
function engineWith(query: Readonly<Record<string, number | boolean>>): AnalyticalEngine {
  const engineConfigPath = join(folder, `engine-${engines.length}.yaml`)
  writeFileSync(engineConfigPath, JSON.stringify({ query, logging: { level: 'ERROR' } }))
  const engine = new AnalyticalEngine({ datasourceConfigPath: join(folder, 'datasources.yaml'), engineConfigPath })
  engines.push(engine)
  return engine
}

async function run(engine: AnalyticalEngine, sql: string): Promise<QueryResult> {
  return engine.executeQuery(await engine.convertSqlToQuery({ sql }))
}

/** A key, a value that refuses the statement and one that allows it; the failure code, and a word of the sentence. */
const REFUSED: readonly (readonly [
  key: string,
  refusing: number | boolean,
  allowing: number | boolean,
  sql: string,
])[] = [
  ['max_join_tables', 2, 3, 'SELECT count(*) FROM users a JOIN users b ON a.id = b.id JOIN users c ON c.id = b.id'],
  ['max_filter_conditions', 2, 3, 'SELECT count(*) FROM users WHERE id > 1 AND (id < 5 OR id = 9)'],
  ['max_group_by_columns', 1, 2, 'SELECT id, name FROM users GROUP BY id, name LIMIT 1'],
  ['max_limit', 9, 10, 'SELECT id FROM users LIMIT 10'],
  ['max_limit', 9, 10, 'SELECT count(*) FROM (SELECT id FROM users LIMIT 10) q'],
  ['enable_window_functions', false, true, 'SELECT id, row_number() OVER (ORDER BY id) FROM users LIMIT 1'],
  ['enable_complex_aggregations', false, true, 'SELECT count(DISTINCT name) FROM users'],
  ['enable_complex_aggregations', false, true, 'SELECT stddev(id) FROM users'],
  ['enable_complex_aggregations', false, true, 'SELECT count(*) FILTER (WHERE id > 5) FROM users'],
  ['enable_complex_aggregations', false, true, "SELECT string_agg(name, ',' ORDER BY id) FROM users WHERE id < 3"],
  ['enable_complex_aggregations', false, true, 'SELECT name, count(*) FROM users GROUP BY ROLLUP (name) LIMIT 1'],
  ['enable_subqueries', false, true, 'SELECT count(*) FROM users WHERE id IN (SELECT id FROM users WHERE id < 3)'],
  ['enable_subqueries', false, true, 'SELECT count(*) FROM (SELECT id FROM users) q'],
  ['enable_cte', false, true, 'WITH q AS (SELECT id FROM users) SELECT count(*) FROM q'],
]

describe('a query beyond a limit is refused by its key', () => {
  test.each(REFUSED)('%s: %s, not %s: %s', async (key, refusing, allowing, sql) => {
    const code = typeof refusing === 'number' ? 'LIMIT_EXCEEDED' : 'UNSUPPORTED'
    const sqlState = typeof refusing === 'number' ? '54000' : '0A000'
    const strict = engineWith({ [key]: refusing, default_limit: 5 })
    await expect(run(strict, sql)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`query.${key}`),
      detail: { sqlState },
    })
    const verdict = await strict.validateQuery(await strict.convertSqlToQuery({ sql }))
    expect(verdict.errors).toMatchObject([{ code, sql_state: sqlState }])
    await run(engineWith({ [key]: allowing, default_limit: 5 }), sql)
  })
})

describe('default_limit', () => {
  test.each([
    ['SELECT id FROM users', 5, true],
    ['SELECT id FROM users WHERE id <= 5', 5, false],
    ['SELECT id FROM users WHERE id <= 6', 5, true],
    ['SELECT id FROM users LIMIT 7', 7, false],
    ['SELECT id FROM users OFFSET 2997', 3, false],
    ['SELECT count(*) FROM users', 1, false],
    ['SELECT count(*) FROM (SELECT id FROM users) q', 1, false],
    ['WITH q AS (SELECT id FROM users) SELECT id FROM q', 5, true],
    ['SELECT id FROM users UNION ALL SELECT id FROM orders', 5, true],
    ['SELECT u.id FROM users u JOIN orders o ON u.id = o.id ORDER BY u.id', 5, true],
    ['VALUES (1), (2), (3), (4), (5)', 5, false],
    ['VALUES (1), (2), (3), (4), (5), (6)', 5, true],
  ])('%s', async (sql, rows, truncated) => {
    const { metadata } = await run(engineWith({ default_limit: 5 }), sql)
    expect(metadata).toMatchObject({ row_count: rows, truncated })
  })

  test('counts all rows of an inner query', async () => {
    const { data } = await run(engineWith({ default_limit: 5 }), 'SELECT count(*) AS n FROM (SELECT id FROM users) q')
    expect(await data.toDicts()).toEqual([{ n: 3000n }])
  })
})

test('query_timeout_seconds ends a query that runs longer', async () => {
  const sql = 'SELECT count(*) FROM users a, users b, orders c WHERE a.id * b.id % 7 = c.id % 5'
  await expect(run(engineWith({ query_timeout_seconds: 1 }), sql)).rejects.toMatchObject({ code: 'TIMEOUT' })
  await run(engineWith({ query_timeout_seconds: 60 }), 'SELECT count(*) FROM users')
})

test('enable_query_optimization moves filters to the sources; the answer stays the same', async () => {
  const sql = 'SELECT count(*) AS n FROM users u CROSS JOIN orders o WHERE u.id = 3 AND o.id = u.id'
  const answers = await Promise.all(
    [true, false].map(async (enabled) => {
      const engine = engineWith({ enable_query_optimization: enabled })
      const request = await engine.convertSqlToQuery({ sql })
      const { plan } = await engine.explainQuery(request)
      const { data } = await engine.executeQuery(request)
      return { filtered: plan.fragments.every((fragment) => /where/i.test(fragment.sql)), rows: await data.toDicts() }
    }),
  )
  expect(answers).toEqual([
    { filtered: true, rows: [{ n: 1n }] },
    { filtered: false, rows: [{ n: 1n }] },
  ])
})

test('validateQuery lists all faults; with raiseOnError it throws them, the first with its place', async () => {
  const engine = engineWith({ max_filter_conditions: 1 })
  const request = await engine.convertSqlToQuery({ sql: 'SELECT nmae, id + 1 FROM users WHERE id = 1 AND idd = 2' })
  const { valid, errors, warnings } = await engine.validateQuery(request)
  expect({ valid, warnings }).toEqual({ valid: false, warnings: [] })
  expect(errors.map(({ sql_state, position }) => `${sql_state} ${position?.path}`)).toEqual([
    '54000 $.filters.users[1]',
    '42703 $.filters.users[1].column',
    '42703 $.select[0]',
  ])
  await expect(engine.validateQuery(request, { raiseOnError: true })).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining('nmae'),
    detail: { problems: errors, position: { path: '$.filters.users[1]' }, sqlState: '54000' },
  })
})

test('validateQuery knows what only the planner knows', async () => {
  const engine = engineWith({})
  const request = await engine.convertSqlToQuery({ sql: "SELECT id FROM users WHERE name = 'n1' AND id < 5 LIMIT 5" })
  const { valid, warnings } = await engine.validateQuery(request)
  expect(valid).toBe(true)
  expect(warnings.map(({ code }) => code)).toEqual(['LIMIT_WITHOUT_ORDER'])
})
