import { createConnection, type RowDataPacket } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { delay } from '#core'
import { connectionConsistency } from '#plan'
import { openEngine, type RunOptions, type SemanticsEngine } from '../../test/semantics/support/engine.ts'
import { freshMysqlDatabase, freshPostgresDatabase } from '../../test/services/index.ts'

/** A user whose every row of the table `slow` takes its time, and who has one connection: parts are read in turn. */
const READER = `ajna_reader_${process.pid}`

let engine: SemanticsEngine
let admin: pg.Client
let postgresUrl: string
let mariadb: boolean

/** 2,000 rows on many pages, a view of them and partitions; the same rows under an integer key in MySQL. */
beforeAll(async () => {
  const { url } = await freshPostgresDatabase()
  postgresUrl = url
  admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`
    CREATE TABLE wide (id int PRIMARY KEY, turn int NOT NULL, filler text NOT NULL);
    INSERT INTO wide SELECT i, 0, repeat('x', 300) FROM generate_series(1, 2000) i;
    CREATE VIEW seen AS SELECT * FROM wide;
    CREATE TABLE parts (id int, turn int, filler text) PARTITION BY RANGE (id);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (1500);
    CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (1500) TO (9999);
    INSERT INTO parts SELECT * FROM wide;
    CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent);
    CREATE TABLE hollow (id int);
    CREATE TABLE slow (id int PRIMARY KEY, turn int NOT NULL, filler text NOT NULL);
    INSERT INTO slow SELECT * FROM wide WHERE id <= 300;
    CREATE ROLE ${READER} LOGIN PASSWORD 'secret';
    GRANT SELECT ON slow TO ${READER};
    ALTER TABLE slow ENABLE ROW LEVEL SECURITY;
    CREATE POLICY slowly ON slow USING (pg_sleep(0.002) IS NOT NULL);
    ANALYZE`)
  const other = await freshMysqlDatabase()
  const connection = await createConnection({ uri: other.url, multipleStatements: true })
  await connection.query(`CREATE TABLE narrow (id int PRIMARY KEY, turn int NOT NULL);
    INSERT INTO narrow SELECT a.n * 100 + b.n * 10 + c.n - 500, 0 FROM ${digits('a')}, ${digits('b')}, ${digits('c')};
    CREATE TABLE named (id varchar(10) PRIMARY KEY);
    CREATE VIEW shown AS SELECT * FROM narrow;
    ANALYZE TABLE narrow`)
  const [[version]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS v')
  mariadb = String(version?.['v']).includes('MariaDB')
  await connection.end()
  const asReader = { uri: url, username: READER, password: 'secret' }
  engine = await openEngine(
    {
      db: { type: 'postgres', uri: url },
      slow: { type: 'postgres', ...asReader, max_connections: 1 },
      shop: { type: 'mysql', uri: other.url },
      locked: { type: 'mysql', uri: other.url, snapshot_lock: true },
    },
    { split_rows: 0, max_splits: 3, default_limit: 100_000 },
  )
})

function digits(alias: string): string {
  const rows = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS n`)
  return `(${rows.join(' UNION ALL ')}) ${alias}`
}

afterAll(async () => {
  await engine?.close()
  await admin?.query(`DROP OWNED BY ${READER}; DROP ROLE ${READER}`)
  await admin?.end()
})

/** Without pushdown rows come here and are counted here. */
const counted = (table: string): string => `SELECT count(*) AS n, count(DISTINCT id) AS ids FROM db.${table}`
const off: RunOptions = { pushdown: 'off' }

async function splitsOf(sql: string, options: RunOptions = off): Promise<readonly number[]> {
  return (await engine.plan(sql, options)).fragments.map(({ splits }) => splits.length)
}

test('parts are ranges of pages without a gap', async () => {
  const { splits } = (await engine.plan(counted('wide'), off)).fragments[0] ?? { splits: [] }
  const pages = splits.map(({ sql }) => /ctid.*/.exec(sql)?.[0])
  expect(pages).toEqual([
    expect.stringMatching(/^ctid < '\(\d+,0\)'::tid\)?$/),
    expect.stringMatching(/^ctid >= '\(\d+,0\)'::tid AND t0.ctid < '\(\d+,0\)'::tid\)?$/),
    expect.stringMatching(/^ctid >= '\(\d+,0\)'::tid\)?$/),
  ])
})

test('rows that move between the parts are counted once', async () => {
  const sql = 'SELECT count(*) AS n, count(DISTINCT id) AS ids FROM slow'
  expect(await splitsOf(sql)).toEqual([3])
  const counting = engine.run(sql, off)
  const isReading = `SELECT 1 FROM pg_stat_activity WHERE usename = $1 AND state = 'active' AND query LIKE '%ctid%'`
  while ((await admin.query(isReading, [READER])).rowCount === 0) await delay(5)
  // Every row goes to a page behind the others while one part is read and two are not yet.
  await admin.query('UPDATE slow SET turn = turn + 1')
  expect(await counting).toMatchObject({ kind: 'rows', rows: [['300', '300']] })
}, 60_000)

test('every part gives rows, and together they are all', async () => {
  const outcome = await engine.run('SELECT id, length(filler) AS l FROM db.wide WHERE id % 2 = 0 ORDER BY id', off)
  const ids = outcome.kind === 'rows' ? outcome.rows.map(([id]) => Number(id)) : []
  expect(ids).toEqual(Array.from({ length: 1000 }, (_, index) => 2 * index + 2))
})

test.each([
  ['parts', 3, '2000'],
  ['hollow', 3, '0'],
  ['seen', 0, '2000'],
  ['parent', 0, '0'],
])('%s is read in %i parts', async (table, splits, rows) => {
  expect(await splitsOf(counted(table))).toEqual([splits])
  expect(await engine.run(counted(table), off)).toMatchObject({ kind: 'rows', rows: [[rows, rows]] })
})

test('what the source limits, groups or joins is not read in parts', async () => {
  expect(await splitsOf('SELECT id FROM db.wide LIMIT 10 OFFSET 1', {})).toEqual([0])
  expect(await splitsOf('SELECT id FROM db.wide ORDER BY id LIMIT 10', {})).toEqual([0])
  expect(
    await splitsOf('SELECT count(*) FROM (SELECT id FROM db.wide LIMIT 10) w JOIN shop.narrow n ON w.id = n.id', {}),
  ).toEqual([0, 0])
  expect(await splitsOf('SELECT count(*) FROM db.wide', {})).toEqual([0])
  expect(await splitsOf('SELECT w.id FROM db.wide w JOIN db.parts p ON w.id = p.id', {})).toEqual([0])
})

test.each([
  [1, 3],
  [10, 3],
  [667, 3],
  [1500, 3],
  [2000, 3],
])('LIMIT %i of rows that are read in parts', async (limit, splits) => {
  const sql = `SELECT id, turn FROM db.wide LIMIT ${limit}`
  expect(await splitsOf(sql, {})).toEqual([splits])
  const outcome = await engine.run(sql)
  const ids = outcome.kind === 'rows' ? outcome.rows.map(([id]) => id) : []
  expect(new Set(ids).size).toBe(limit)
  expect(ids).toHaveLength(limit)
  expect((await engine.manifest(sql)).truncated).toBe(false)
})

test.each([
  [1500, 1500, true],
  [1999, 1999, true],
  [2000, 2000, false],
])('default_limit %i cuts rows that are read in parts', async (limit, rows, truncated) => {
  const limited = await openEngine(
    { db: { type: 'postgres', uri: postgresUrl } },
    { split_rows: 0, max_splits: 3, default_limit: limit },
  )
  try {
    const sql = 'SELECT id FROM db.wide'
    expect((await limited.plan(sql)).fragments[0]?.splits).toHaveLength(3)
    expect(await limited.manifest(sql)).toMatchObject({ state: 'SUCCEEDED', truncated, statistics: { rows } })
    const outcome = await limited.run(sql)
    expect(outcome.kind === 'rows' ? new Set(outcome.rows.map(([id]) => id)).size : outcome).toBe(rows)
  } finally {
    await limited.close()
  }
})

const SHOP = 'SELECT count(*) AS n, count(DISTINCT id) AS ids, sum(id) AS s FROM shop.narrow'

test('a source without shared snapshots is read in parts where the query allows it', async () => {
  const loose: RunOptions = { ...off, consistency: 'per_split' }
  expect(await splitsOf(SHOP)).toEqual([0])
  expect(await splitsOf(SHOP, loose)).toEqual([3])
  expect(await splitsOf('SELECT count(*) FROM shop.named', loose)).toEqual([0])
  expect(await splitsOf('SELECT count(*) FROM shop.shown', loose)).toEqual([0])
  const statements = (await engine.plan(SHOP, loose)).fragments.flatMap(({ splits }) => splits.map(({ sql }) => sql))
  expect(statements.map((sql) => /WHERE .*/.exec(sql)?.[0])).toEqual([
    'WHERE t0.`id` < -167',
    'WHERE t0.`id` >= -167 AND t0.`id` < 166',
    'WHERE t0.`id` >= 166',
  ])
  expect(await engine.run(SHOP, loose)).toMatchObject({ kind: 'rows', rows: [['1000', '1000', '-500']] })
})

test('a MariaDB whose tables may be locked for a moment is read in parts of one state', async () => {
  const parts = mariadb ? 3 : 0
  for (const sql of [
    SHOP.replace('shop', 'locked'),
    'SELECT count(*) AS n, min(id) AS l, max(turn) AS m FROM locked.narrow',
  ]) {
    expect(await splitsOf(sql)).toEqual([parts])
    expect((await engine.run(sql, off)).kind).toBe('rows')
    const { statistics } = await engine.manifest(sql, off)
    expect(statistics?.connections).toMatchObject([{ sources: ['locked'], consistency: 'snapshot' }])
    expect(statistics?.fragments).toMatchObject([{ rows: 1000, splits: 1 }])
  }
  expect(await engine.run(SHOP.replace('shop', 'locked'), off)).toMatchObject({ rows: [['1000', '1000', '-500']] })
})

test.each([1, 400, 1000, 5000])('LIMIT %i of parts of one state', async (limit) => {
  const sql = `SELECT id FROM locked.narrow LIMIT ${limit}`
  const outcome = await engine.run(sql)
  const ids = outcome.kind === 'rows' ? outcome.rows.map(([id]) => id) : []
  expect([ids.length, new Set(ids).size]).toEqual([Math.min(limit, 1000), Math.min(limit, 1000)])
})

test('the plan says what the rows of a connection have in common', async () => {
  const stated = async (sql: string, options: RunOptions) =>
    connectionConsistency(await engine.plan(sql, options)).map(({ sources, consistency }) => [...sources, consistency])
  const both = 'SELECT count(*) FROM db.wide, shop.narrow'
  expect(await stated(both, off)).toEqual([
    ['db', 'snapshot'],
    ['shop', 'snapshot'],
  ])
  expect(await stated(both, { ...off, consistency: 'per_split' })).toEqual([
    ['db', 'snapshot'],
    ['shop', 'per_split'],
  ])
  expect(await stated('SELECT count(*) FROM shop.narrow, shop.named', off)).toEqual([['shop', 'per_statement']])
})
