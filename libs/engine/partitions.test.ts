import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { difference } from '../../test/semantics/support/outcome.ts'
import { openReference, type Reference } from '../../test/semantics/support/reference.ts'
import { freshPostgresDatabase, freshReferenceDatabase } from '../../test/services/index.ts'

/** NULL keys, keys without a match on either side, and repeated ones; a key of each kind. */
const columnsOf = (key: string): string => `
  ${key} AS k, (${key})::bigint AS big, (${key})::smallint AS small,
  ((${key}) / 4.0)::numeric(12,2) AS price, ((${key}) / 4.0)::numeric(30,2) AS long_price,
  'word ' || repeat(chr(97 + (${key}) % 26), (${key}) % 30) AS word, date '2024-01-01' + (${key}) AS day,
  timestamp '2024-01-01' + make_interval(secs => (${key}) / 8.0) AS stamp, (${key}) % 3 = 0 AS flag,
  ('00000000-0000-0000-0000-' || lpad((${key})::text, 12, '0'))::uuid AS u`

const FACTS = `CREATE TABLE facts AS
  SELECT n AS id, n % 11 AS v, (n % 5) / 4.0::float8 AS f, ${columnsOf('CASE WHEN n % 7 = 0 THEN NULL ELSE n % 400 END')}
  FROM generate_series(1, 3000) n`
const DIMS = `CREATE TABLE dims AS
  SELECT n AS id, 'dim ' || n % 13 AS name, n % 5 AS kind, ${columnsOf('CASE WHEN n % 9 = 0 THEN NULL ELSE n % 300 + 150 END')}
  FROM generate_series(1, 700) n`
const BIG = `CREATE TABLE big AS
  SELECT n AS id, n % 40 AS k, md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text) AS payload
  FROM generate_series(1, 300000) n`

let sources: Readonly<Record<string, object>>
let reference: Reference
let engine: SemanticsEngine

beforeAll(async () => {
  const [here, there, judge] = await Promise.all([
    freshPostgresDatabase(),
    freshPostgresDatabase(),
    freshReferenceDatabase(),
  ])
  for (const { url } of [here, there]) {
    const database = await openReference(url)
    await database.execute(`${FACTS}; ${DIMS}; ${BIG}; ANALYZE`)
    await database.close()
  }
  reference = await openReference(judge.url)
  for (const schema of ['here', 'there']) {
    await reference.execute(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; ${FACTS}; ${DIMS}; ${BIG}`)
  }
  sources = { here: { type: 'postgres', uri: here.url }, there: { type: 'postgres', uri: there.url } }
  engine = await openEngine(sources, {}, { partitions: 2, dynamicFilters: 'off' })
}, 180_000)

afterAll(async () => {
  await engine?.close()
  await reference?.close()
})

/** Among how many kernels a query was divided, once its answer was found to be PostgreSQL's. */
async function partitionsOf(
  sql: string,
  from = engine,
  pushdown: 'auto' | 'off' = 'auto',
): Promise<number | undefined> {
  const rules = {
    ordered: /order by [^)]*$/i.test(sql),
    numeric: sql.includes('avg(') ? ('scale' as const) : ('exact' as const),
  }
  expect(difference(await from.run(sql, { pushdown }), await reference.run(sql), rules)).toBeUndefined()
  return (await from.manifest(sql, { pushdown })).statistics?.kernel?.partitions
}

/** The fragments that a plan divides, by their keys, and how many it copies. */
async function divisionOf(sql: string): Promise<readonly string[]> {
  const { partitioning } = await engine.plan(sql)
  if (partitioning === undefined) return []
  const copied = partitioning.copied.length === 0 ? [] : [`${partitioning.copied.length} copied`]
  return [...partitioning.divided.map(({ key_name }) => key_name).toSorted(), ...copied]
}

describe('divided among two kernels, the answer is PostgreSQL’s', () => {
  test.each([
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other FROM here.facts f LEFT JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other FROM here.facts f RIGHT JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other FROM here.facts f FULL JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other FROM here.facts f FULL JOIN there.dims d ON f.k = d.k AND f.v < d.kind',
    'SELECT f.id FROM here.facts f WHERE f.k IN (SELECT k FROM there.dims)',
    'SELECT f.id FROM here.facts f WHERE NOT EXISTS (SELECT 1 FROM there.dims d WHERE d.k = f.k AND d.kind > f.v)',
    'SELECT f.k, count(*) AS n, sum(d.price) AS s FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY f.k',
    'SELECT f.k, count(d.id) AS n FROM here.facts f LEFT JOIN there.dims d ON f.k = d.k GROUP BY f.k ORDER BY f.k',
    'SELECT d.name, count(*) AS n, sum(f.v) AS s, min(f.word) AS w FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY d.name',
    'SELECT count(*) AS n, sum(f.v) AS s, max(d.day) AS m FROM here.facts f JOIN there.dims d ON f.k = d.k',
    'SELECT count(*) AS n, sum(f.v) AS s FROM here.facts f JOIN there.dims d ON f.k = d.k WHERE f.v > 100',
    'SELECT d.name, avg(f.v) AS a, count(DISTINCT f.v) AS n FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY d.name',
    'SELECT d.name, avg(f.v) AS a, avg(f.price) AS p, avg(d.long_price) AS l FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY d.name',
    'SELECT avg(f.v) AS a, count(f.v) AS n FROM here.facts f JOIN there.dims d ON f.k = d.k WHERE f.v > 100',
    'SELECT f.k, avg(f.v) AS a, count(DISTINCT d.name) AS n FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY f.k',
    'SELECT DISTINCT f.k, d.kind FROM here.facts f LEFT JOIN there.dims d ON f.k = d.k',
    'SELECT f.k, sum(d.kind) AS s FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY f.k HAVING sum(d.kind) > 30',
    'SELECT f.id, rank() OVER (PARTITION BY f.k ORDER BY d.id, f.id) AS r FROM here.facts f JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other, count(*) OVER (PARTITION BY d.name) AS n FROM here.facts f JOIN there.dims d ON f.k = d.k',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.k = d.k ORDER BY f.id DESC, d.id LIMIT 20 OFFSET 5',
    'SELECT f.k, count(*) AS n FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY f.k ORDER BY n DESC, f.k LIMIT 7',
    'SELECT k FROM here.facts INTERSECT SELECT k FROM there.dims',
    'SELECT k FROM here.facts EXCEPT ALL SELECT k FROM there.dims',
    'SELECT k, word FROM here.facts UNION SELECT k, word FROM there.dims',
    'SELECT f.k, d.big FROM here.facts f JOIN there.dims d ON f.k = d.big',
    'SELECT f.id FROM here.facts f JOIN there.dims d ON f.small = d.big AND f.v = d.kind',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.price = d.long_price',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.word = d.word',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.day = d.day',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.stamp = d.stamp',
    'SELECT f.id, d.id AS other FROM here.facts f JOIN there.dims d ON f.u = d.u',
    'SELECT count(*) AS n FROM here.facts f JOIN there.dims d ON f.flag = d.flag',
    'SELECT f.id, e.id AS other FROM here.facts f JOIN there.dims d ON f.k = d.k JOIN there.facts e ON e.k = d.k AND e.v = f.v',
  ])('%s', async (sql) => {
    expect(await partitionsOf(sql)).toBe(2)
    expect(await partitionsOf(sql, engine, 'off')).toBe(2)
  })
})

describe('what is divided', () => {
  test.each([
    ['SELECT f.id FROM here.facts f JOIN there.dims d ON f.k = d.k', ['dims.k', 'facts.k']],
    [
      'SELECT count(*) AS n FROM here.facts f JOIN there.dims d ON f.k < d.k AND f.v = d.kind',
      ['dims.kind', 'facts.v'],
    ],
    [
      'SELECT k, count(*) AS n FROM here.facts f, (SELECT kind FROM there.dims) d WHERE kind < f.v GROUP BY k',
      ['facts.k', '1 copied'],
    ],
    ['SELECT f.id FROM here.facts f JOIN there.dims d ON f.f = d.price', []],
    ['SELECT f.id FROM here.facts f JOIN there.dims d ON f.k = d.price', []],
    ['SELECT count(*) AS n FROM here.facts f JOIN there.dims d ON f.k < d.k', []],
    ['SELECT f.id FROM here.facts f JOIN there.dims d ON f.k IS NOT DISTINCT FROM d.k', []],
    ['SELECT id FROM here.facts UNION ALL SELECT id FROM there.dims', []],
  ])('%s', async (sql, division) => {
    expect(await divisionOf(sql)).toEqual(division)
    expect(await partitionsOf(sql)).toBe(division.length === 0 ? 1 : 2)
  })
})

const JOINED =
  'SELECT f.k, count(*) AS n, sum(d.kind) AS s FROM here.facts f JOIN there.dims d ON f.k = d.k GROUP BY f.k'

test('with tables read in parts, and by the keys of each other', async () => {
  const other = await openEngine(sources, {}, { partitions: 3, scans: 'in_parts', dynamicFilters: 'force' })
  expect(await partitionsOf(JOINED, other)).toBe(3)
  const { statistics } = await other.manifest(JOINED)
  const filters = statistics?.fragments.flatMap(({ dynamic_filters = [] }) => dynamic_filters) ?? []
  expect(filters.filter(({ outcome }) => outcome === 'applied').map(({ keys }) => keys)).toEqual([300])
  await other.close()
})

test('without parallel execution, and with too few slots, one kernel does it all', async () => {
  for (const performance of [{ enable_parallel_execution: false }, { max_parallel_workers: 2 }]) {
    const other = await openEngine(sources, {}, { partitions: 2, performance })
    expect((await other.plan(JOINED)).partitioning).toBeUndefined()
    expect(await partitionsOf(JOINED, other)).toBe(1)
    await other.close()
  }
})

test('small queries are not divided', async () => {
  const other = await openEngine(sources, {}, { performance: { max_parallel_workers: 64 } })
  expect((await other.plan(JOINED)).partitioning).toBeUndefined()
  await other.close()
})

test('many at once wait for each other, and all end', async () => {
  const expected = await reference.run(JOINED)
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => engine.run(JOINED)))
  expect(outcomes.map((outcome) => difference(outcome, expected, { ordered: false }))).toEqual(
    Array(12).fill(undefined),
  )
})

const SPILLING = `SELECT count(*) AS n, sum(length(a.payload || b.payload)) AS s
  FROM here.big a JOIN there.big b ON a.id = b.id`

test('more rows than the memory holds are spilled by each kernel', async () => {
  const performance = { max_memory_mb: 200, max_parallel_workers: 4 }
  const other = await openEngine(sources, {}, { partitions: 2, performance })
  const { statistics } = await other.manifest(SPILLING)
  expect(statistics?.kernel?.spilled_bytes).toBeGreaterThan(0)
  expect(await partitionsOf(SPILLING, other)).toBe(2)
  await other.close()
}, 120_000)

test('a limit of what may be spilled is kept by each kernel', async () => {
  const performance = { max_memory_mb: 160, max_parallel_workers: 4, max_spill_mb: 4 }
  const other = await openEngine(sources, {}, { partitions: 2, performance })
  const outcome = await other.run(SPILLING)
  expect(outcome.kind === 'failure' ? outcome.message : outcome).toMatch(/max_spill_mb/)
  await other.close()
}, 120_000)

/** Joins each row of 150,000 with 7,500: it takes longer than anybody waits here. */
const ENDLESS = `SELECT count(*) AS n FROM here.big a JOIN there.big b ON a.k = b.k AND a.payload < b.payload`

test('a query whose time is up gives its kernels back', async () => {
  expect(await engine.run(ENDLESS, { timeoutSeconds: 4 })).toMatchObject({ kind: 'failure', code: 'TIMEOUT' })
  expect(await partitionsOf(JOINED)).toBe(2)
}, 120_000)

test('a query that loses the thread of one kernel fails, and gives the others back', async () => {
  const threads: Worker[] = []
  const remember = (worker: Worker): void => void threads.push(worker)
  process.on('worker', remember)
  const other = await openEngine(sources, {}, { partitions: 2 })
  const { end } = await other.computing(ENDLESS)
  let hasEnded = false
  const ended = end.finally(() => {
    hasEnded = true
  })
  // Nothing tells which thread computes: one that does not is replaced, and nothing is lost.
  while (!hasEnded) {
    void threads.shift()?.terminate()
    await Promise.race([ended, delay(500)])
  }
  expect((await ended).failure).toMatchObject({ code: 'WORKER_LOST' })
  process.off('worker', remember)
  expect(await partitionsOf(JOINED, other)).toBe(2)
  await other.close()
}, 300_000)
