import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BINARY, BOOLEAN, DATE, decimal, FLOAT64, INT64, JSON_TYPE, STRING, TIME, TIMESTAMP, UUID } from '#arrow'
import type { SqliteSourceConfig } from '#config'
import { AjnaError } from '#core'
import { createReader, sourceTable } from '../readers.ts'
import type { SourceReader } from '../spi.ts'
import { fieldsOf, readAll } from '../testing.ts'

let folder: string
let reader: SourceReader
let admin: DatabaseSync
const signal = (): AbortSignal => AbortSignal.timeout(30_000)

function config(change: Partial<SqliteSourceConfig> = {}): SqliteSourceConfig {
  return {
    name: 'local',
    type: 'sqlite',
    schema: null,
    table: null,
    declared: {},
    path: join(folder, 'shop.db'),
    ...change,
  }
}

async function failureOf(work: Promise<unknown>): Promise<AjnaError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AjnaError)) throw new Error(`not an error of ours: ${String(error)}`)
  return error
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ajna-sqlite-'))
  admin = new DatabaseSync(join(folder, 'shop.db'))
  admin.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE every (id INTEGER PRIMARY KEY, big BIGINT, flag BOOLEAN, wide REAL, exact DECIMAL(10,2), free NUMERIC,
      words TEXT NOT NULL, bytes BLOB, day DATE, clock TIME, at DATETIME, doc JSON, ident UUID);
    INSERT INTO every VALUES
      (-9223372036854775808, 9007199254740993, 1, 1.7976931348623157e308, -99999999.99, 0.1, '', x'', '0001-01-01', '00:00:00',
       '0001-01-01 00:00:00', '{"b":1,"a":2}', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'),
      (9223372036854775807, -9007199254740993, 0, 5e-324, 99999999.99, 12345678901, '日本' || char(10) || '😀', x'00ff', '9999-12-31',
       '23:59:59.999999', '1969-12-31 23:59:59.999999', '[]', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
      (5, NULL, NULL, NULL, NULL, NULL, 'x', NULL, NULL, NULL, NULL, NULL, NULL);
    CREATE TABLE wrong (number INTEGER, day DATE, bytes BLOB, words TEXT, flag BOOLEAN);
    INSERT INTO wrong VALUES ('abc', 20200101, 'text', x'ff', 'true'), (1.5, '2020-02-30', 1, x'61', 2);
    CREATE TABLE keyed (a INT, b TEXT COLLATE NOCASE, PRIMARY KEY (b, a)) WITHOUT ROWID;
    CREATE VIEW seen AS SELECT id, words FROM every;
    CREATE TABLE odd (anything);`)
  reader = await createReader(config())
})

afterAll(async () => {
  await reader.close()
  admin.close()
  rmSync(folder, { recursive: true })
})

test('every type round-trips at its limits', async () => {
  const types = [
    INT64,
    INT64,
    BOOLEAN,
    FLOAT64,
    decimal(10, 2),
    decimal(38, 10),
    STRING,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    JSON_TYPE,
    UUID,
  ]
  const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
  expect(await readAll(reader, { sql: 'SELECT * FROM every ORDER BY id', fields: fieldsOf(...types) })).toEqual([
    [
      -9223372036854775808n,
      9007199254740993n,
      true,
      Number.MAX_VALUE,
      -9999999999n,
      1000000000n,
      '',
      '',
      -719162,
      0n,
      -62135596800000000n,
      '{"b":1,"a":2}',
      uuid,
    ],
    [5n, ...Array<null>(5).fill(null), 'x', ...Array<null>(6).fill(null)],
    [
      9223372036854775807n,
      -9007199254740993n,
      false,
      Number.MIN_VALUE,
      9999999999n,
      123456789010000000000n,
      '日本\n😀',
      '00ff',
      2932896,
      86399999999n,
      -1n,
      '[]',
      uuid,
    ],
  ])
})

test.each([
  ['number', INT64, 0],
  ['number', INT64, 1],
  ['day', DATE, 0],
  ['day', DATE, 1],
  ['bytes', BINARY, 0],
  ['bytes', BINARY, 1],
  ['words', STRING, 0],
  ['words', STRING, 1],
  ['flag', BOOLEAN, 0],
  ['flag', BOOLEAN, 1],
])('a value that is not of its column fails, naming source and column: %s as %o, row %i', async (column, type, row) => {
  const sql = `SELECT ${column} FROM wrong LIMIT 1 OFFSET ${row}`
  const error = await failureOf(readAll(reader, { sql, fields: fieldsOf(type) }))
  expect(error.code).toBe('DATA_ERROR')
  expect(error.message).toMatch(/^Source "local" sent ".*" in column "c0", which does not fit the type/)
})

test('parameters are bound under their types', async () => {
  const parameters = [
    { kind: 'literal', type: INT64, value: '9007199254740993' },
    { kind: 'literal', type: STRING, value: `a\\b'c"😀` },
    { kind: 'literal', type: STRING, value: null },
  ] as const
  const sql = 'SELECT ?, ?, ?, count(*) FROM every WHERE big = ?'
  const reading = { sql, fields: fieldsOf(INT64, STRING, STRING, INT64), parameters: [...parameters, parameters[0]] }
  expect(await readAll(reader, reading)).toEqual([[9007199254740993n, `a\\b'c"😀`, null, 1n]])
})

const MANY = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n'

test('many rows arrive in full batches while the event loop turns', async () => {
  const request = {
    sql: `${MANY} LIMIT 300000) SELECT i FROM n`,
    parameters: [],
    fields: fieldsOf(INT64),
    timeoutMs: 30_000,
  }
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const sizes: number[] = []
  for await (const batch of reader.read(request, signal())) sizes.push(batch.numRows)
  clearInterval(timer)
  expect(sizes).toEqual([131072, 131072, 37856])
  expect(turns).toBeGreaterThan(2)
})

test('an abort and a time limit end an endless statement', async () => {
  const endless = { sql: `${MANY}) SELECT i FROM n`, fields: fieldsOf(INT64) }
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 50)
  const drain = async (timeoutMs: number, until: AbortSignal): Promise<void> => {
    for await (const _ of reader.read({ ...endless, parameters: [], timeoutMs }, until));
  }
  expect((await failureOf(drain(30_000, abort.signal))).code).toBe('CANCELED')
  expect((await failureOf(drain(100, signal()))).code).toBe('TIMEOUT')
})

test('nothing can be written, and the source speaks for itself', async () => {
  const written = await failureOf(readAll(reader, { sql: `DELETE FROM every RETURNING id`, fields: fieldsOf(INT64) }))
  expect(written.code).toBe('SOURCE_REJECTED')
  expect(written.message).toContain('attempt to write a readonly database')
  const missing = await failureOf(readAll(reader, { sql: 'SELECT * FROM missing', fields: fieldsOf(INT64) }))
  expect(missing.message).toContain('no such table: missing')
  expect(missing.detail.sql).toBe('SELECT * FROM missing')
})

test('a path without a database is named', async () => {
  const path = join(folder, 'nowhere.db')
  const missing = await createReader(config({ path }))
  const error = await failureOf(missing.test(signal()))
  expect(error.code).toBe('SOURCE_UNREACHABLE')
  expect(error.message).toContain(path)
  const text = join(folder, 'text.db')
  writeFileSync(text, 'this is no database, and long enough not to be taken for an empty one'.repeat(20))
  const other = await createReader(config({ path: text }))
  expect((await failureOf(other.test(signal()))).message).toContain('is not a sound SQLite database')
})

test('describing: types, nulls, collations, keys, views', async () => {
  const ref = (table: string) => sourceTable(config({ table }))
  const table = await reader.describe(ref('every'), {}, signal())
  expect(table?.columns.map(({ name, type, nullable, comparison }) => [name, type, nullable, comparison])).toEqual([
    ['id', INT64, false, null],
    ['big', INT64, true, null],
    ['flag', BOOLEAN, true, null],
    ['wide', FLOAT64, true, null],
    ['exact', decimal(10, 2), true, null],
    ['free', decimal(38, 10), true, null],
    ['words', STRING, false, 'binary'],
    ['bytes', BINARY, true, null],
    ['day', DATE, true, null],
    ['clock', TIME, true, null],
    ['at', TIMESTAMP, true, null],
    ['doc', JSON_TYPE, true, null],
    ['ident', UUID, true, null],
  ])
  expect(table?.primaryKey).toEqual(['id'])
  expect(table?.serverVersion).toMatch(/^SQLite 3\./)
  const keyed = await reader.describe(ref('keyed'), {}, signal())
  expect(keyed?.primaryKey).toEqual(['b', 'a'])
  expect(keyed?.estimatedRows).toBeNull()
  expect(keyed?.columns[1]?.comparison).toBe('case_insensitive')
  expect((await reader.describe(ref('seen'), {}, signal()))?.columns).toHaveLength(2)
  expect(await reader.describe(ref('missing'), {}, signal())).toBeUndefined()
  expect((await failureOf(reader.describe(ref('odd'), {}, signal()))).message).toContain(
    'Column "anything" of odd at source "local"',
  )
  expect(await reader.tables(signal())).toEqual(['every', 'keyed', 'odd', 'seen', 'wrong'])
})

test('describing: indexes, and what ANALYZE left', async () => {
  const path = join(folder, 'analysed.db')
  const database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE sold (id INTEGER PRIMARY KEY, buyer INTEGER, day TEXT, price REAL);
    CREATE INDEX by_buyer ON sold (buyer, day);
    CREATE INDEX by_sum ON sold (day, price + 1);
    CREATE INDEX some ON sold (price) WHERE buyer = 1;
    CREATE TABLE fresh (a INTEGER UNIQUE);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
    INSERT INTO sold SELECT i, i % 10, 'd' || (i % 40), i FROM n;
    ANALYZE sold`)
  database.close()
  const analysed = await createReader(config({ path }))
  const statistics = async (table: string): Promise<unknown> =>
    (await analysed.describe(sourceTable(config({ path, table })), {}, signal()))?.statistics
  expect(await statistics('sold')).toMatchObject({
    columns: { id: { distinct: 200 }, buyer: { distinct: 10 }, day: { distinct: 40 } },
    indexes: [
      { columns: ['id'], unique: true, clustered: true, distinct: [200] },
      { columns: ['day'], unique: false, clustered: false, distinct: [40] },
      { columns: ['buyer', 'day'], unique: false, clustered: false, distinct: [10, 40] },
    ],
  })
  expect(await statistics('fresh')).toEqual({
    bytes: null,
    columns: {},
    indexes: [{ columns: ['a'], unique: true, clustered: false, distinct: [null] }],
  })
  await analysed.close()
})
